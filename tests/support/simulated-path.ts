/** Numbers between 0 and 1 that depend on the seed alone (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

interface Timed {
  atMs: number
  order: number
  run: () => void
}

/** Simulated time: what is due runs in order, and the clock jumps from one to the next. */
export class Clock {
  nowMs = 0
  readonly #heap: Timed[] = []
  #order = 0

  at(atMs: number, run: () => void): void {
    const item = { atMs: Math.max(atMs, this.nowMs), order: this.#order++, run }
    let i = this.#heap.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isSooner(item, this.#heap[parent]!)) break
      this.#heap[i] = this.#heap[parent]!
      i = parent
    }
    this.#heap[i] = item
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run)
  }

  runUntil(endMs: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.atMs <= endMs; first = this.#heap[0]) {
      this.#removeFirst()
      this.nowMs = first.atMs
      first.run()
    }
    this.nowMs = endMs
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!
    const size = this.#heap.length
    if (size === 0) return
    let i = 0
    for (let child = 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && isSooner(this.#heap[child + 1]!, this.#heap[child]!)) child++
      if (!isSooner(this.#heap[child]!, last)) break
      this.#heap[i] = this.#heap[child]!
      i = child
    }
    this.#heap[i] = last
  }
}

const isSooner = (a: Timed, b: Timed) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)

type Span = readonly [fromMs: number, toMs: number]

export interface PathModel {
  /** Mbit/s of everything sent */
  mbits: number
  /** one way */
  delayMs: number
  /** How much the queue holds before it drops, ms at `mbits` */
  queueMs?: number
  /** 0…1 */
  loss?: number
  /** Added at random to each packet; packets stay in order. */
  jitterMs?: number
  /** Losses in bursts: chance a packet of entering and leaving a state in which `loss` applies instead. */
  burst?: { enter: number; leave: number; loss: number }
  /** Nothing passes, either way. */
  cuts?: readonly Span[] | undefined
  /** Data is swallowed; everything else passes. */
  holes?: readonly Span[] | undefined
  /** From then on something is different. */
  changes?: readonly (Partial<Omit<PathModel, 'changes' | 'cuts' | 'holes'>> & { atMs: number })[] | undefined
}

/** One direction of a link: a queue that drops its tail, a rate, a delay, losses. */
export class SimulatedPath {
  overflows = 0
  readonly #clock: Clock
  readonly #random: () => number
  readonly #model: PathModel
  #freeMs = 0
  #lastArrivalMs = 0
  #inBurst = false

  constructor(clock: Clock, model: PathModel, random: () => number) {
    this.#clock = clock
    this.#random = random
    this.#model = { ...model }
    for (const change of model.changes ?? [])
      clock.at(change.atMs, () => {
        const { mbits } = this.#model
        Object.assign(this.#model, change)
        if (mbits === 1000) this.#model.mbits = mbits
      })
  }

  carry(bytes: number, isData: boolean, arrive: () => void): void {
    const { mbits, delayMs, queueMs = 300, jitterMs = 0, cuts, holes } = this.#model
    const now = this.#clock.nowMs
    const within = ([from, to]: Span) => now >= from && now < to
    const backlogMs = Math.max(0, this.#freeMs - now)
    if (backlogMs > queueMs) {
      this.overflows++
      return
    }
    this.#freeMs = now + backlogMs + ((bytes + 28) * 8) / (mbits * 1000)
    const lost = this.#isLost()
    if (cuts?.some(within) || (isData && holes?.some(within)) || lost) return
    const arrivalMs = Math.max(this.#lastArrivalMs, this.#freeMs + delayMs + this.#random() * jitterMs)
    this.#lastArrivalMs = arrivalMs
    this.#clock.at(arrivalMs, () => {
      const then = this.#clock.nowMs
      if (!cuts?.some(([from, to]) => then - delayMs >= from && then - delayMs < to)) arrive()
    })
  }

  #isLost(): boolean {
    const { loss = 0, burst } = this.#model
    if (burst) {
      if (this.#random() < (this.#inBurst ? burst.leave : burst.enter)) this.#inBurst = !this.#inBurst
      if (this.#inBurst) return this.#random() < burst.loss
    }
    return loss > 0 && this.#random() < loss
  }
}
