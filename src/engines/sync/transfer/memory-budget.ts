/** A part of the budget. It may be given back piece by piece; what is left goes back with `release`. */
export interface Lease {
  /** Bytes still held. */
  readonly bytes: number
  /** Gives `bytes` of it back, at most what is held. */
  shrink(bytes: number): void
  /** Takes `bytes` of it into a lease of their own, which outlives this one. */
  split(bytes: number): Lease
  /** Gives everything back. May be called again. */
  release(): void
}

/** What waits for memory, in order. */
interface Waiter {
  readonly bytes: number
  readonly granted: (lease: Lease) => void
}

/**
 * How much memory everything in flight may hold. Whoever comes first is served first, so that a large request is not
 * starved by small ones; a request of more than there is gets all of it, alone.
 */
export class MemoryBudget {
  #limit: number
  #inUse = 0
  readonly #waiting = new Set<Waiter>()
  /** The most that was ever in use, bytes. */
  peak = 0

  constructor(limitBytes: number) {
    this.#limit = limitBytes
  }

  /** Bytes. */
  get limit(): number {
    return this.#limit
  }

  /** Bytes. */
  get inUse(): number {
    return this.#inUse
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** What is in use above a smaller limit goes down as it is given back. */
  setLimit(bytes: number): void {
    this.#limit = bytes
    this.#serve()
  }

  /** At once or not at all: undefined while others wait or there is too little. */
  tryAcquire(bytes: number): Lease | undefined {
    if (this.#waiting.size > 0 || !this.#fits(bytes)) return undefined
    return this.#grant(bytes)
  }

  /** Rejects with the signal's reason when it aborts before. */
  acquire(bytes: number, signal?: AbortSignal): Promise<Lease> {
    const lease = this.tryAcquire(bytes)
    if (signal?.aborted) {
      lease?.release()
      return Promise.reject(signal.reason)
    }
    if (lease) return Promise.resolve(lease)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        bytes,
        granted: (granted) => {
          signal?.removeEventListener('abort', abort)
          resolve(granted)
        },
      }
      const abort = () => {
        this.#waiting.delete(waiter)
        reject(signal?.reason)
        // It may have been the one that held up the others.
        this.#serve()
      }
      this.#waiting.add(waiter)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  #fits(bytes: number): boolean {
    return this.#inUse === 0 || this.#inUse + bytes <= this.#limit
  }

  #grant(wanted: number): Lease {
    const bytes = Math.min(wanted, Math.max(this.#limit - this.#inUse, 0))
    this.#inUse += bytes
    if (this.#inUse > this.peak) this.peak = this.#inUse
    return new BudgetLease(bytes, this.#giveBack)
  }

  readonly #giveBack = (bytes: number): void => {
    this.#inUse -= bytes
    this.#serve()
  }

  #serve(): void {
    for (const waiter of this.#waiting) {
      if (!this.#fits(waiter.bytes)) return
      this.#waiting.delete(waiter)
      waiter.granted(this.#grant(waiter.bytes))
    }
  }
}

class BudgetLease implements Lease {
  bytes: number
  readonly #giveBack: (bytes: number) => void

  constructor(bytes: number, giveBack: (bytes: number) => void) {
    this.bytes = bytes
    this.#giveBack = giveBack
  }

  shrink(bytes: number): void {
    const given = Math.min(bytes, this.bytes)
    if (given === 0) return
    this.bytes -= given
    this.#giveBack(given)
  }

  split(bytes: number): Lease {
    const taken = Math.min(bytes, this.bytes)
    this.bytes -= taken
    return new BudgetLease(taken, this.#giveBack)
  }

  release(): void {
    this.shrink(this.bytes)
  }
}
