import { ClassicLog } from './classic-log.ts'
import type { LinkTable } from './link-table.ts'
import { growAll, growOwn, shrink, windowLeast, windowStart } from './window.ts'

/** What the reference sender's recount can say at most. */
const recountMost = 255

/**
 * The reference sender's scheduling: windows that acknowledgements open and losses close, and for each packet the link
 * with the most window for each packet in flight. In flight counts up when a packet is sent, down when it is
 * acknowledged, not when it is lost; each SRT ACK sets it to what the link's log of the last 256 packets still holds.
 */
export class Classic {
  readonly #links: LinkTable
  readonly #log: ClassicLog

  constructor(links: LinkTable) {
    this.#links = links
    this.#log = new ClassicLog(links)
  }

  /** The link for a packet among those with 0 in `closed`; −1: none. On equal scores the link added last wins. */
  pick(closed: Uint8Array): number {
    const { order, count, window, inFlight } = this.#links
    let best = -1
    let bestScore = -1
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (closed[link] !== 0) continue
      const score = Math.floor(window[link]! / (inFlight[link]! + 1))
      if (score > bestScore) {
        best = link
        bestScore = score
      }
    }
    return best
  }

  sent(link: number, sequence: number): void {
    this.#log.add(link, sequence)
    this.#links.inFlight[link]!++
  }

  /** One number of an SRTLA ACK. */
  acked(sequence: number): void {
    const link = this.#log.take(sequence)
    if (link >= 0) {
      const { inFlight } = this.#links
      if (inFlight[link]! > 0) inFlight[link]!--
      growOwn(this.#links, inFlight, link)
    }
    growAll(this.#links)
  }

  /** An SRT ACK: every number before `ack` has arrived. */
  ackedBefore(ack: number): void {
    this.#log.clearBefore(ack)
    const { order, count, inFlight } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      inFlight[link] = Math.min(this.#log.entries[link]!, recountMost)
    }
  }

  /** One number of an SRT NAK; the link that lost it, or −1. */
  lost(sequence: number): number {
    const link = this.#log.take(sequence)
    if (link >= 0) shrink(this.#links, link)
    return link
  }

  /** The link comes up, `again` after it was up before. */
  reset(link: number, again: boolean): void {
    this.#log.clearLink(link)
    this.#links.inFlight[link] = 0
    this.#links.window[link] = again ? windowLeast : windowStart
  }

  /** Another stream begins: its sequence numbers have nothing to do with the last one's. */
  clear(): void {
    this.#log.clear()
    this.#links.inFlight.fill(0)
  }
}
