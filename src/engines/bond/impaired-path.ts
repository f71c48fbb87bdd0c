import type { Impairment } from '../../contract/bond.ts'
import { slotBytes } from '../kit/datagram/datagram.ts'

/** Datagrams that may wait each way; more are dropped, as a modem's queue would. */
const queueSlots = 1024
/** A limited rate queues no longer than this, ms. */
const queueMs = 500

/** One direction of an impaired path. */
class Direction {
  readonly #bytes = Buffer.allocUnsafe(queueSlots * slotBytes)
  readonly #lengths = new Int32Array(queueSlots)
  readonly #dueMs = new Float64Array(queueSlots)
  readonly #deliver: (bytes: Buffer, offset: number, length: number) => void
  #first = 0
  #count = 0
  /** When the limited rate has carried everything before. */
  #freeMs = 0

  constructor(deliver: (bytes: Buffer, offset: number, length: number) => void) {
    this.#deliver = deliver
  }

  get dueMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : this.#dueMs[this.#first]!
  }

  add(
    bytes: Uint8Array,
    offset: number,
    length: number,
    { cut, loss, delayMs, rate }: Impairment,
    nowMs: number,
    chance: number,
  ): void {
    if (cut || chance < loss || this.#count === queueSlots) return
    const startMs = Math.max(nowMs, this.#freeMs)
    if (startMs - nowMs > queueMs) return
    if (rate > 0) this.#freeMs = startMs + (length * 1000) / rate
    const slot = (this.#first + this.#count) % queueSlots
    this.#bytes.set(bytes.subarray(offset, offset + length), slot * slotBytes)
    this.#lengths[slot] = length
    this.#dueMs[slot] = (rate > 0 ? this.#freeMs : nowMs) + delayMs
    this.#count++
  }

  deliverUntil(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      const slot = this.#first
      this.#first = (slot + 1) % queueSlots
      this.#count--
      this.#deliver(this.#bytes, slot * slotBytes, this.#lengths[slot]!)
    }
  }
}

export interface PathEnds {
  /** Puts a datagram onto the link, and takes one from it; valid during the call. */
  send(bytes: Buffer, offset: number, length: number): void
  receive(bytes: Buffer, offset: number, length: number): void
}

/**
 * A link that an operator makes worse on purpose, to see what a failure would do: loss, delay, a limited rate or a cut,
 * in both directions. One timer serves whatever waits.
 */
export class ImpairedPath {
  impairment: Impairment
  readonly #out: Direction
  readonly #in: Direction
  readonly #random: () => number
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(impairment: Impairment, ends: PathEnds, random: () => number = Math.random) {
    this.impairment = impairment
    this.#out = new Direction(ends.send)
    this.#in = new Direction(ends.receive)
    this.#random = random
  }

  outgoing(bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    this.#out.add(bytes, offset, length, this.impairment, nowMs, this.#random())
    // What came in waits for its own turn: whoever sends now is in the middle of something.
    this.#out.deliverUntil(nowMs)
    this.#arm(nowMs)
  }

  incoming(bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    this.#in.add(bytes, offset, length, this.impairment, nowMs, this.#random())
    this.deliver(nowMs)
  }

  /** Hands on what is due, and sees to it that the rest will be. */
  deliver(nowMs: number): void {
    this.#out.deliverUntil(nowMs)
    this.#in.deliverUntil(nowMs)
    this.#arm(nowMs)
  }

  /** What still waits is lost. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #arm(nowMs: number): void {
    const nextMs = Math.min(this.#out.dueMs, this.#in.dueMs)
    if (this.#closed || this.#timer !== undefined || nextMs === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.deliver(performance.now())
      },
      Math.max(1, nextMs - nowMs),
    )
  }
}
