/** Time as a parameter, so that what waits is tested without sleeping. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  /** Calls `then` once after `ms`; the returned function cancels. */
  after(ms: number, then: () => void): () => void
}

/** Does not keep the process alive, and does not jump when the time of day is set. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
