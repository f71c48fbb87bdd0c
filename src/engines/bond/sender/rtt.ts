import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'

const longestMs = 10_000
/** The least round trip is that of the last 15 to 30 s. */
const minSpanMs = 15_000
/** The present one is the least of the last 0.15 to 0.3 s, so that jitter alone does not look like a queue. */
const presentSpanMs = 150
/** A weak sample counts only after so long without a strong one, and a quarter as much. */
const strongLifeMs = 1000
const strongGain = 1 / 8
const weakGain = 1 / 32
/** The clock counts whole ms; less than one is this. */
const shortestMs = 0.5
const unknown = Number.POSITIVE_INFINITY

/**
 * Round trips of each link, smoothed as in RFC 6298. Strong samples: the echo of a keepalive, and the newest number of
 * an SRTLA ACK, which the receiver sends the moment that packet comes. Weak: the newest number of an SRT ACK, which
 * waits for a timer and for packets of other links. Packets that were sent more than once give none.
 */
export class RoundTrips {
  readonly #links: LinkTable
  readonly #strongMs = new Float64Array(maxLinks)
  readonly #min = new Float64Array(maxLinks)
  readonly #minBefore = new Float64Array(maxLinks)
  readonly #minSinceMs = new Float64Array(maxLinks)
  readonly #present = new Float64Array(maxLinks)
  readonly #presentBefore = new Float64Array(maxLinks)
  readonly #presentSinceMs = new Float64Array(maxLinks)

  constructor(links: LinkTable) {
    this.#links = links
    for (let link = 0; link < maxLinks; link++) this.clear(link)
  }

  strong(link: number, sampleMs: number, nowMs: number): void {
    if (!(sampleMs >= 0 && sampleMs <= longestMs)) return
    const rttMs = Math.max(sampleMs, shortestMs)
    this.#strongMs[link] = nowMs
    this.#smooth(link, rttMs, strongGain)
    if (nowMs - this.#minSinceMs[link]! > minSpanMs) {
      this.#minBefore[link] = this.#min[link]!
      this.#min[link] = rttMs
      this.#minSinceMs[link] = nowMs
    } else if (rttMs < this.#min[link]!) this.#min[link] = rttMs
    this.#links.rttMinMs[link] = Math.min(this.#min[link]!, this.#minBefore[link]!)
    if (nowMs - this.#presentSinceMs[link]! > presentSpanMs) {
      this.#presentBefore[link] = this.#present[link]!
      this.#present[link] = rttMs
      this.#presentSinceMs[link] = nowMs
    } else if (rttMs < this.#present[link]!) this.#present[link] = rttMs
  }

  weak(link: number, sampleMs: number, nowMs: number): void {
    if (!(sampleMs >= 0 && sampleMs <= longestMs) || nowMs - this.#strongMs[link]! < strongLifeMs) return
    this.#smooth(link, Math.max(sampleMs, shortestMs), weakGain)
  }

  /** How much longer a round trip takes now than it does on an empty link, ms: what stands in the queue. */
  queueMs(link: number): number {
    const present = Math.min(this.#present[link]!, this.#presentBefore[link]!)
    return present === unknown ? 0 : present - this.#links.rttMinMs[link]!
  }

  /** The present round trip, jitter left out, ms; 0: not measured. */
  presentMs(link: number): number {
    const present = Math.min(this.#present[link]!, this.#presentBefore[link]!)
    return present === unknown ? 0 : present
  }

  clear(link: number): void {
    this.#strongMs[link] = Number.NEGATIVE_INFINITY
    this.#min[link] = unknown
    this.#minBefore[link] = unknown
    this.#minSinceMs[link] = 0
    this.#present[link] = unknown
    this.#presentBefore[link] = unknown
    this.#presentSinceMs[link] = 0
    this.#links.rttMs[link] = 0
    this.#links.rttMinMs[link] = 0
    this.#links.jitterMs[link] = 0
  }

  #smooth(link: number, rttMs: number, gain: number): void {
    const { rttMs: smoothed, jitterMs } = this.#links
    if (smoothed[link] === 0) {
      smoothed[link] = rttMs
      jitterMs[link] = rttMs / 4
      return
    }
    const error = rttMs - smoothed[link]!
    smoothed[link]! += gain * error
    jitterMs[link]! += 2 * gain * (Math.abs(error) - jitterMs[link]!)
  }
}
