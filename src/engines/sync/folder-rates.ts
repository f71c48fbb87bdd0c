/** Measurements that a rate is told from: with ten a second, the last second. */
const samples = 10

interface Fetched {
  downBytes: number
  reusedBytes: number
  chunks: number
  files: number
}

/** What a folder has moved, and how fast of late. Counters go on when the folder is opened again. */
export class FolderRates {
  upBytes = 0
  /** bytes/s */
  downRate = 0
  upRate = 0
  /** Of those times before that the folder was open. */
  #kept: Fetched = { downBytes: 0, reusedBytes: 0, chunks: 0, files: 0 }
  readonly #times = new Float64Array(samples).fill(performance.now())
  readonly #down = new Float64Array(samples)
  readonly #up = new Float64Array(samples)
  #next = 0

  /** The folder is closed. */
  keep(fetched: Fetched): void {
    this.#kept = sum(this.#kept, fetched)
  }

  /** `open` is what has come since the folder was opened; returns all. */
  measure(nowMs: number, open: Fetched | undefined): Fetched {
    const fetched = open === undefined ? this.#kept : sum(this.#kept, open)
    const at = this.#next
    const elapsedMs = nowMs - this.#times[at]!
    if (elapsedMs > 0) {
      this.downRate = Math.max(0, ((fetched.downBytes - this.#down[at]!) * 1000) / elapsedMs)
      this.upRate = ((this.upBytes - this.#up[at]!) * 1000) / elapsedMs
    }
    this.#times[at] = nowMs
    this.#down[at] = fetched.downBytes
    this.#up[at] = this.upBytes
    this.#next = (at + 1) % samples
    return fetched
  }
}

const sum = (a: Fetched, b: Fetched): Fetched => ({
  downBytes: a.downBytes + b.downBytes,
  reusedBytes: a.reusedBytes + b.reusedBytes,
  chunks: a.chunks + b.chunks,
  files: a.files + b.files,
})
