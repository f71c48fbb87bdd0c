import { isIPv4 } from 'node:net'
import { expect, test } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import type { RtcSignal } from '../../../src/transfer/rtc.ts'
import { both, startEmulator } from '../../support/link-emulator/index.ts'
import { pairOf } from '../../support/rtc/pair.ts'

const delayMs = 400

test.each(['node-datachannel', 'werift'] as const)(
  'lanes of %s open where each answer comes after what was asked has been sent again',
  async (prefer) => {
    await using emulator = startEmulator()
    const { stack } = await openRtcStack({ prefer })
    /** As if it lay behind a link on which everything takes its time. */
    const led = async (signal: RtcSignal & { type: 'candidate' }) => {
      const parts = signal.candidate.split(' ')
      const [address = '', port = ''] = parts.slice(4, 6)
      if (!isIPv4(address) || parts[2]?.toLowerCase() !== 'udp') return undefined
      const link = await emulator.link({ to: { address, port: Number(port) }, ...both({ delayMs }) })
      parts[4] = '127.0.0.1'
      parts[5] = String(link.port)
      return { ...signal, candidate: parts.join(' ') }
    }
    const peers = pairOf(stack, stack, {
      seen(from, signal) {
        if (signal.type !== 'candidate') return signal
        void led(signal).then((candidate) => candidate && peers[from === 'offer' ? 1 : 0].take(candidate))
        return undefined
      },
    })
    const [a, b] = await Promise.all(peers.map((peer) => peer.opened))
    const received = new Promise<Uint8Array>((resolve) => {
      b!.control.onMessage = resolve
    })
    a!.control.send(Uint8Array.of(7))
    expect(await received).toEqual(Uint8Array.of(7))
    a!.close()
    await b!.closed
    await stack.close()
  },
)
