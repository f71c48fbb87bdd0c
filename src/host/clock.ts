/** Time as a parameter, so that what depends on it is tested without sleeping. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls `then` once after `ms`; the returned function cancels. */
  after(ms: number, then: () => void): () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/** Waits for `ms` or until the signal aborts, whichever comes first. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done)
  })
}
