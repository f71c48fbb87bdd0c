/** So many may be at it at once; others wait in order. */
export class Slots {
  readonly #limit: number
  readonly #waiting = new Set<() => void>()
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#used
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Returns what gives the place back; it may be called again. Rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#used < this.#limit) this.#used++
    else await this.#wait(signal)
    let left = false
    return () => {
      if (left) return
      left = true
      const [next] = this.#waiting
      if (next) next()
      else this.#used--
    }
  }

  /** Takes over the place of somebody who leaves. */
  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        this.#waiting.delete(go)
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
}
