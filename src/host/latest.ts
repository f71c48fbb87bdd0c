/** Wakes everyone who waits. */
export class Bell {
  readonly #waiting = new Set<() => void>()

  ring(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }

  /** Resolves at the next ring, or when the signal aborts. */
  heard(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }
}

/** The newest value of something that changes. Readers see the newest; what came between while they were busy is skipped. */
export class Latest<T> {
  readonly #bell = new Bell()
  #value: T
  #version = 0

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  /** A value that wakes nobody: it is seen by who is behind, and by everybody with the next one that is set. */
  put(value: T): void {
    this.#value = value
  }

  set(value: T): void {
    this.#value = value
    this.#version++
    this.#bell.ring()
  }

  /** The value as it is, then again after each change, until the signal aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    for (let seen = -1; !signal.aborted; ) {
      if (seen === this.#version) await this.#bell.heard(signal)
      else {
        seen = this.#version
        yield this.#value
      }
    }
  }
}
