/** So many messages may overtake one. */
export const windowSize = 65_536
const mask = windowSize - 1

/** Which of the newest counters have been seen (RFC 4303 §3.4.3), in 8 KiB. */
export class ReplayWindow {
  readonly #seen = new Uint8Array(windowSize / 8)
  #next = 0

  /** False also for what is too old to be known. */
  isNew(counter: number): boolean {
    if (counter >= this.#next) return true
    return counter >= this.#next - windowSize && (this.#seen[(counter & mask) >> 3]! & bit(counter)) === 0
  }

  /** Marks it as seen. False when it was, and then nothing is changed. Only for what has been proven to be genuine. */
  take(counter: number): boolean {
    if (!this.isNew(counter)) return false
    if (counter - this.#next >= windowSize) this.#seen.fill(0)
    else
      for (let passed = this.#next; passed < counter; passed++)
        this.#seen[(passed & mask) >> 3]! &= ~bit(passed)
    this.#next = Math.max(this.#next, counter + 1)
    this.#seen[(counter & mask) >> 3]! |= bit(counter)
    return true
  }
}

const bit = (counter: number) => 1 << (counter & 7)
