/** Times in which a load cannot go on because something that it needs was taken away, monotonic ms. */
export class Outages {
  readonly #spans: { from: number; to: number }[] = []
  #open = 0
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** From `beforeMs` ago until the returned function is called, and `afterMs` more. */
  begin(beforeMs = 0, afterMs = 0): () => void {
    const span = { from: this.#now() - beforeMs, to: Number.POSITIVE_INFINITY }
    this.#spans.push(span)
    this.#open++
    return () => {
      if (span.to === Number.POSITIVE_INFINITY) this.#open--
      span.to = this.#now() + afterMs
    }
  }

  get isOpen(): boolean {
    return this.#open > 0
  }

  /** Whether any of it overlaps the time from `from` to `to`. */
  covers(from: number, to = from): boolean {
    return this.#spans.some((span) => span.from <= to && from <= span.to)
  }
}
