import type { LaneStats } from '../channel.ts'
import type { Description } from '../description.ts'
import type { RtcOptions } from '../rtc.ts'
import type { HeldChannel } from './held-channel.ts'

/** What a stack offers of one peer connection; `OpeningPeer` makes a lane of it. */
export interface NativePeer {
  /** A description that was checked and written anew. May throw. */
  describe(description: Description): void | Promise<void>
  /** One that has been checked. May throw. */
  addCandidate(candidate: string, mid: string): void | Promise<void>
  stats(): LaneStats | Promise<LaneStats>
  /**
   * Looks for new paths, and describes itself anew. Missing where the stack does not survive that (libdatachannel knows none,
   * werift's ends in silence). With it, `describe` is called again when the other end does so.
   */
  restart?(): void
  /** Once; nothing is told of any more afterwards. */
  close(): void
}

/** What a stack tells of it. */
export interface NativeEvents {
  described(type: 'offer' | 'answer', sdp: string): void
  /** Empty: there are no more. */
  candidate(candidate: string, mid: string): void
  /** It is open, whichever side has made it. */
  channelOpen(label: string, channel: HeldChannel): void
  /** It has failed or ended; `text` says how, in words. */
  over(text: string): void
}

export type MakeNativePeer = (options: RtcOptions, events: NativeEvents) => NativePeer
