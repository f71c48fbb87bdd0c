import { maxLinks } from '../../../contract/bond.ts'
import { explores } from './exploration.ts'
import { type LinkTable, stateCode } from './link-table.ts'
import type { PacketLog } from './packet-log.ts'
import { Quality } from './quality.ts'
import { Recovery } from './recovery.ts'
import type { Room } from './room.ts'
import { growAll, growOwn, shrink, windowStart } from './window.ts'

const cacheMs = 50
const stay = 1.1
const warming = 0.8
/** What a score counts when the link has no room, and when it is metered, so that it comes after all that have room. */
const noRoom = 2 ** -30
const spare = 2 ** -14
/** Added to round trips when links are compared, so that small differences do not decide alone. */
const roundTripSlackMs = 100
const degradedLoss = 0.02

export interface EnhancedOptions {
  qualityScoring: boolean
  exploration: boolean
}

/**
 * The scheduling that bonds use unless told otherwise: the reference's windows, with packets in flight counted exactly,
 * weighed by each link's quality and priority, and held to what the link has room for.
 */
export class Enhanced {
  readonly #links: LinkTable
  readonly #log: PacketLog
  readonly #room: Room
  readonly #quality: Quality
  readonly #recovery: Recovery
  /** What a link's window is multiplied with; of all links at once every 50 ms. */
  readonly #factors = new Float64Array(maxLinks)
  #options: EnhancedOptions = { qualityScoring: true, exploration: false }
  #last = -1
  #second = -1
  #factorsMs = Number.NEGATIVE_INFINITY
  readonly #nakAge = (link: number, nowMs: number) => this.#quality.nakAge(link, nowMs)

  constructor(links: LinkTable, log: PacketLog, room: Room) {
    this.#links = links
    this.#log = log
    this.#room = room
    this.#quality = new Quality(links)
    this.#recovery = new Recovery(links)
  }

  /** Once a batch. */
  begin(nowMs: number, options: EnhancedOptions): void {
    this.#options = options
    if (nowMs - this.#factorsMs >= cacheMs) this.#weigh(nowMs)
  }

  /** The link for a new data packet among those with 0 in `closed`; −1: none. */
  pick(closed: Uint8Array, nowMs: number): number {
    const best = this.#best(closed)
    const second = this.#second
    if (
      this.#options.exploration &&
      second >= 0 &&
      explores(nowMs, this.#nakAge(best, nowMs), this.#nakAge(second, nowMs))
    )
      return second
    this.#last = best
    return best
  }

  /** The link for what must arrive: the most reliable with room, rather not the one that lost the packet before. */
  pickSure(closed: Uint8Array, before: number): number {
    const { order, count, rttMs, loss, metered } = this.#links
    const { inFlight } = this.#log
    let best = -1
    let bestScore = -1
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (closed[link] !== 0) continue
      const sure = 1 - loss[link]!
      let score = (this.#factors[link]! * sure * sure) / (Math.max(rttMs[link]!, 1) + roundTripSlackMs)
      const used = inFlight[link]! / this.#room.limit[link]!
      score *= used < 1 ? 1 - 0.5 * used : noRoom
      if (link === before) score *= 0.5
      if (metered[link] === 1) score *= spare
      if (score > bestScore) {
        best = link
        bestScore = score
      }
    }
    return best
  }

  /** Whether a link with 0 in `closed` can take another packet without a queue. */
  hasRoom(closed: Uint8Array): boolean {
    const { order, count } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (closed[link] === 0 && this.#log.inFlight[link]! < this.#room.limit[link]!) return true
    }
    return false
  }

  /** One number of an SRTLA ACK, `own` if it came by the link that the packet went by last. */
  acked(sequence: number, own: boolean): void {
    if (own && this.#log.isWaiting(sequence)) {
      this.#log.settle(sequence)
      growOwn(this.#links, this.#log.inFlight, this.#log.linkOf(sequence))
    }
    growAll(this.#links)
  }

  /** A packet that was in flight on `link` is reported lost. */
  lost(link: number, nowMs: number): void {
    shrink(this.#links, link)
    this.#quality.lost(link, nowMs)
    this.#recovery.lost(link)
  }

  tick(nowMs: number): void {
    this.#room.tick(this.#log.inFlight)
    this.#recovery.tick(nowMs, this.#nakAge)
  }

  /** Losses follow each other closely, are not few, and the link counts for little; `already` if it did a moment ago. */
  isDegraded(link: number, already: boolean, nowMs: number): boolean {
    const { quality, loss } = this.#links
    const much = already ? degradedLoss / 2 : degradedLoss
    return this.#quality.inBurst(link, nowMs) && quality[link]! < 0.5 && loss[link]! >= much
  }

  /** The link comes up; `again` after it was up before. */
  reset(link: number, again: boolean): void {
    this.#links.window[link] = windowStart
    this.#quality.clear(link)
    this.#recovery.clear(link)
    this.#room.reset(link, again)
    this.#factorsMs = Number.NEGATIVE_INFINITY
    if (this.#last === link) this.#last = -1
  }

  #best(closed: Uint8Array): number {
    const { order, count, window, metered } = this.#links
    const { inFlight } = this.#log
    const { limit } = this.#room
    let best = -1
    let bestScore = -1
    let second = -1
    let secondScore = -1
    let lastScore = -1
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (closed[link] !== 0) continue
      const used = inFlight[link]!
      let score = (window[link]! * this.#factors[link]!) / (used + 1)
      if (used >= limit[link]!) score *= noRoom
      if (metered[link] === 1) score *= spare
      if (link === this.#last) lastScore = score
      if (score > bestScore) {
        if (best >= 0 && metered[best] === 0) {
          second = best
          secondScore = bestScore
        }
        best = link
        bestScore = score
      } else if (score > secondScore && metered[link] === 0) {
        second = link
        secondScore = score
      }
    }
    this.#second = second
    return lastScore >= 0 && bestScore < stay * lastScore ? this.#last : best
  }

  #weigh(nowMs: number): void {
    this.#factorsMs = nowMs
    const { order, count, quality, weight, state } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      quality[link] = this.#options.qualityScoring ? this.#quality.of(link, nowMs) : 1
      this.#factors[link] = (quality[link]! * weight[link]!) / 100
      if (state[link] === stateCode.warming) this.#factors[link]! *= warming
    }
  }
}
