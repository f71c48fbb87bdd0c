import type { StreamStats } from '../../../contract/forward.ts'

/** Reads one protocol out of a connection. A tap may throw: the monitor then switches it off. */
export interface Tap {
  readonly protocol: StreamStats['protocol']
  readonly codec: string
  readonly estimated: boolean
  /** How often the tap lost its place in the stream. */
  readonly resyncs: number
  /** `offset` is the position of the chunk's first byte in its direction. */
  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void
  up(chunk: Uint8Array, length: number, offset: number, nowMs: number): void
}
