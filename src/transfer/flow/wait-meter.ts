/** What a sender is doing, or whom it waits for. */
export const waitKinds = ['moving', 'receiver', 'network', 'source', 'cpu'] as const
export type Wait = (typeof waitKinds)[number]

/** Parts of the time in which there was something to send, 0 … 1. */
export type WaitParts = Record<Wait, number>

const kinds = waitKinds.length
const bucketMs = 250
const buckets = 20
const idle = -1
const cpu = waitKinds.indexOf('cpu')

/** Who waited for whom over the last five seconds. Times in ms of any clock that does not run backwards. */
export class WaitMeter {
  /** A row of kinds for each bucket, ms. */
  readonly #rows = new Float64Array(kinds * buckets)
  #bucket: number
  #what = idle
  /** Up to here all is counted. */
  #at: number

  constructor(at: number) {
    this.#at = at
    this.#bucket = Math.floor(at / bucketMs)
  }

  /** From now on; `idle`: there is nothing to send. */
  enter(what: Wait | 'idle', at: number): void {
    this.#count(at)
    this.#what = what === 'idle' ? idle : waitKinds.indexOf(what)
  }

  /** The last `ms` went to a busy processor, such as a late timer shows; what was entered goes on. */
  late(ms: number, at: number): void {
    this.#count(Math.max(this.#at, at - ms))
    const what = this.#what
    if (what !== idle) this.#what = cpu
    this.#count(at)
    this.#what = what
  }

  parts(at: number): WaitParts {
    this.#count(at)
    const sums = new Float64Array(kinds)
    let all = 0
    this.#rows.forEach((ms, place) => {
      sums[place % kinds]! += ms
      all += ms
    })
    const part = (kind: number) => (all > 0 ? sums[kind]! / all : 0)
    return { moving: part(0), receiver: part(1), network: part(2), source: part(3), cpu: part(4) }
  }

  #count(at: number): void {
    // What is older than all buckets is forgotten at once.
    const oldest = (Math.floor(at / bucketMs) - buckets) * bucketMs
    if (this.#at < oldest) this.#at = oldest
    while (this.#at < at) {
      const bucket = Math.floor(this.#at / bucketMs)
      if (bucket !== this.#bucket) {
        this.#clear(bucket)
        this.#bucket = bucket
      }
      const until = Math.min(at, (bucket + 1) * bucketMs)
      if (this.#what !== idle) this.#rows[(bucket % buckets) * kinds + this.#what]! += until - this.#at
      this.#at = until
    }
  }

  #clear(bucket: number): void {
    const first = Math.max(this.#bucket + 1, bucket - buckets + 1)
    for (let each = first; each <= bucket; each++) {
      const row = (each % buckets) * kinds
      this.#rows.fill(0, row, row + kinds)
    }
  }
}
