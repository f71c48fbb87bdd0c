import type { SyncSettings } from '../../contract/sync.ts'
import type { Clock } from '../kit/clock.ts'
import { MemoryBudget } from './transfer/memory-budget.ts'
import { RateLimit } from './transfer/rate-limit.ts'
import { limitsAt } from './transfer/schedule.ts'

const megabyte = 1024 * 1024
/** What is read for others may hold so much of the memory, so that they never wait for what they send us. */
const servingPart = 0.25

/** What all folders together may use of the network and of memory. */
export class Limits {
  readonly upload: RateLimit
  readonly download: RateLimit
  /** Of what comes, and of what is read for others. */
  readonly memory = new MemoryBudget(128 * megabyte)
  readonly serving = new MemoryBudget(32 * megabyte)

  constructor(clock: Clock) {
    this.upload = new RateLimit(clock)
    this.download = new RateLimit(clock)
  }

  /** Those that hold at a time of day. */
  set(settings: SyncSettings, now: Date): void {
    const { upload, download } = limitsAt(settings, now)
    this.upload.set(upload)
    this.download.set(download)
    const memory = settings.memoryMB * megabyte
    this.serving.setLimit(memory * servingPart)
    this.memory.setLimit(memory * (1 - servingPart))
  }

  /** Bytes. */
  get memoryInUse(): number {
    return this.memory.inUse + this.serving.inUse
  }
  get memoryLimit(): number {
    return this.memory.limit + this.serving.limit
  }
}
