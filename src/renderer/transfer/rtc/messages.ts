import type { LaneStats } from '../../../transfer/channel.ts'
import type { Description } from '../../../transfer/description.ts'
import type { RtcOptions } from '../../../transfer/rtc.ts'

/** Connections exist in pages alone, what is done with them runs in a worker: what the two tell one another, by the connection's number. */
export type ToPage = { id: number } & (
  | ({ type: 'make' } & Pick<RtcOptions, 'role' | 'reliable' | 'ordered' | 'iceServers' | 'relayOnly'>)
  /** Answered by `described`, or `refused`. */
  | { type: 'describe'; request: number; description: Description }
  | { type: 'candidate'; candidate: string; mid: string }
  | { type: 'stats'; request: number }
  | { type: 'restart' }
  | { type: 'close' }
)

export type ToWorker = { id: number } & (
  | { type: 'local'; kind: 'offer' | 'answer'; sdp: string }
  | { type: 'candidate'; candidate: string; mid: string }
  /** At once when it exists; a port where channels cannot be handed over (see `ToChannel`). */
  | { type: 'channel'; label: string; channel: RTCDataChannel | MessagePort }
  | { type: 'described'; request: number }
  | { type: 'refused'; request: number; text: string }
  | { type: 'stats'; request: number; stats: LaneStats }
  | { type: 'over'; text: string }
)

/** How channels get to the worker: they themselves, or all that goes over them. */
export type ChannelCarrier = 'channels' | 'messages'

/** To a channel that stays in the page. */
export type ToChannel = { type: 'send'; message: Uint8Array<ArrayBuffer> } | { type: 'low'; bytes: number }

export type FromChannel =
  | { type: 'open' }
  | { type: 'message'; data: ArrayBuffer }
  /** It has been given so many bytes in all, of which so many have not left. */
  | { type: 'state'; given: number; buffered: number; isLow: boolean }
  | { type: 'close' }
