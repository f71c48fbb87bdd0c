/** Of what a late tick weighs, so much is left after a second. */
const fadingInSecond = 0.1

/**
 * How busy this thread is: how late a timer that ticks every `periodMs` came of late, ms. The worst counts, and fades
 * within a few seconds, so that one long pause is not held against a machine for good.
 */
export class Lateness {
  lateMs = 0
  readonly #periodMs: number
  #tickedMs = Number.NaN

  constructor(periodMs: number) {
    this.#periodMs = periodMs
  }

  /** With each tick. `nowMs` is monotonic. */
  tick(nowMs: number): void {
    const late = nowMs - this.#tickedMs - this.#periodMs
    this.#tickedMs = nowMs
    this.take(Number.isNaN(late) ? 0 : late, this.#periodMs)
  }

  /** With each turn of a timer whose period changes: how late it came, and how long ago the one before was. */
  take(lateMs: number, sinceMs: number): void {
    this.lateMs = Math.max(lateMs, this.lateMs * fadingInSecond ** (sinceMs / 1000))
  }

  /** The timer was stopped. */
  reset(): void {
    this.lateMs = 0
    this.#tickedMs = Number.NaN
  }
}
