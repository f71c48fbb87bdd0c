import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'

const burstGapMs = 1000
const burstPackets = 5
const burstMemoryMs = 3000
const forgetMs = 2000
const graceMs = 5000
const flawless = 1.1
const never = Number.NEGATIVE_INFINITY

/**
 * How much a link's score counts for what it lost: halved by a loss, forgetting with a time constant of 2 s; less still
 * after a burst of losses; a little more for short round trips and for links that never lost anything. In its first
 * seconds a link is forgiven.
 */
export class Quality {
  readonly #links: LinkTable
  readonly #lastNakMs = new Float64Array(maxLinks).fill(never)
  readonly #burst = new Int32Array(maxLinks)

  constructor(links: LinkTable) {
    this.#links = links
  }

  lost(link: number, nowMs: number): void {
    const gap = nowMs - this.#lastNakMs[link]!
    this.#burst[link] = gap < burstGapMs ? Math.max(2, this.#burst[link]! + 1) : 0
    this.#lastNakMs[link] = nowMs
  }

  /** How long ago the link last lost a packet, ms; infinite: never. */
  nakAge(link: number, nowMs: number): number {
    return nowMs - this.#lastNakMs[link]!
  }

  /** Losses follow each other closely. */
  inBurst(link: number, nowMs: number): boolean {
    return this.#burst[link]! >= burstPackets && this.nakAge(link, nowMs) < burstMemoryMs
  }

  of(link: number, nowMs: number): number {
    const age = this.nakAge(link, nowMs)
    if (nowMs - this.#links.upSinceMs[link]! < graceMs && !this.inBurst(link, nowMs))
      return age === Number.POSITIVE_INFINITY ? flawless : 0.98
    let quality = age === Number.POSITIVE_INFINITY ? flawless : 1 - 0.5 * Math.exp(-age / forgetMs)
    if (this.inBurst(link, nowMs)) quality *= 0.7
    const rttMs = this.#links.rttMs[link]!
    return rttMs === 0 ? quality : quality * Math.min(1.03, Math.max(1, 200 / Math.max(rttMs, 50)))
  }

  clear(link: number): void {
    this.#lastNakMs[link] = never
    this.#burst[link] = 0
  }
}
