/** Measurements that an estimate is made of. */
const samples = 8

/**
 * What a way carries, from the counter of bytes that came by it: the rate over the last eight measurements. Times in
 * which nothing was asked for do not count: measure only while something is under way, and `pause` otherwise.
 */
export class BandwidthEstimate {
  /** bytes/s */
  bytesPerSecond = 0
  readonly #bytes = new Float64Array(samples)
  readonly #times = new Float64Array(samples)
  #next = 0
  #count = 0
  #measuredMs = Number.NaN
  #pending = 0

  /** So many bytes have come. */
  add(bytes: number): void {
    this.#pending += bytes
  }

  measure(nowMs: number): void {
    const elapsedMs = nowMs - this.#measuredMs
    this.#measuredMs = nowMs
    if (!(elapsedMs > 0)) return
    this.#bytes[this.#next] = this.#pending
    this.#times[this.#next] = elapsedMs
    this.#pending = 0
    this.#next = (this.#next + 1) % samples
    if (this.#count < samples) this.#count++
    let bytes = 0
    let ms = 0
    for (let i = 0; i < this.#count; i++) {
      bytes += this.#bytes[i]!
      ms += this.#times[i]!
    }
    this.bytesPerSecond = (bytes * 1000) / ms
  }

  /** Nothing is under way: the time until the next measurement does not count. The estimate stays. */
  pause(): void {
    this.#measuredMs = Number.NaN
    this.#pending = 0
  }
}
