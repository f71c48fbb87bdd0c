import type { Clock } from '../../kit/clock.ts'
import type { BufferPool } from './buffer-pool.ts'
import type { ChunkSource } from './interfaces.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { RateLimit } from './rate-limit.ts'

export interface DownloadsOptions {
  budget: MemoryBudget
  buffers: BufferPool
  limit: RateLimit
  clock: Clock
  /** Streams of one device at most. */
  maxStreams: number
}

/** Everything that comes from other devices, of all folders: who is asked for what, on how many streams. One for the engine. */
export class Downloads {
  constructor(_options: DownloadsOptions) {}
  addSource(_source: ChunkSource): void {}
  removeSource(_device: string): void {}
  setMaxStreams(_streams: number): void {}
  close(): void {}
}
