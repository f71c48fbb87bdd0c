import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'

/** Suspects of one link; of what a NAK names beyond nothing is made. */
const size = 256
/** A link that acknowledges nothing any more has lost what was reported so long ago. */
const leastMs = 300

/**
 * Packets that a NAK named and that may still be under way. Packets of one link overtake those of slower ones, so SRT
 * takes many for lost that only come later. Within a link they keep their order: a suspect is lost once a later packet
 * of its link is acknowledged and it was not.
 */
export class Suspects {
  readonly #links: LinkTable
  readonly #lost: (link: number, sequence: number) => void
  /** The suspects of each link, in no order. */
  readonly #sequences = new Int32Array(maxLinks * size)
  readonly #places = new Uint32Array(maxLinks * size)
  readonly #sinceMs = new Float64Array(maxLinks * size)
  readonly #count = new Int32Array(maxLinks)

  /** `lost` is told of each suspect that is lost after all. */
  constructor(links: LinkTable, lost: (link: number, sequence: number) => void) {
    this.#links = links
    this.#lost = lost
  }

  /** `place` is the how-manieth packet of its link it is. */
  add(link: number, sequence: number, place: number, nowMs: number): void {
    if (this.#count[link] === size) return
    const at = link * size + this.#count[link]!
    this.#count[link]!++
    this.#sequences[at] = sequence
    this.#places[at] = place
    this.#sinceMs[at] = nowMs
  }

  /** `sequence` has arrived by `link`, of an earlier copy than the last. */
  acquit(link: number, sequence: number): void {
    const first = link * size
    for (let at = first + this.#count[link]! - 1; at >= first; at--)
      if (this.#sequences[at] === sequence) this.#remove(link, at)
  }

  /** `sequence`, at `place` of the link, has arrived: what went before and is still suspected is lost. */
  passed(link: number, sequence: number, place: number): void {
    const first = link * size
    for (let at = first + this.#count[link]! - 1; at >= first; at--)
      if (this.#sequences[at] === sequence) this.#remove(link, at)
      else if ((place - this.#places[at]!) >> 0 > 0) this.#convict(link, at)
  }

  tick(nowMs: number): void {
    const { order, count, rttMs } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      const first = link * size
      const limitMs = Math.max(leastMs, 2 * rttMs[link]!)
      for (let at = first + this.#count[link]! - 1; at >= first; at--)
        if (nowMs - this.#sinceMs[at]! > limitMs) this.#convict(link, at)
    }
  }

  clear(link: number): void {
    this.#count[link] = 0
  }

  #convict(link: number, at: number): void {
    const sequence = this.#sequences[at]!
    this.#remove(link, at)
    this.#lost(link, sequence)
  }

  #remove(link: number, at: number): void {
    const last = link * size + --this.#count[link]!
    this.#sequences[at] = this.#sequences[last]!
    this.#places[at] = this.#places[last]!
    this.#sinceMs[at] = this.#sinceMs[last]!
  }
}
