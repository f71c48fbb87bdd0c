import type { SourceKind } from './frame-sources.ts'

/** What is watched of one viewer: `machine` judges the machine itself, of `rough` only the content counts. */
export type Role = 'healthy' | 'machine' | 'rough'

export type StreamAsk =
  | { do: 'open'; viewer: string; role: Role; kind: SourceKind; port: number }
  | { do: 'close' | 'reset' | 'stall'; viewer: string; ms?: number }
  | { do: 'restart'; kind: SourceKind; ms: number }
  /** Hawser's own thread has waited for a processor so long, until then (ms since the Unix epoch). */
  | { do: 'waited'; ms: number; at: number }
  | { do: 'report' }

export interface ViewerReport {
  viewer: string
  role: Role
  frames: number
  bytes: number
  /** Later than a frame may be; and such at whose time the machine itself was late. */
  late: number
  lateWithMachine: number
  /** Such while Hawser's own thread was ready to run, and no processor was free. */
  lateWithoutProcessor: number
  worstMs: number
  /** Of those that were late by themselves, since the last report: how late, ms, and how long ago they came. */
  newlyLate: { delayMs: number; agoMs: number }[]
  /** Whose content is not what was sent. */
  damaged: number
  /** Connections that ended though nobody ended them. */
  broken: number
  /** Sent by the camera and never seen, of connections that were not ended on purpose. */
  lostBytes: number
}

export type StreamTell =
  | { cameras: Record<SourceKind, number> }
  | { report: ViewerReport[]; machineLate: number }
