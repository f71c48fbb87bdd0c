import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'

const spanMs = 100
const spans = 21
const rateSpans = 10
const size = spans * maxLinks

/** What each link sent, delivered and lost lately, in spans of 100 ms: bitrate and share of the last second, loss of the last two. */
export class Meters {
  /** Packets/ms that receivers acknowledged on each link, over the last second. */
  readonly deliveredPerMs = new Float64Array(maxLinks)
  readonly #links: LinkTable
  readonly #packets = new Float64Array(size)
  readonly #bytes = new Float64Array(size)
  readonly #lost = new Float64Array(size)
  readonly #delivered = new Float64Array(size)
  #span = 0
  /** Where the present span begins in the arrays. */
  #at = 0

  constructor(links: LinkTable) {
    this.#links = links
  }

  sent(link: number, bytes: number): void {
    this.#packets[this.#at + link]!++
    this.#bytes[this.#at + link]! += bytes
  }

  lost(link: number): void {
    this.#lost[this.#at + link]!++
  }

  delivered(link: number, packets: number): void {
    this.#delivered[this.#at + link]! += packets
  }

  /** At each tick: begins a new span when it is due, and works out the gauges from the whole ones. */
  tick(nowMs: number): void {
    const span = Math.floor(nowMs / spanMs)
    const steps = Math.min(spans, span - this.#span)
    if (steps <= 0) return
    this.#span = span
    for (let step = 0; step < steps; step++) {
      this.#at = (this.#at + maxLinks) % size
      for (let link = 0; link < maxLinks; link++) this.#clearSpan(this.#at + link)
    }
    const { order, count, bitrate, share, loss } = this.#links
    let total = 0
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      bitrate[link] = this.#sum(this.#bytes, link, rateSpans) * (1000 / (spanMs * rateSpans))
      this.deliveredPerMs[link] = this.#sum(this.#delivered, link, rateSpans) / (spanMs * rateSpans)
      const packets = this.#sum(this.#packets, link, spans - 1)
      loss[link] = packets === 0 ? 0 : Math.min(1, this.#sum(this.#lost, link, spans - 1) / packets)
      total += bitrate[link]!
    }
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      share[link] = total === 0 ? 0 : bitrate[link]! / total
    }
  }

  clear(link: number): void {
    for (let at = link; at < size; at += maxLinks) this.#clearSpan(at)
    this.deliveredPerMs[link] = 0
  }

  #clearSpan(at: number): void {
    this.#packets[at] = 0
    this.#bytes[at] = 0
    this.#lost[at] = 0
    this.#delivered[at] = 0
  }

  /** Of the last `last` whole spans. */
  #sum(column: Float64Array, link: number, last: number): number {
    let sum = 0
    for (let back = 1; back <= last; back++)
      sum += column[((this.#at - back * maxLinks + size) % size) + link]!
    return sum
  }
}
