import { FileRuns } from './file-runs.ts'

/** A run of bytes of one file that one lane takes. */
export interface Work {
  transfer: number
  file: number
  offset: number
  bytes: number
}

interface Queued {
  readonly transfer: number
  /** In the order in which they are read. */
  readonly files: Map<number, FileRuns>
  /** Goes along with what is taken out: a search from the front would pass by all of that each time. */
  order: Iterator<number>
  current: number
  /** The last one comes first. */
  preferred: number[]
  /** Given back, to go first. */
  returned: Work[]
  isPaused: boolean
  /** Bytes that were given out, as if it had been there from the beginning: the least is next. */
  served: number
}

/** Spare objects that are kept. */
const keep = 256

/** What is sent next: transfers share alike, a file in order, those that are wished for first, and before all what lost lanes gave back. */
export class WorkQueue {
  readonly #transfers = new Map<number, Queued>()
  readonly #spare: Work[] = []
  #waiting = 0

  /** Bytes that nobody has taken, those of paused transfers included. */
  get waitingBytes(): number {
    return this.#waiting
  }

  /** Transfers with something to give, or that could still get files. */
  get transfers(): number {
    return this.#transfers.size
  }

  /** `size` bytes of a file; `has`: blocks that the receiver has, one bit each, lowest first (none if left out). A file that is there already starts over. */
  add(transfer: number, file: number, size: number, has?: Uint8Array): void {
    this.removeFile(transfer, file)
    const runs = new FileRuns(size, has)
    if (runs.bytes === 0) return
    this.#of(transfer).files.set(file, runs)
    this.#waiting += runs.bytes
  }

  /** A run of at most `maxBytes`, within one file; each byte of a file is given once, unless it is given back. Undefined: nothing is waiting, or all is paused. */
  next(maxBytes: number): Work | undefined {
    const queued = this.#least()
    if (!queued) return undefined
    const work = this.#returned(queued, maxBytes) ?? this.#fresh(queued, maxBytes)
    queued.served += work.bytes
    this.#waiting -= work.bytes
    return work
  }

  /** It did not arrive. What is of a transfer that was removed meanwhile is dropped. The object is the queue's again. */
  giveBack(work: Work): void {
    const queued = this.#transfers.get(work.transfer)
    if (!queued || work.bytes <= 0) {
      this.done(work)
      return
    }
    queued.returned.push(work)
    queued.served -= work.bytes
    this.#waiting += work.bytes
  }

  /** It has arrived. The object is the queue's again. */
  done(work: Work): void {
    if (this.#spare.length < keep) this.#spare.push(work)
  }

  /** This file before the others of its transfer, the last one that was wished for first. */
  prefer(transfer: number, file: number): void {
    const queued = this.#transfers.get(transfer)
    if (!queued?.files.has(file)) return
    queued.preferred = queued.preferred.filter((other) => other !== file)
    queued.preferred.push(file)
  }

  pause(transfer: number, paused: boolean): void {
    const queued = this.#of(transfer)
    if (queued.isPaused && !paused) queued.served = Math.max(queued.served, this.#leastServed())
    queued.isPaused = paused
  }

  /** What lanes hold of it must be let go by `done`. */
  removeFile(transfer: number, file: number): void {
    const queued = this.#transfers.get(transfer)
    if (!queued) return
    this.#waiting -= queued.files.get(file)?.bytes ?? 0
    queued.files.delete(file)
    queued.preferred = queued.preferred.filter((other) => other !== file)
    queued.returned = queued.returned.filter((work) => {
      if (work.file !== file) return true
      this.#waiting -= work.bytes
      this.done(work)
      return false
    })
  }

  remove(transfer: number): void {
    const queued = this.#transfers.get(transfer)
    if (!queued) return
    for (const runs of queued.files.values()) this.#waiting -= runs.bytes
    for (const work of queued.returned) {
      this.#waiting -= work.bytes
      this.done(work)
    }
    this.#transfers.delete(transfer)
  }

  #of(transfer: number): Queued {
    let queued = this.#transfers.get(transfer)
    if (!queued) {
      // One that comes late shares from now on; it does not catch up on what others have had.
      const served = this.#leastServed()
      const files = new Map<number, FileRuns>()
      queued = {
        transfer,
        files,
        order: files.keys(),
        current: -1,
        preferred: [],
        returned: [],
        isPaused: false,
        served,
      }
      this.#transfers.set(transfer, queued)
    }
    return queued
  }

  #least(): Queued | undefined {
    let least: Queued | undefined
    for (const queued of this.#transfers.values()) {
      if (queued.isPaused || (queued.files.size === 0 && queued.returned.length === 0)) continue
      if (!least || queued.served < least.served) least = queued
    }
    return least
  }

  #leastServed(): number {
    return this.#least()?.served ?? 0
  }

  #returned(queued: Queued, maxBytes: number): Work | undefined {
    const work = queued.returned.at(-1)
    if (!work) return undefined
    if (work.bytes <= maxBytes) {
      queued.returned.pop()
      return work
    }
    const first = this.#make(queued.transfer, work.file, work.offset, maxBytes)
    work.offset += maxBytes
    work.bytes -= maxBytes
    return first
  }

  #fresh(queued: Queued, maxBytes: number): Work {
    const file = queued.preferred.at(-1) ?? this.#front(queued)
    const runs = queued.files.get(file)!
    const work = this.#make(queued.transfer, file, runs.offset, runs.take(maxBytes))
    if (runs.bytes === 0) {
      queued.files.delete(file)
      if (queued.preferred.at(-1) === file) queued.preferred.pop()
    }
    return work
  }

  /** The first of the files; there is one. */
  #front(queued: Queued): number {
    if (queued.files.has(queued.current)) return queued.current
    let next = queued.order.next()
    if (next.done) {
      queued.order = queued.files.keys()
      next = queued.order.next()
    }
    queued.current = next.value!
    return queued.current
  }

  #make(transfer: number, file: number, offset: number, bytes: number): Work {
    const work = this.#spare.pop()
    if (!work) return { transfer, file, offset, bytes }
    work.transfer = transfer
    work.file = file
    work.offset = offset
    work.bytes = bytes
    return work
  }
}
