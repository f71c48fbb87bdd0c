import type { LaneTransport } from '../../../src/transfer/channel.ts'
import type { IceServer, RtcOptions, RtcPeer, RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'

export interface PairOptions {
  reliable?: boolean
  ordered?: boolean
  iceServers?: readonly IceServer[]
  /** Of the side that offers, and of the one that answers. */
  relayOnly?: readonly [boolean, boolean]
  signal?: AbortSignal
  /** What one side tells the other, before it is passed on. */
  seen?(from: RtcOptions['role'], signal: RtcSignal): RtcSignal | undefined
}

/** Two peers that tell one another everything: the first offers. */
export function pairOf(offers: RtcStack, answers: RtcStack, options: PairOptions = {}): [RtcPeer, RtcPeer] {
  const {
    reliable = true,
    ordered = false,
    iceServers = [],
    relayOnly = [false, false],
    seen = (_from, signal) => signal,
  } = options
  const signal = options.signal ?? new AbortController().signal
  const peers: RtcPeer[] = []
  const tellTo = (place: number, role: RtcOptions['role']) => (told: RtcSignal) => {
    const passed = seen(role, told)
    // As over a network: never in the same turn.
    if (passed) setImmediate(() => peers[place]?.take(passed))
  }
  const common = { reliable, ordered, iceServers, signal }
  peers.push(
    answers.connect({ ...common, relayOnly: relayOnly[1], role: 'answer', tell: tellTo(1, 'answer') }),
  )
  peers.push(offers.connect({ ...common, relayOnly: relayOnly[0], role: 'offer', tell: tellTo(0, 'offer') }))
  return [peers[1]!, peers[0]!]
}

export async function openPair(
  offers: RtcStack,
  answers: RtcStack,
  options?: PairOptions,
): Promise<[LaneTransport, LaneTransport]> {
  const [a, b] = pairOf(offers, answers, options)
  return Promise.all([a.opened, b.opened])
}
