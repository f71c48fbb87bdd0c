import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LaneTransport } from '../transfer/channel.ts'
import type { RtcPeer, RtcSignal, RtcStack } from '../transfer/rtc.ts'
import { Fault } from '../wire/fault.ts'

const messageBytes = 32 * 1024
/** More than a first window of SCTP, so that acknowledgements take part; and soon done by the slowest stack. */
const proofBytes = 512 * 1024
/** Of a machine with much else to do. */
const proofMs = 8000

/** Whether this machine has an address that stacks use; they offer none of its own inside. */
export const canProve = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal))

/**
 * Makes a lane from this process to itself and sends bytes over it, in order; resolves with the ms that it took to open. Throws
 * `rtc-failed` when it does not do what it should.
 */
export async function proveStack(stack: RtcStack): Promise<number> {
  const abort = new AbortController()
  const over = sleep(proofMs, undefined, { signal: abort.signal }).then(() => {
    throw new Fault('rtc-failed', `It did not do what it should within ${proofMs / 1000} s.`)
  })
  over.catch(() => {})
  const lanes: LaneTransport[] = []
  try {
    return await Promise.race([over, prove(stack, abort.signal, lanes)])
  } finally {
    abort.abort(new Fault('rtc-failed', 'The proof is over.'))
    for (const lane of lanes) lane.close()
  }
}

async function prove(stack: RtcStack, signal: AbortSignal, lanes: LaneTransport[]): Promise<number> {
  const startedAt = performance.now()
  const peers: RtcPeer[] = []
  const connect = (role: 'offer' | 'answer', other: number): RtcPeer =>
    stack.connect({
      role,
      reliable: true,
      ordered: true,
      iceServers: [],
      relayOnly: false,
      tell: (told: RtcSignal) => void setImmediate(() => peers[other]?.take(told)),
      signal,
    })
  peers.push(connect('answer', 1))
  peers.push(connect('offer', 0))
  const opened = await Promise.all(peers.map((peer) => peer.opened))
  lanes.push(...opened)
  const openMs = performance.now() - startedAt
  const [receiver, sender] = opened as [LaneTransport, LaneTransport]
  await carried(sender, receiver)
  return openMs
}

/** Each message begins with its number, and holds that number throughout. */
function carried(sender: LaneTransport, receiver: LaneTransport): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const count = proofBytes / messageBytes
  let next = 0
  receiver.data.onMessage = (message) => {
    const isWhole = message.length === messageBytes && message[0] === next && message.at(-1) === next
    if (!isWhole) reject(new Fault('rtc-failed', 'What it carries arrives changed or out of order.'))
    else if (++next === count) resolve()
  }
  for (const { closed } of [sender, receiver])
    void closed.then(({ text }) => reject(new Fault('rtc-failed', text)))
  const message = new Uint8Array(messageBytes)
  for (let number = 0; number < count; number++) sender.data.send(message.fill(number))
  return promise
}
