/** Time between two snapshots: of an engine that works, and of one that has nothing to do. */
const paceMs = { busy: 100, idle: 1000 }

/** Snapshots of an engine, seldom while it has nothing to do. */
export class SnapshotPace {
  readonly #isBusy: () => boolean
  #intervalMs = 0
  /** Aborts when they are to come at another pace. */
  #change = new AbortController()

  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy
  }

  /** It may have something to do now, or nothing any more. */
  look(): void {
    if (this.#intervalMs !== this.#wanted) this.#change.abort()
  }

  async *read<S>(
    snapshots: (intervalMs: number, signal: AbortSignal) => AsyncIterable<S>,
    signal: AbortSignal,
  ): AsyncGenerator<S, void, undefined> {
    while (!signal.aborted) {
      this.#change = new AbortController()
      this.#intervalMs = this.#wanted
      const changed = this.#change.signal
      try {
        yield* snapshots(this.#intervalMs, AbortSignal.any([signal, changed]))
        return
      } catch (error) {
        if (!changed.aborted) throw error
      }
    }
  }

  get #wanted(): number {
    return this.#isBusy() ? paceMs.busy : paceMs.idle
  }
}
