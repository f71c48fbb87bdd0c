import type { Connection } from './connection.ts'
import type { Lane } from './lane.ts'

/** Lanes are compared so often at most. */
const lookMs = 500
/** Of busy connections another lane must have fewer by so many; else a move would only be moved back. */
const worthMoving = 2
/** A lane that takes no new connections counts as if it had so many more. */
const retiredBusy = 1000

export interface MovesOptions {
  /** ms of the clock */
  now(): number
  goOn(connection: Connection, lane: Lane): void
}

interface Leaving {
  connection: Connection
  from: Lane
  to: Lane
}

/**
 * Moves what this end sends of busy connections to lanes that have fewer of them. One that is to move sends nothing until the other end has
 * acknowledged all that came before on the old lane; so order is kept, whatever becomes of the lanes, and the other end need not be told.
 */
export class Moves {
  readonly #options: MovesOptions
  /** That have sent since lanes were compared. */
  #sending: Connection[] = []
  #leaving: Leaving[] = []
  #lookedAt: number

  constructor(options: MovesOptions) {
    this.#options = options
    this.#lookedAt = options.now()
  }

  /** It sends for the first time since lanes were compared. */
  sending(connection: Connection): void {
    this.#sending.push(connection)
  }

  /** The other end has acknowledged messages of a lane. */
  acknowledged(lane: Lane, lanes: Iterable<Lane>): void {
    if (this.#leaving.length > 0) this.#arrived(lane)
    const now = this.#options.now()
    if (now - this.#lookedAt < lookMs) return
    this.#lookedAt = now
    this.#look(lanes)
  }

  #arrived(lane: Lane): void {
    const due = this.#leaving.filter(({ connection, from }) => from === lane && connection.hasArrived)
    if (due.length === 0) return
    this.#leaving = this.#leaving.filter((leaving) => !due.includes(leaving))
    for (const { connection, from, to } of due) {
      if (!connection.isLeaving) continue
      // One that says nothing there would be taken for one of the old lane.
      const isUseful = to.isOpen && !to.isRetired && connection.hasMore
      this.#options.goOn(connection, isUseful ? to : from)
    }
  }

  #look(lanes: Iterable<Lane>): void {
    const busy = this.#sending.filter(
      (connection) => connection.wasBusy() && !connection.isLeaving && connection.phase !== 'over',
    )
    this.#sending = []
    this.#leaving = this.#leaving.filter(({ connection }) => connection.isLeaving)
    if (busy.length === 0) return
    const counts = new Map<Lane, number>()
    for (const lane of lanes) if (lane.isOpen) counts.set(lane, lane.isRetired ? retiredBusy : 0)
    if (counts.size < 2) return
    const count = (lane: Lane, more: number) => {
      const before = counts.get(lane)
      if (before !== undefined) counts.set(lane, before + more)
    }
    for (const { to } of this.#leaving) count(to, 1)
    for (const { lane } of busy) count(lane as Lane, 1)
    for (let moves = 0; moves < counts.size && this.#moveOne(busy, counts); moves++);
  }

  /** From the lane with the most to the one with the fewest; false when it would not pay. */
  #moveOne(busy: Connection[], counts: Map<Lane, number>): boolean {
    let to: Lane | undefined
    for (const [lane, count] of counts) if (to === undefined || count < counts.get(to)!) to = lane
    let moving: Connection | undefined
    let most = 0
    for (const connection of busy) {
      const count = connection.isLeaving ? 0 : (counts.get(connection.lane as Lane) ?? 0)
      if (count <= most) continue
      moving = connection
      most = count
    }
    if (to === undefined || moving === undefined || most - counts.get(to)! < worthMoving) return false
    const from = moving.lane as Lane
    counts.set(from, most - 1)
    counts.set(to, counts.get(to)! + 1)
    moving.leave()
    this.#leaving.push({ connection: moving, from, to })
    if (moving.hasArrived) this.#arrived(from)
    return true
  }
}
