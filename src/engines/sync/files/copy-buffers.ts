/** What is copied at once. */
const bytes = 4 * 1024 * 1024
/** Copies at once; others wait. */
const limit = 2
/** Unused ones are let go after so long. */
const idleMs = 10_000

/** Buffers for copies on this disk, apart from those for what travels, so that neither holds up the other. */
export class CopyBuffers {
  #free: Uint8Array[] = []
  #count = 0
  readonly #waiting: ((buffer: Uint8Array) => void)[] = []
  #timer: NodeJS.Timeout | undefined

  /** Throws a RangeError for more than 4 MiB. */
  async take(length: number): Promise<Uint8Array> {
    if (length > bytes) throw new RangeError('At most 4 MiB are copied at once.')
    clearTimeout(this.#timer)
    const free = this.#free.pop()
    if (free) return free
    if (this.#count < limit) {
      this.#count++
      return Buffer.allocUnsafeSlow(bytes)
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  give(buffer: Uint8Array): void {
    const next = this.#waiting.shift()
    if (next) return next(buffer)
    this.#free.push(buffer)
    if (this.#free.length < this.#count) return
    this.#timer = setTimeout(() => {
      this.#free = []
      this.#count = 0
    }, idleMs)
    this.#timer.unref()
  }
}
