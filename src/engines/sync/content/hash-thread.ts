import { Worker } from 'node:worker_threads'
import type { HashAnswer, HashJob, HashResult, HashWorkerData } from './hash-messages.ts'
import { slotsPerWorker } from './hash-messages.ts'

export interface ThreadJob extends Omit<HashJob, 'slot'> {
  /** About how many bytes. */
  readonly weight: number
}

export interface ThreadHost {
  result(result: HashResult): void
  progress(id: number, bytes: number): void
  /** It died by itself; these will have no result. */
  ended(thread: HashThread, unfinished: readonly number[], why: string): void
}

interface Held {
  readonly slot: number
  readonly weight: number
}

/** A file is given to a thread while it holds less than this, so that it never idles and long files are shared out. */
const heldBytes = 8 * 1024 * 1024

/** It allocates next to nothing, and in all threads together whatever is let grow adds up. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 }

/** One worker, and which jobs it has. */
export class HashThread {
  readonly #host: ThreadHost
  readonly #worker: Worker
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(slotsPerWorker * 4))
  readonly #free = Array.from({ length: slotsPerWorker }, (_, slot) => slot)
  readonly #held = new Map<number, Held>()
  #weight = 0
  #closed = false

  constructor(url: URL, host: ThreadHost) {
    this.#host = host
    const workerData: HashWorkerData = { cancelled: this.#cancelled.buffer }
    this.#worker = new Worker(url, { name: 'sync-hash', workerData, resourceLimits })
    let why = 'it ended'
    this.#worker.on('message', (answer: HashAnswer) => this.#take(answer))
    this.#worker.on('error', (error) => {
      why = error.message
    })
    this.#worker.on('exit', () => {
      if (!this.#closed) host.ended(this, [...this.#held.keys()], why)
    })
  }

  get jobs(): number {
    return this.#held.size
  }

  /** Whether it should get another job now. */
  get hasRoom(): boolean {
    return this.#weight < heldBytes && this.#free.length > 0
  }

  /** As many as it takes, of those that come first; returns how many that were. */
  give(jobs: readonly ThreadJob[]): number {
    const batch: HashJob[] = []
    for (const { id, path, part, weight } of jobs) {
      if (!this.hasRoom) break
      const slot = this.#free.pop()!
      Atomics.store(this.#cancelled, slot, 0)
      this.#held.set(id, { slot, weight })
      this.#weight += weight
      batch.push({ id, slot, path, part })
    }
    if (batch.length > 0) this.#worker.postMessage(batch)
    return batch.length
  }

  /** The job ends soon, with a result that says nothing. */
  cancel(id: number): void {
    const held = this.#held.get(id)
    if (held !== undefined) Atomics.store(this.#cancelled, held.slot, 1)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#worker.terminate()
  }

  #take(answer: HashAnswer): void {
    if ('bytes' in answer) {
      this.#host.progress(answer.id, answer.bytes)
      return
    }
    for (const result of answer.results) {
      const held = this.#held.get(result.id)
      if (held === undefined) continue
      this.#held.delete(result.id)
      this.#weight -= held.weight
      this.#free.push(held.slot)
    }
    for (const result of answer.results) this.#host.result(result)
  }
}
