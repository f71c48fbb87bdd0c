import type { Clock } from './clock.ts'

/** Lets `burst` through at once and then `perSecond`, and counts what it held back. */
export class RateGate {
  readonly #burst: number
  readonly #perSecond: number
  readonly #clock: Pick<Clock, 'now'>
  #tokens: number
  #at: number
  #heldBack = 0

  constructor(burst: number, perSecond: number, clock: Pick<Clock, 'now'>) {
    this.#burst = this.#tokens = burst
    this.#perSecond = perSecond
    this.#clock = clock
    this.#at = clock.now()
  }

  pass(): boolean {
    const now = this.#clock.now()
    const earned = (Math.max(0, now - this.#at) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + earned)
    this.#at = now
    if (this.#tokens < 1) {
      this.#heldBack++
      return false
    }
    this.#tokens--
    return true
  }

  /** How many were held back since the last time of asking. */
  takeHeldBack(): number {
    const held = this.#heldBack
    this.#heldBack = 0
    return held
  }
}
