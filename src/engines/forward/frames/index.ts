import type { StreamStats } from '../../../contract/forward.ts'
export interface FrameMonitor {
  down(chunk: Uint8Array, length: number, nowMs: number): void
  up(chunk: Uint8Array, length: number, nowMs: number): void
  sent(total: number, nowMs: number): void
  stats(nowMs: number): StreamStats
}
export const createFrameMonitor = (): FrameMonitor | undefined => undefined
