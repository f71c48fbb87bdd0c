/**
 * A token bucket over all connections of a rule. It may go below zero by one chunk; whoever spends then waits until
 * it is above zero again, which one timer for the whole rule sees to.
 */
export class RateLimit<Waiter> {
  readonly #bytesPerMs: number
  readonly #capacity: number
  readonly #resume: (waiter: Waiter) => void
  readonly #waiting = new Set<Waiter>()
  #tokens: number
  #filledAt: number
  #timer: NodeJS.Timeout | undefined

  /** A tenth of a second's worth may go at once. */
  constructor(bytesPerSecond: number, now: number, resume: (waiter: Waiter) => void) {
    this.#bytesPerMs = bytesPerSecond / 1000
    this.#capacity = bytesPerSecond / 10
    this.#tokens = this.#capacity
    this.#filledAt = now
    this.#resume = resume
  }

  /** False when `waiter` has to stop until it is resumed. */
  spend(bytes: number, waiter: Waiter, now: number): boolean {
    this.#fill(now)
    this.#tokens -= bytes
    if (this.#tokens >= 0) return true
    this.#waiting.add(waiter)
    this.#timer ??= setTimeout(() => this.#release(), Math.ceil(-this.#tokens / this.#bytesPerMs))
    return false
  }

  /** Lets everyone go on, for good. */
  end(): void {
    clearTimeout(this.#timer)
    this.#tokens = 0
    this.#resumeAll()
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#filledAt) * this.#bytesPerMs)
    this.#filledAt = now
  }

  #release(): void {
    this.#timer = undefined
    this.#fill(performance.now())
    this.#resumeAll()
  }

  #resumeAll(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const waiter of waiting) this.#resume(waiter)
  }
}
