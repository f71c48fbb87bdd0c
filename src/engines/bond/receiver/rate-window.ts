/** Measurements that a rate is told from: with four a second, the last second. */
const samples = 4

/** The rate of a counter over its last few measurements. */
export class RateWindow {
  /** Units of the counter a second. */
  rate = 0
  readonly #totals = new Float64Array(samples)
  readonly #times = new Float64Array(samples)
  #next = 0

  /** The counter begins at 0. */
  constructor(nowMs: number) {
    this.#times.fill(nowMs)
  }

  measure(nowMs: number, total: number): void {
    const oldest = this.#next
    const elapsedMs = nowMs - this.#times[oldest]!
    this.rate = elapsedMs > 0 ? ((total - this.#totals[oldest]!) * 1000) / elapsedMs : 0
    this.#totals[oldest] = total
    this.#times[oldest] = nowMs
    this.#next = (oldest + 1) % samples
  }
}
