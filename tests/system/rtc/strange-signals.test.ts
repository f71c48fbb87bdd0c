import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import type { RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { pairOf } from '../../support/rtc/pair.ts'

const signals: fc.Arbitrary<RtcSignal> = fc.oneof(
  fc.record({ type: fc.constantFrom('offer', 'answer'), sdp: fc.string({ maxLength: 200 }) }),
  fc.record({
    type: fc.constant('candidate' as const),
    candidate: fc.oneof(
      fc.string(),
      fc.string().map((text) => `candidate:1 1 udp 1 192.0.2.1 9 typ host ${text}`),
    ),
    mid: fc.string(),
  }),
)
const candidates = [
  'candidate:1 1 udp 2113937151 nobody.invalid 50000 typ host',
  'candidate:1 1 tcp 2113937151 192.0.2.1 9 typ host tcptype active',
  'candidate:1 255 udp 0 0.0.0.0 0 typ host',
  'candidate:1 1 udp 9999999999 ::: 65535 typ srflx raddr x rport y',
]

describe.each(['node-datachannel', 'werift'] as const)('signals that %s never expected', (name) => {
  let stack: RtcStack
  beforeAll(async () => {
    stack = (await openRtcStack({ prefer: name })).stack
  })
  afterAll(() => stack.close())

  test('fail the connection, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('offer', 'answer'),
        fc.array(signals, { minLength: 1, maxLength: 5 }),
        async (role, told) => {
          const control = new AbortController()
          const peer = stack.connect({
            role,
            reliable: true,
            iceServers: [],
            relayOnly: false,
            tell() {},
            signal: control.signal,
          })
          for (const signal of told) peer.take(signal)
          control.abort(new Fault('closed', 'Enough.'))
          const fault = await peer.opened.catch((error) => error)
          expect(fault).toBeInstanceOf(Fault)
          expect(['rtc-failed', 'closed']).toContain(fault.code)
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each(candidates)('%s among others is passed over', async (candidate) => {
    const peers = pairOf(stack, stack)
    for (const peer of peers) peer.take({ type: 'candidate', candidate, mid: '0' })
    const [a, b] = await Promise.all(peers.map((peer) => peer.opened))
    a!.close()
    await b!.closed
  })

  test('another password finds no path', async () => {
    const control = new AbortController()
    const peers = pairOf(stack, stack, {
      signal: control.signal,
      seen: (from, signal) =>
        from === 'answer' && signal.type !== 'candidate'
          ? { ...signal, sdp: signal.sdp.replace(/(ice-pwd:).*/, '$1abcdefghijklmnopqrstuvwxyz') }
          : signal,
    })
    setTimeout(() => control.abort(new Fault('closed', 'Enough.')), 500)
    const ends = await Promise.allSettled(peers.map((peer) => peer.opened))
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
