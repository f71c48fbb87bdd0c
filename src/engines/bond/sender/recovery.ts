import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'
import { windowMost, windowUnit } from './window.ts'

const fastBelow = 2 * windowUnit
const fastUntil = 12 * windowUnit

/**
 * Opens the windows of links that lost packets and no longer do: the longer ago, the faster; twice as fast, and sooner,
 * for a window that losses had nearly closed.
 */
export class Recovery {
  readonly #links: LinkTable
  readonly #fast = new Uint8Array(maxLinks)
  readonly #grewMs = new Float64Array(maxLinks)

  constructor(links: LinkTable) {
    this.#links = links
  }

  lost(link: number): void {
    if (this.#links.window[link]! <= fastBelow) this.#fast[link] = 1
  }

  /** `nakAge` is how long ago a link last lost a packet, ms. */
  tick(nowMs: number, nakAge: (link: number, nowMs: number) => number): void {
    const { order, count, window, up } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (window[link]! >= fastUntil) this.#fast[link] = 0
      if (up[link] === 0 || window[link]! >= windowMost) continue
      const fast = this.#fast[link] === 1
      const age = nakAge(link, nowMs)
      if (age <= (fast ? 500 : 2000) || nowMs - this.#grewMs[link]! < (fast ? 300 : 1000)) continue
      this.#grewMs[link] = nowMs
      const step = age > 10_000 ? 60 : age > 7000 ? 30 : age > 5000 ? 15 : 7
      window[link] = Math.min(windowMost, window[link]! + (fast ? 2 * step : step))
    }
  }

  clear(link: number): void {
    this.#fast[link] = 0
  }
}
