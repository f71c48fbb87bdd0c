const firstPauseMs = 500
const lastPauseMs = 30_000
/** After so many failures in a row nothing waits for it any more. */
const outAfter = 4

/** Whether a device is asked: after a failure not for a while, which doubles with each further one. */
export class SourceHealth {
  failures = 0
  #until = Number.NEGATIVE_INFINITY

  /** Returns how long it is left alone from now on, ms: at least as long as it was to be before. */
  failed(now: number): number {
    const pauseMs = Math.min(firstPauseMs * 2 ** this.failures, lastPauseMs)
    this.failures++
    this.#until = Math.max(this.#until, now + pauseMs)
    return this.#until - now
  }

  served(): void {
    this.failures = 0
  }

  isPaused(now: number): boolean {
    return now < this.#until
  }

  /** Files that no other device has are given up for now, rather than wait for it. */
  isOut(now: number): boolean {
    return this.failures >= outAfter && this.isPaused(now)
  }
}
