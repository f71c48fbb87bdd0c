import type { Flow } from './flow.ts'
import { limit, readStatistics, type SocketStatistics } from './socket-statistics.ts'

const everyMs = 1000
/** A rule may have thousands of viewers; the first so many are looked at closely. */
const watchedFlows = 500

export interface KernelView {
  /** Bytes; -1 where the system does not tell. */
  queued: number
  limitedBy: 'viewer' | 'network' | 'unknown'
}

const unknown: KernelView = { queued: -1, limitedBy: 'unknown' }

type Table = Map<Flow, SocketStatistics>

/** Looks once a second at what the kernel knows of some connections, for as long as anybody wants to know. */
export class KernelWatch {
  #before: Table = new Map()
  #now: Table = new Map()
  #lookedAt = Number.NEGATIVE_INFINITY

  /** To be called often, with the flows that are wanted; looks when it is time. */
  tick(now: number, flows: Iterable<Flow>): void {
    if (now - this.#lookedAt < everyMs) return
    this.#lookedAt = now
    this.#before = this.#now
    this.#now = new Map()
    for (const flow of flows) {
      const seen = flow.viewer && readStatistics(flow.viewer)
      if (seen) this.#now.set(flow, seen)
      if (this.#now.size >= watchedFlows) return
    }
  }

  view(flow: Flow): KernelView {
    const now = this.#now.get(flow)
    return now ? { queued: now.queued, limitedBy: limit(this.#before.get(flow), now) } : unknown
  }
}
