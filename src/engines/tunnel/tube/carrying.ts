import type { BufferPool } from '../frame/buffer-pool.ts'
import type { Connection } from './connection.ts'
import type { Sender } from './scheduler.ts'

export interface Settling {
  settle(): void
}

/** A connection or an association. */
export interface Carried {
  readonly number: number
  /** On which this end sends. */
  readonly lane: CarryingLane
  /** On which the other end did last. */
  readonly heardOn: CarryingLane
  readonly isOurs: boolean
}

/** What a connection needs of the lane that carries it. */
export interface CarryingLane {
  readonly number: number
  /** Which one of its messages, from 1, is made next. */
  readonly nextMessage: number
  /** That the other end is known to have. */
  readonly ackedMessages: number
  /** It has something to send. */
  ready(sender: Sender): void
  /** Nothing more of it is to be sent. */
  unready(sender: Sender): void
  /** `settle` is to be called when no message is being filled. */
  notify(settling: Settling): void
  /** The other end may be told of its new credit, `now` or with what is told next. */
  tellCredit(connection: Connection, now: boolean): void
  /** It has bytes and no credit. */
  starved(connection: Connection): void
  about(connection: number, kind: number): void
}

/** What a connection needs of its tube, and counts for it. */
export interface CarryingTube {
  readonly pool: BufferPool
  readonly counters: TubeCounters
  /** Bytes that wait in the queues of all connections. */
  queuedBytes: number
  /** Credit beyond the first window, over all connections. */
  extraCreditBytes: number
  readonly moves: { sending(connection: Connection): void }
  /** ms of the clock. */
  now(): number
  unixMs(): number
  /** It is over; what the other end may still send of it, as it does not know yet, is no offence. */
  forget(connection: Carried, lateBytes: number): void
  /** The other end does not keep to the protocol; not often, or the tube is over. */
  offence(): void
}

export class TubeCounters {
  bytesIn = 0
  bytesOut = 0
  framesIn = 0
  framesOut = 0
  opened = 0
  refused = 0
  /** A connection had bytes and no credit. */
  stalls = 0
  /** `write` has returned false. */
  pauses = 0
  /** The sender was woken by `bufferedamountlow`, an acknowledgement or credit. */
  wakeups = 0
  droppedDatagrams = 0
  /** Connections that went on on another lane. */
  moved = 0
  /** Handlers that threw. */
  handlerErrors = 0
  offences = 0
  /** Data of connections that had just been closed. */
  lateBytes = 0
}
