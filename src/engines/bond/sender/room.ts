import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'
import type { Meters } from './meters.ts'
import type { RoundTrips } from './rtt.ts'

const begin = 20
const beginAgain = 10
const least = 4
const most = 8192
/** What may stand in a link's queue before it counts as full, ms. */
const queueTargetMs = 50
/** Packets that a receiver has but has not acknowledged, because it waits for ten. */
const unacknowledged = 4
const lossFull = 0.15

/**
 * How many packets each link may have in flight. A link whose round trips have grown by more than a short queue
 * carries all it can: it may have in flight what it delivers in a round trip. One that uses its room without such a sign
 * gets more. Filling a queue further gains nothing, and when it runs over every packet behind is late.
 */
export class Room {
  readonly limit = new Float64Array(maxLinks).fill(begin)
  readonly #links: LinkTable
  readonly #roundTrips: RoundTrips
  readonly #meters: Meters
  readonly #used = new Int32Array(maxLinks)

  constructor(links: LinkTable, roundTrips: RoundTrips, meters: Meters) {
    this.#links = links
    this.#roundTrips = roundTrips
    this.#meters = meters
  }

  tick(inFlight: Int32Array): void {
    const { order, count, rttMinMs, loss } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      const used = Math.max(inFlight[link]!, this.#used[link]!)
      this.#used[link] = inFlight[link]!
      const queueMs = this.#roundTrips.queueMs(link)
      if (queueMs > queueTargetMs || loss[link]! > lossFull) {
        const fits = this.#meters.deliveredPerMs[link]! * (rttMinMs[link]! + queueTargetMs) + unacknowledged
        this.limit[link] = Math.max(
          least,
          Math.min(this.limit[link]!, Math.max(fits, this.limit[link]! * 0.8)),
        )
      } else if (used > 0.7 * this.limit[link]!)
        this.limit[link] = Math.min(most, this.limit[link]! * 1.1 + 1)
    }
  }

  /** The link comes up; `again` after it was held out: then it has to earn its room. */
  reset(link: number, again: boolean): void {
    this.limit[link] = again ? beginAgain : begin
    this.#used[link] = 0
  }
}
