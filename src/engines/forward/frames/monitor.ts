import type { StreamStats } from '../../../contract/forward.ts'
import type { VideoFormat } from './session-description.ts'

/** What the monitor tells ten times a second. */
export interface FrameGauges {
  fps: number
  /** bytes/s */
  bitrate: number
  /** longest gap between two frames since the last call, ms; 0: no frame came */
  frameIntervalMs: number
  egressDelayMs: number
  ingressLatenessMs: number
  stalled: boolean
}

/** They only rise. */
export interface FrameCounters {
  frames: number
  lateFrames: number
  veryLateFrames: number
  missingFrames: number
  stalls: number
}

/** Watches one connection from the side: reads headers, copies no payload, never throws, never holds anything up. */
export interface FrameMonitor {
  readonly counters: FrameCounters
  /** True once a tap threw and was switched off. */
  readonly failed: boolean
  readonly protocol: StreamStats['protocol']
  /** By RTP payload type, of interleaved RTSP; empty for anything else. */
  readonly videoFormats: ReadonlyMap<number, VideoFormat>
  /** The first `length` bytes of `chunk` pass from target to viewer at `nowMs` (of `performance.now()`). */
  down(chunk: Uint8Array, length: number, nowMs: number): void
  up(chunk: Uint8Array, length: number, nowMs: number): void
  /** `total` bytes of the down direction have left this process. */
  sent(total: number, nowMs: number): void
  /** Writes into `out`; the two maxima begin anew with each call. */
  gauges(nowMs: number, out: FrameGauges): void
  stats(nowMs: number): StreamStats
}
