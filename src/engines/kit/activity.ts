/** How long an engine counts as awake after something happened, and how often it is read when nothing does. */
const calm = { afterMs: 3000, everyMs: 1000 }

/**
 * When the next snapshot of an engine is due: soon while something moves or has just changed, seldom while nothing does,
 * so that an idle program hardly wakes the processor.
 */
export class Activity {
  #stirredAt = performance.now()
  readonly #waiting = new Set<() => void>()

  /** Something moves, or has changed: whoever waits long for a snapshot gets it soon. */
  stir(): void {
    this.#stirredAt = performance.now()
    for (const hurry of this.#waiting) hurry()
  }

  /**
   * Resolves `everyMs` after `since` (monotonic), or later while nothing happens. Rejects with the signal's reason when
   * it aborts. Does not keep the process.
   */
  due(since: number, everyMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(timer)
        this.#waiting.delete(hurry)
        signal.removeEventListener('abort', aborted)
      }
      const done = () => {
        over()
        resolve()
      }
      const aborted = () => {
        over()
        reject(signal.reason)
      }
      const at = (until: number) => setTimeout(done, Math.max(0, until - performance.now())).unref()
      const hurry = () => {
        this.#waiting.delete(hurry)
        clearTimeout(timer)
        timer = at(since + everyMs)
      }
      const isCalm = performance.now() - this.#stirredAt >= calm.afterMs
      let timer = at(since + (isCalm ? Math.max(calm.everyMs, everyMs) : everyMs))
      if (signal.aborted) return aborted()
      signal.addEventListener('abort', aborted)
      if (isCalm) this.#waiting.add(hurry)
    })
  }
}
