import type { Endpoint } from '../../../contract/rule.ts'
import type { Tube as TubeShown, TunnelConnection } from '../../../contract/tunnel.ts'
import type { ListenOutcome, TubeEnd, TubeOptions, TubeState } from './options.ts'
import type {
  ConnectionKind,
  DatagramHandler,
  DatagramStream,
  StreamHandler,
  TunnelStream,
} from './stream.ts'

/** Figures of a tube, as the contract shows them; what the host adds is left out. */
export type TubeSnapshot = Omit<
  TubeShown,
  | 'id'
  | 'state'
  | 'by'
  | 'peerId'
  | 'peerName'
  | 'code'
  | 'link'
  | 'since'
  | 'retryAt'
  | 'problem'
  | 'faultCode'
> & { state: TubeState; peer: string; since: number }

/** A tube between two machines. */
export class Tube {
  readonly options: TubeOptions
  state: TubeState = 'connecting'

  constructor(options: TubeOptions) {
    this.options = options
  }

  /** Begins to make the first lane, or to wait for it. */
  start(): void {}

  /** Throws `tube-lost` when it is over, `too-many-connections`. */
  open(_target: Endpoint | null, _kind: ConnectionKind, _handler: StreamHandler): TunnelStream {
    throw new Error('not there yet')
  }

  /** UDP ASSOCIATE at the far end. Throws as `open` does. */
  associate(_handler: DatagramHandler): DatagramStream {
    throw new Error('not there yet')
  }

  /** Asks the far end to listen; `id` is the way's. Asked again by itself when that could have got lost. */
  askListen(_id: string, _at: Endpoint): void {}

  unlisten(_id: string): void {}

  answerListen(_id: string, _outcome: ListenOutcome): void {}

  set(_change: { maxLanes?: number; maxConnections?: number }): void {}

  /** After sleep or a change of network: looks whether the path lives, and makes another one meanwhile. */
  networkChanged(): void {}

  /** Closes one connection by wish of a person. */
  closeConnection(_number: number): boolean {
    return false
  }

  snapshot(): TubeSnapshot {
    throw new Error('not there yet')
  }

  /** The busiest first. */
  connections(_most: number): Omit<TunnelConnection, 'tubeId' | 'guacamole'>[] {
    return []
  }

  /** Ends it; what is written already gets a moment to leave. The other end is told. */
  close(_end: TubeEnd): void {}
}
