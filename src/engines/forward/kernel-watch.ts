import { limit, readStatistics, type StatisticsTable, statisticsKey } from './socket-statistics.ts'

const everyMs = 1000

export interface KernelView {
  /** Bytes; -1 where the system does not tell. */
  queued: number
  limitedBy: 'viewer' | 'network' | 'unknown'
}

const unknown: KernelView = { queued: -1, limitedBy: 'unknown' }

/** Looks once a second at what the kernel knows of some ports' connections, for as long as anybody wants to know. */
export class KernelWatch {
  #ports: readonly number[] = []
  #before: StatisticsTable = new Map()
  #now: StatisticsTable = new Map()
  #lookedAt = 0
  #looking = false

  /** Whose connections are wanted. */
  want(ports: readonly number[]): void {
    this.#ports = ports
    if (ports.length === 0) this.#now = new Map()
  }

  /** To be called often; looks when it is time, and never twice at once. */
  tick(now: number): void {
    if (this.#looking || this.#ports.length === 0 || now - this.#lookedAt < everyMs) return
    this.#lookedAt = now
    this.#looking = true
    void readStatistics(this.#ports).then((table) => {
      this.#looking = false
      this.#before = this.#now
      this.#now = table ?? new Map()
    })
  }

  view(localPort: number, viewer: string): KernelView {
    const key = statisticsKey(localPort, viewer)
    const now = this.#now.get(key)
    return now ? { queued: now.queued, limitedBy: limit(this.#before.get(key), now) } : unknown
  }
}
