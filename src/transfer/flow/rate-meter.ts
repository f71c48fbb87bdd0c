const bucketMs = 100
const buckets = 10

/** Bytes per second over the last second, over all, and the highest of any second. Times in ms of any clock that does not run backwards. */
export class RateMeter {
  readonly #sums = new Float64Array(buckets)
  #startAt: number
  /** The newest bucket, counted from the start. */
  #newest = 0
  /** All buckets together. */
  #sum = 0
  #bytes = 0
  #lastAt: number
  #peak = 0

  /** `at`: when counting begins; what is left out counts from the first `add`. */
  constructor(at = -1) {
    this.#startAt = at
    this.#lastAt = at
  }

  add(at: number, bytes: number): void {
    this.#turn(at)
    this.#sums[this.#newest % buckets]! += bytes
    this.#sum += bytes
    this.#bytes += bytes
    this.#lastAt = Math.max(this.#lastAt, at)
  }

  /** bytes/s over the last second, or since the start while that is less. */
  rate(at: number): number {
    if (this.#startAt < 0) return 0
    this.#turn(at)
    const bucketStart = this.#startAt + this.#newest * bucketMs
    const ms = Math.min(this.#newest, buckets - 1) * bucketMs + Math.max(0, at - bucketStart)
    return (this.#sum * 1000) / Math.max(ms, bucketMs)
  }

  /** bytes/s from the start to the last bytes. */
  get average(): number {
    return this.#bytes === 0 ? 0 : (this.#bytes * 1000) / Math.max(this.#lastAt - this.#startAt, bucketMs)
  }

  /** bytes/s of the best whole second; of all the time while that is less than a second. */
  get peak(): number {
    return this.#newest < buckets ? this.average : this.#peak
  }

  get bytes(): number {
    return this.#bytes
  }

  #turn(at: number): void {
    if (this.#startAt < 0) {
      this.#startAt = at
      this.#lastAt = at
    }
    const bucket = Math.floor((at - this.#startAt) / bucketMs)
    while (this.#newest < bucket) {
      // All ten are whole now: a second.
      if (this.#newest >= buckets - 1) this.#peak = Math.max(this.#peak, this.#sum)
      if (this.#sum === 0) {
        this.#newest = bucket
        return
      }
      this.#newest++
      const place = this.#newest % buckets
      this.#sum -= this.#sums[place]!
      this.#sums[place] = 0
    }
  }
}
