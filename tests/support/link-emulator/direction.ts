import { type Conditions, perfect } from './conditions.ts'
import { DueQueue } from './due-queue.ts'

export interface DirectionCounters {
  offered: number
  delivered: number
  deliveredBytes: number
  /** SRT data among the offered and the delivered. */
  offeredData: number
  deliveredData: number
  /** Why the others did not arrive: no room at the bottleneck, random or burst loss, cut, black hole. */
  queueDrops: number
  losses: number
  cutDrops: number
  blackHoleDrops: number
  duplicates: number
  reordered: number
}

interface Waiting<T> {
  item: T
  bytes: number
  isData: boolean
}

/** Datagrams held in one direction at most, whatever the conditions. */
const heldLimit = 65_536

/**
 * One way of a link, without sockets and in any time: a queue at the bottleneck, then delay. Times are milliseconds and
 * never go back. `deliver` is called from `advance` alone.
 */
export class Direction<T> {
  readonly counters: DirectionCounters = {
    offered: 0,
    delivered: 0,
    deliveredBytes: 0,
    offeredData: 0,
    deliveredData: 0,
    queueDrops: 0,
    losses: 0,
    cutDrops: 0,
    blackHoleDrops: 0,
    duplicates: 0,
    reordered: 0,
  }
  readonly #random: () => number
  readonly #deliver: (item: T, isData: boolean) => void
  #conditions: Conditions = perfect
  /** In line at the bottleneck; `#head` is the one that is being sent, `#headBytes` of it are still to go at `#headAt`. */
  #line: Waiting<T>[] = []
  #head = 0
  #headBytes = 0
  #headAt = 0
  #lineBytes = 0
  readonly #underWay = new DueQueue<Waiting<T>>()
  #lastDueAt = 0
  #inBurst = false

  constructor(random: () => number, deliver: (item: T, isData: boolean) => void) {
    this.#random = random
    this.#deliver = deliver
  }

  change(nowMs: number, change: Partial<Conditions>): void {
    this.#drainLine(nowMs)
    if (this.#waiting > 0 && this.#conditions.rate > 0) {
      this.#headBytes -= ((nowMs - this.#headAt) * this.#conditions.rate) / 1000
      this.#headAt = nowMs
    }
    this.#conditions = { ...this.#conditions, ...change }
    if (this.#conditions.cut) this.#dropAll()
    this.#drainLine(nowMs)
  }

  offer(nowMs: number, item: T, bytes: number, isData: boolean): void {
    const { counters } = this
    const { cut, blackHole, duplicate } = this.#conditions
    counters.offered++
    if (isData) counters.offeredData++
    if (cut) {
      counters.cutDrops++
      return
    }
    if (blackHole && isData) {
      counters.blackHoleDrops++
      return
    }
    if (this.#isLost()) {
      counters.losses++
      return
    }
    this.#enqueue(nowMs, { item, bytes, isData })
    if (duplicate > 0 && this.#random() < duplicate) {
      counters.duplicates++
      this.#enqueue(nowMs, { item, bytes, isData })
    }
  }

  /** When `advance` has something to do next; Infinity when nothing is held. */
  get nextAt(): number {
    return Math.min(this.#headLeavesAt, this.#underWay.nextAt)
  }

  /** Delivers everything that is due. */
  advance(nowMs: number): void {
    this.#drainLine(nowMs)
    while (this.#underWay.nextAt <= nowMs) {
      const { item, bytes, isData } = this.#underWay.shift()
      this.counters.delivered++
      this.counters.deliveredBytes += bytes
      if (isData) this.counters.deliveredData++
      this.#deliver(item, isData)
    }
  }

  get #waiting(): number {
    return this.#line.length - this.#head
  }

  get #headLeavesAt(): number {
    if (this.#waiting === 0) return Number.POSITIVE_INFINITY
    const { rate } = this.#conditions
    return rate === 0 ? this.#headAt : this.#headAt + (this.#headBytes * 1000) / rate
  }

  #isLost(): boolean {
    const { loss, burst } = this.#conditions
    if (burst === null) this.#inBurst = false
    else this.#inBurst = this.#random() < (this.#inBurst ? 1 - 1 / burst.length : 1 / burst.every)
    return this.#inBurst || (loss > 0 && this.#random() < loss)
  }

  #enqueue(nowMs: number, packet: Waiting<T>): void {
    this.#drainLine(nowMs)
    const { rate, queue } = this.#conditions
    if (rate === 0) {
      this.#depart(nowMs, packet)
      return
    }
    const room = 'bytes' in queue ? queue.bytes : (queue.ms * rate) / 1000
    // What is being sent already has left the queue.
    const queued = this.#waiting === 0 ? 0 : this.#lineBytes - this.#line[this.#head]!.bytes + packet.bytes
    if (queued > room || this.#waiting >= heldLimit) {
      this.counters.queueDrops++
      return
    }
    if (this.#waiting === 0) {
      // The one before may have been let go a little early; the bottleneck is still busy with it.
      this.#headAt = Math.max(nowMs, this.#headAt)
      this.#headBytes = packet.bytes
    }
    this.#line.push(packet)
    this.#lineBytes += packet.bytes
  }

  /** Lets everything go whose turn at the bottleneck is over by `nowMs`, each at its own exact time. */
  #drainLine(nowMs: number): void {
    for (let leavesAt = this.#headLeavesAt; leavesAt <= nowMs; leavesAt = this.#headLeavesAt) {
      const packet = this.#line[this.#head++]!
      this.#lineBytes -= packet.bytes
      this.#headAt = leavesAt
      this.#headBytes = this.#line[this.#head]?.bytes ?? 0
      this.#depart(leavesAt, packet)
    }
    if (this.#head > 1024 || this.#waiting === 0) {
      this.#line.splice(0, this.#head)
      this.#head = 0
    }
  }

  #depart(atMs: number, packet: Waiting<T>): void {
    const { delayMs, jitterMs, reorder, reorderMs } = this.#conditions
    if (this.#underWay.size >= heldLimit) {
      this.counters.queueDrops++
      return
    }
    const dueAt = atMs + delayMs + (jitterMs > 0 ? this.#random() * jitterMs : 0)
    if (reorder > 0 && this.#random() < reorder) {
      this.counters.reordered++
      this.#underWay.push(dueAt + reorderMs, packet)
      return
    }
    this.#lastDueAt = Math.max(this.#lastDueAt, dueAt)
    this.#underWay.push(this.#lastDueAt, packet)
  }

  #dropAll(): void {
    this.counters.cutDrops += this.#waiting + this.#underWay.size
    this.#line = []
    this.#head = 0
    this.#lineBytes = 0
    this.#underWay.clear()
    this.#lastDueAt = 0
  }
}
