import type { Endpoint } from '../../../contract/rule.ts'
import type { TunnelConnection } from '../../../contract/tunnel.ts'
import type { CloseReason } from '../frame/close-reason.ts'

export type ConnectionKind = TunnelConnection['kind']

/** A connection as the contract shows it; what its tube knows nothing of is left out. */
export type ShownConnection = Omit<TunnelConnection, 'tubeId' | 'guacamole'>

/** What happens on one connection. One object each, whose methods are called as such. */
export interface StreamHandler {
  /** The far end has connected. Only where it was opened from here. */
  opened(): void
  /** Belongs to the handler from now on, which tells by `consumed` when it is done with it. In order, nothing after `end`. */
  data(bytes: Uint8Array): void
  /** After `write` has returned false: there is room again. */
  drain(): void
  /** The other end writes no more (half-close). */
  end(): void
  /**
   * It is over; once, and the last call. `normal`: everything that was written has been handed over here (after both sides ended, or
   * the other closed it so). Not called for what `close` here has ended.
   */
  closed(reason: CloseReason, text: string): void
}

/** One connection through a tube. Calls after it is over do nothing. */
export interface TunnelStream {
  /** Of the protocol; odd where the initiator has opened it. */
  readonly number: number
  /** To be set in the turn in which the stream is had. */
  handler: StreamHandler
  readonly kind: ConnectionKind
  /** Null where the way says where to. */
  readonly target: Endpoint | null
  /** Whether it was opened from here. */
  readonly isOurs: boolean
  /**
   * Names for figures: the way it came by (empty at the far end), and who has connected. With `reverse`, what is set in the turn of
   * `open` is told to the other end, whose `opening` finds it set: the id of `askListen`, by which it knows where to connect.
   */
  wayId: string
  source: string
  readonly isOver: boolean
  /** At the far end: the target is connected. What has come meanwhile is handed over within the call. */
  accept(): void
  /**
   * Takes a copy of all of it; false: no more until `drain`. May be called before it is open: what the other end
   * has no room for yet waits here. Writes of 65 519 bytes (`bestWriteBytes`) cost the least.
   */
  write(bytes: Uint8Array): boolean
  /** No more will be written. It is over by itself when both ends have said so and all has been handed over. */
  end(): void
  /** So many bytes of what `data` brought have been taken by their reader: the other end may send as many more. */
  consumed(bytes: number): void
  /** Ends it. `normal`: what was written still goes out first (for 30 s at most); any other reason discards it. */
  close(reason: CloseReason, text?: string): void
}

/** One message of 64 KiB, less its frame. */
export const bestWriteBytes = 64 * 1024 - 17

/** Datagrams of one UDP association (RFC 1928 §7); each with SOCKS5's header of UDP. */
export interface DatagramHandler {
  /** Only where it was opened from here. */
  opened(): void
  /** Belongs to the handler. */
  datagram(bytes: Uint8Array): void
  closed(reason: CloseReason, text: string): void
}

export interface DatagramStream {
  readonly number: number
  handler: DatagramHandler
  readonly isOurs: boolean
  wayId: string
  source: string
  readonly isOver: boolean
  accept(): void
  /** Takes a copy. False: it was dropped, because too many wait, or it is longer than 60 KiB. */
  send(bytes: Uint8Array): boolean
  /** The other end is told; why, too, unless it is `normal`. */
  close(reason?: CloseReason): void
}
