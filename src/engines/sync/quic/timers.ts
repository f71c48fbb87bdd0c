/**
 * One timer that is moved with every packet. It is armed again only when something is due earlier than it rings; what
 * is due later is noticed when it rings.
 */
export class Deadline {
  readonly #ring: () => void
  #timer: NodeJS.Timeout | undefined
  #rings = 0
  #due = Number.POSITIVE_INFINITY

  constructor(ring: () => void) {
    this.#ring = ring
  }

  /** `performance.now()` of the next ring, instead of the one before; infinity for none. */
  set(due: number): void {
    this.#due = due
    if (due === Number.POSITIVE_INFINITY || (this.#timer !== undefined && this.#rings <= due)) return
    this.#arm(due)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#due = Number.POSITIVE_INFINITY
  }

  #arm(due: number): void {
    clearTimeout(this.#timer)
    const wait = Math.max(1, Math.ceil(due - performance.now()))
    this.#rings = performance.now() + wait
    this.#timer = setTimeout(this.#rang, wait)
  }

  readonly #rang = (): void => {
    this.#timer = undefined
    if (this.#due === Number.POSITIVE_INFINITY) return
    // The clock of timers is the loop's, which may lag behind by a fraction of a millisecond.
    if (performance.now() + 0.5 >= this.#due) this.#ring()
    else this.#arm(this.#due)
  }
}
