import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { Endpoint } from '../../../contract/rule.ts'
import type { Clock } from '../../kit/clock.ts'
import type { BufferPool } from '../frame/buffer-pool.ts'
import type { LaneMaker } from '../meet/lane-maker.ts'
import type { DatagramStream, ShownConnection, TunnelStream } from './stream.ts'

/** `lost`: the path is gone and is being made anew; connections wait. */
export type TubeState = 'connecting' | 'open' | 'lost' | 'ended'

export interface TubeEnd {
  code: FaultCode
  text: string
}

/** What came of asking the far end to listen. */
export type ListenOutcome =
  /** Where it really listens. */
  { at: Endpoint; code?: undefined } | { at?: undefined; code: FaultCode; text: string }

export interface Traced {
  /** `now`: ms of the tube's clock. */
  show(now: number): ShownConnection
}

export interface TubeHandlers {
  /** It has changed; `end` with `ended`, once. */
  state(state: TubeState, end?: TubeEnd): void
  /** The other end wants a connection to `stream.target`: set its handler, then `accept` or `close` it. */
  opening(stream: TunnelStream): void
  /** Likewise for UDP ASSOCIATE. */
  associating(stream: DatagramStream): void
  /** The other end wants this one to listen, or says again that it does; answer with `answerListen`, later too. */
  listen(id: string, at: Endpoint): void
  /** It does not want so any more. */
  unlisten(id: string): void
  /** The answer to `askListen`. */
  listened(id: string, outcome: ListenOutcome): void
  /** What this end has opened is open at the other end; what either has opened is over. `show` gives its figures. */
  opened?(connection: Traced): void
  over?(connection: Traced): void
  /** For people. */
  event(event: { level: 'info' | 'warning' | 'error'; code: string; text: string }): void
}

export interface TubeOptions {
  meet: LaneMaker
  clock: Clock
  /** Unix time in ms, for frames. */
  unixMs(): number
  /** Calls `then` soon, in another turn of the event loop: `setImmediate`. */
  defer(then: () => void): void
  /** Shared by all tubes of a process. */
  pool: BufferPool
  /** Peer connections at most. */
  maxLanes: number
  /** That the other end may have open at once. */
  maxConnections: number
  /** How long a path is looked for anew before the tube is over. */
  giveUpMs?: number
  handlers: TubeHandlers
}
