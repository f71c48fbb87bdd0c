import { estimateLoss } from '../../../transfer/flow/estimate-loss.ts'
import { LaneCount } from '../../../transfer/flow/lane-count.ts'
import type { Lane } from './lane.ts'

/** So much of the time that is new counts. */
const share = 1 / 4
/** Where fewer connections move, another lane would carry nothing. */
const fewestConnections = 2
/** Of a connection, as a lane counts them. */
const directions = 2

/** How many lanes pay for what this end sends. */
export class LaneDemand {
  readonly #count: LaneCount
  #at: number
  #sent = 0
  #waited = 0
  #wasHeld = false

  constructor(max: number, now: number) {
    this.#count = new LaneCount({ max, gentle: false })
    this.#at = now
  }

  set max(max: number) {
    this.#count.set({ max })
  }

  /** The network has changed. */
  restart(): void {
    this.#count.restart()
  }

  /** Some times a second. */
  look(now: number, lanes: Iterable<Lane>): number {
    let sent = 0
    let open = 0
    let rttMs = -1
    let isWaiting = false
    let isHeld = false
    let load = 0
    for (const lane of lanes) {
      sent += lane.sentBytes
      load += lane.load
      if (!lane.isOpen) continue
      open++
      const { rttMs: rtt } = lane
      if (rtt >= 0 && (rttMs < 0 || rtt < rttMs)) rttMs = rtt
      if (!lane.scheduler.isIdle) isWaiting = true
      if ((lane.link?.bufferedBytes ?? 0) > 0) isHeld = true
    }
    // Connections may come at any moment, and lanes take some round trips.
    this.#count.begin(now, rttMs)
    const ms = Math.max(1, now - this.#at)
    // Lanes that are gone take their bytes with them.
    const rate = Math.max(0, ((sent - this.#sent) * 1000) / ms)
    this.#at = now
    this.#sent = sent
    this.#waited += ((isWaiting ? 1 : 0) - this.#waited) * share
    const isLongHeld = isHeld && this.#wasHeld
    this.#wasHeld = isHeld
    const waited = load < directions * fewestConnections * open ? 0 : this.#waited
    const loss = estimateLoss({
      rttMs,
      rate: rate / Math.max(1, open),
      isHeld: isLongHeld,
      sentPackets: -1,
      retransmits: -1,
    })
    return this.#count.sample(now, { rttMs, loss, rate, lanes: open, waited })
  }
}
