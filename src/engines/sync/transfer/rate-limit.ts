import type { Clock } from '../../kit/clock.ts'

/** So much of a second may go at once after a pause. */
const burstSeconds = 0.1

interface Waiter {
  readonly bytes: number
  readonly go: () => void
}

/**
 * A token bucket. It may go below zero by one request, so that one larger than the bucket passes too; the next waits
 * until it is above zero again. Requests pass in the order in which they came.
 */
export class RateLimit {
  readonly #clock: Clock
  #bytesPerMs = 0
  #tokens = 0
  #filledAt: number
  readonly #waiting = new Set<Waiter>()
  #cancelTimer: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#filledAt = clock.now()
  }

  /** bytes/s; 0 is no limit */
  get bytesPerSecond(): number {
    return this.#bytesPerMs * 1000
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Holds from now on, for those that wait too. 0 is no limit. */
  set(bytesPerSecond: number): void {
    const before = this.#bytesPerMs
    if (before > 0) this.#fill()
    this.#bytesPerMs = bytesPerSecond / 1000
    this.#filledAt = this.#clock.now()
    if (before === 0) this.#tokens = bytesPerSecond * burstSeconds
    else this.#tokens = Math.min(this.#tokens, bytesPerSecond * burstSeconds)
    this.#serve()
  }

  /** Undefined when the bytes may go now. Rejects with the signal's reason when it aborts before they may. */
  take(bytes: number, signal?: AbortSignal): Promise<void> | undefined {
    if (this.#bytesPerMs === 0) return undefined
    this.#fill()
    if (this.#waiting.size === 0 && this.#tokens > 0) {
      this.#tokens -= bytes
      return undefined
    }
    if (signal?.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        bytes,
        go: () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
      }
      const abort = () => {
        this.#waiting.delete(waiter)
        if (this.#waiting.size === 0) this.#stopTimer()
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.add(waiter)
      this.#startTimer()
    })
  }

  #fill(): void {
    const now = this.#clock.now()
    const capacity = this.#bytesPerMs * 1000 * burstSeconds
    this.#tokens = Math.min(capacity, this.#tokens + (now - this.#filledAt) * this.#bytesPerMs)
    this.#filledAt = now
  }

  #serve(): void {
    this.#stopTimer()
    if (this.#bytesPerMs > 0) this.#fill()
    for (const waiter of this.#waiting) {
      if (this.#bytesPerMs > 0) {
        if (this.#tokens <= 0) break
        this.#tokens -= waiter.bytes
      }
      this.#waiting.delete(waiter)
      waiter.go()
    }
    if (this.#waiting.size > 0) this.#startTimer()
  }

  /** One timer for all: when the bucket will be above zero. */
  #startTimer(): void {
    this.#cancelTimer ??= this.#clock.after(Math.floor(-this.#tokens / this.#bytesPerMs) + 1, () => {
      this.#cancelTimer = undefined
      this.#serve()
    })
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }
}
