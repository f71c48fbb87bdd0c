import type { Clock } from '../../kit/clock.ts'

const firstMs = 250
const longestMs = 10_000

/** When something is tried again: at once, then after pauses that double up to 10 s. */
export class Retries {
  readonly #clock: Clock
  readonly #again: () => void
  #nextMs = firstMs
  #cancel: (() => void) | undefined

  constructor(clock: Clock, again: () => void) {
    this.#clock = clock
    this.#again = again
  }

  get isWaiting(): boolean {
    return this.#cancel !== undefined
  }

  failed(): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(this.#nextMs, this.#due)
    this.#nextMs = Math.min(longestMs, this.#nextMs * 2)
  }

  succeeded(): void {
    this.stop()
    this.#nextMs = firstMs
  }

  /** No more waiting: things may have changed. */
  hurry(): void {
    this.#nextMs = firstMs
    if (!this.#cancel) return
    this.stop()
    this.#again()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  readonly #due = (): void => {
    this.#cancel = undefined
    this.#again()
  }
}
