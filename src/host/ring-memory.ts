/** What gives up the oldest it holds when there is no room. */
export interface Shedding {
  /** Bytes of measured values. */
  readonly bytes: number
  /** Lets go of the oldest; false when there is nothing but the newest. */
  shed(): boolean
}

/** Room for measured values, shared by rings: who holds most gives up the oldest first. */
export class RingMemory {
  readonly limit: number
  readonly #rings: Shedding[] = []
  #used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get used(): number {
    return this.#used
  }

  join(ring: Shedding): void {
    this.#rings.push(ring)
  }

  /** False when there is no room although every ring has given up what it could. */
  take(bytes: number): boolean {
    while (this.#used + bytes > this.limit) {
      this.#rings.sort((a, b) => b.bytes - a.bytes)
      if (!this.#rings.some((ring) => ring.shed())) return false
    }
    this.#used += bytes
    return true
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}
