/** Of what a late tick weighs, so much is left after a second. */
const fadingInSecond = 0.1

/**
 * How busy this thread is: how late a timer that ticks every `periodMs` came of late, ms. The worst counts, and fades
 * within a few seconds, so that one long pause is not held against a machine for good.
 */
export class Lateness {
  lateMs = 0
  readonly #periodMs: number
  readonly #fading: number
  #tickedMs = Number.NaN

  constructor(periodMs: number) {
    this.#periodMs = periodMs
    this.#fading = fadingInSecond ** (periodMs / 1000)
  }

  /** With each tick. `nowMs` is monotonic. */
  tick(nowMs: number): void {
    const late = nowMs - this.#tickedMs - this.#periodMs
    this.#tickedMs = nowMs
    this.lateMs = Math.max(Number.isNaN(late) ? 0 : late, this.lateMs * this.#fading)
  }

  /** The timer was stopped. */
  reset(): void {
    this.lateMs = 0
    this.#tickedMs = Number.NaN
  }
}
