const depth = 8

/**
 * Puts media times that B-frames made run ahead and back into rising order. Until the first step back they pass at
 * once; from then on each is held until eight later ones have come.
 */
export class Reorder {
  readonly #held = new Float64Array(depth + 1)
  #count = 0
  #last = Number.NEGATIVE_INFINITY
  #needed = false

  get active(): boolean {
    return this.#needed
  }

  /** The next media time in order, or NaN while there is none to give. */
  next(mediaMs: number): number {
    if (!this.#needed) {
      if (mediaMs >= this.#last) {
        this.#last = mediaMs
        return mediaMs
      }
      // The one before this has been given out already; it stands at its place among the others once more.
      this.#needed = true
      this.#held[this.#count++] = this.#last
    }
    let at = this.#count++
    while (at > 0 && this.#held[at - 1]! > mediaMs) {
      this.#held[at] = this.#held[at - 1]!
      at--
    }
    this.#held[at] = mediaMs
    if (this.#count <= depth) return Number.NaN
    const first = this.#held[0]!
    this.#held.copyWithin(0, 1)
    this.#count--
    return first
  }

  reset(): void {
    this.#count = 0
    this.#needed = false
    this.#last = Number.NEGATIVE_INFINITY
  }
}
