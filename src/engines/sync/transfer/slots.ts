/** So many may do something at once; others wait in order. */
export class Slots {
  readonly #count: number
  #used = 0
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#count = count
  }

  get used(): number {
    return this.#used
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Rejects with the signal's reason when it aborts before. */
  acquire(signal: AbortSignal): Promise<void> | undefined {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#used < this.#count) {
      this.#used++
      return undefined
    }
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      const abort = () => {
        this.#waiting.delete(go)
        reject(signal.reason)
      }
      this.#waiting.add(go)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  release(): void {
    for (const go of this.#waiting) {
      this.#waiting.delete(go)
      go()
      return
    }
    this.#used--
  }
}
