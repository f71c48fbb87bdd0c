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

/**
 * As `monotonicClock`, but what has come in the meantime is read first: when the processor was kept from this program, timers are
 * due before that is, and what lies there already would be called missing.
 */
export const patientClock: Clock = {
  now: monotonicClock.now,
  after(ms, then) {
    let turn: NodeJS.Immediate | undefined
    const cancel = monotonicClock.after(ms, () => {
      turn = setImmediate(then)
    })
    return () => {
      cancel()
      clearImmediate(turn)
    }
  },
}
