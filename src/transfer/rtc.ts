import type { LaneTransport } from './channel.ts'

/** What two ends of a peer connection tell one another before it is open (RFC 8829). */
export type RtcSignal =
  | { type: 'offer' | 'answer'; sdp: string }
  /** As in `RTCIceCandidateInit`; an empty `candidate` says that there are no more. */
  | { type: 'candidate'; candidate: string; mid: string }

export interface IceServer {
  /** `stun:` or `turn:` or `turns:` (RFC 7064, RFC 7065) */
  url: string
  username?: string
  credential?: string
}

export interface RtcOptions {
  role: 'offer' | 'answer'
  /** Whether the data channel repeats what is lost; the side that offers decides. */
  reliable: boolean
  /** Whether the data channel keeps the order of messages; not, if left out. The side that offers decides. */
  ordered?: boolean
  /** Whether candidates may follow one by one (RFC 8838); `false` where an offer is carried by hand, with all of them in it. */
  trickle?: boolean
  iceServers: readonly IceServer[]
  /** Through TURN only. */
  relayOnly: boolean
  /** Called for each signal that the other end must get, in order. */
  tell(signal: RtcSignal): void
  /** Gives up. */
  signal: AbortSignal
}

/** A peer connection that is being made. */
export interface RtcPeer {
  /** From the other end, in any order. Malformed ones fail the connection with `rtc-failed`. */
  take(signal: RtcSignal): void
  /** Both channels are open. Rejects with a fault of code `rtc-failed` (with the reason in words), or the signal's reason. */
  readonly opened: Promise<LaneTransport>
  /** After the network has changed: a new search for a path (RFC 8445 §9); what is open stays open meanwhile. */
  restart(): void
}

/** A WebRTC stack: the browser's own, node-datachannel, werift. */
export interface RtcStack {
  readonly name: 'browser' | 'node-datachannel' | 'werift'
  connect(options: RtcOptions): RtcPeer
  /** Ends everything; resolves when nothing of it is left. */
  close(): Promise<void>
}

/** Labels of the two channels. */
export const channelLabels = { control: 'hawser-control', data: 'hawser-data' } as const
