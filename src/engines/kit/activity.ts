/** How long an engine counts as awake after something happened, and how often it does what can wait when nothing does. */
const calm = { afterMs: 3000, everyMs: 1000 }

/**
 * How many ms until those who wait so long are due: all in the same moments of the clock, in all engines and their host,
 * so that an idle program wakes up once for all of them.
 */
function untilShared(waitMs: number): number {
  const leftMs = waitMs - (Date.now() % waitMs)
  // A timer may come a little early: then this is the moment that it was meant for.
  return leftMs < waitMs / 2 ? leftMs + waitMs : leftMs
}

/**
 * Whether something goes on in an engine, so that what it does again and again it does often only then: an idle program
 * is to wake the processor hardly ever.
 */
export class Activity {
  #stirredAt = performance.now()
  readonly #waiting = new Set<() => void>()

  /** Nothing has stirred it for a while. */
  get isCalm(): boolean {
    return performance.now() - this.#stirredAt >= calm.afterMs
  }

  /** Something moves, or has changed: whoever waits for long waits no longer than usual. */
  stir(): void {
    this.#stirredAt = performance.now()
    for (const hurry of this.#waiting) hurry()
  }

  /**
   * Resolves `everyMs` after `since` (monotonic), or about `calmMs` from now while nothing stirs, with how many ms too
   * late that is. Rejects with the signal's reason when it aborts. Does not keep the process.
   */
  due(
    since: number,
    everyMs: number,
    signal: AbortSignal,
    calmMs: number = Math.max(calm.everyMs, everyMs),
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(timer)
        this.#waiting.delete(hurry)
        signal.removeEventListener('abort', aborted)
      }
      const aborted = () => {
        over()
        reject(signal.reason)
      }
      const at = (wanted: number) => {
        const until = Math.max(wanted, performance.now())
        const done = () => {
          over()
          resolve(performance.now() - until)
        }
        return setTimeout(done, Math.max(0, until - performance.now())).unref()
      }
      const hurry = () => {
        this.#waiting.delete(hurry)
        clearTimeout(timer)
        timer = at(since + everyMs)
      }
      const { isCalm } = this
      let timer = at(isCalm ? performance.now() + untilShared(calmMs) : since + everyMs)
      if (signal.aborted) return aborted()
      signal.addEventListener('abort', aborted)
      if (isCalm) this.#waiting.add(hurry)
    })
  }
}
