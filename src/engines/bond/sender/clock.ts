/** A longer step means that this machine slept, not that links were silent. */
const sleptMs = 2000

/** The clock of a sender: whole ms, which cost no allocation; it never goes back. */
export class SenderClock {
  nowMs = 0
  /** What it was told last; −1 before the first. */
  #toldMs = -1

  /** Takes over a monotonic clock's ms; anything but a number is ignored. Returns how long the machine slept, 0 if it did not. */
  set(nowMs: number): number {
    if (!Number.isFinite(nowMs)) return 0
    const toldMs = Math.max(0, Math.floor(nowMs))
    const step = this.#toldMs < 0 ? 0 : toldMs - this.#toldMs
    if (this.#toldMs < 0) this.nowMs = toldMs
    else if (step > 0) this.nowMs += step
    this.#toldMs = toldMs
    return step > sleptMs ? step : 0
  }
}
