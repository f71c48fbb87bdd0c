import { randomUUID } from 'node:crypto'
import type { Fault } from '../../../wire/fault.ts'
import { hashChunk } from '../content/hash-chunk.ts'
import { manifestOfOne } from '../model/manifest.ts'
import type { ChunkPlace } from '../store/types.ts'
import type { ChunkTaker } from './chunk-queue.ts'
import { type FolderJobs, place } from './file-job.ts'
import type { Finished, Need } from './interfaces.ts'
import type { Lease } from './memory-budget.ts'

/** Bytes in memory until they are on the disk. */
interface Held {
  readonly bytes: Uint8Array
  release(): void
}

const nothing: Held = { bytes: new Uint8Array(0), release() {} }

/**
 * Brings a file of at most one chunk. It takes no place on the disk before its bytes are here, so that very many can be
 * under way at once.
 *
 * Durability: a file is under its name only when whole, and it is reported (and then stored in the index) only after
 * `commit` has made both its bytes and its name last. After a power cut it is either there, or missing and still needed.
 * Files that are ready at about the same time are flushed as one group, so what each has to wait for is shared.
 */
export class SmallFile implements ChunkTaker {
  readonly isSmall = true
  readonly copies = true
  readonly isUrgent: boolean
  readonly need: Need
  readonly devices: Set<string>
  readonly #jobs: FolderJobs
  readonly #controller = new AbortController()
  #come: ((held: Held) => void) | undefined

  constructor(jobs: FolderJobs, need: Need, isUrgent: boolean) {
    this.#jobs = jobs
    this.need = need
    this.isUrgent = isUrgent
    this.devices = new Set(need.devices)
  }

  get folderId(): string {
    return this.#jobs.folderId
  }

  get path(): string {
    return this.need.best.path
  }

  get content(): string {
    return this.need.best.content
  }

  cancel(reason: Error): void {
    this.#controller.abort(reason)
  }

  /** `places` is where its only chunk lies on this device. */
  async run(places: readonly ChunkPlace[]): Promise<Finished> {
    const { need } = this
    const { best } = need
    const held = best.chunks === 0 ? nothing : ((await this.#local(places)) ?? (await this.#fetched()))
    try {
      const placed = await this.#write(held.bytes)
      return { need, ...placed, chunks: manifestOfOne(best)! }
    } finally {
      held.release()
    }
  }

  offsetOf(): number {
    return 0
  }

  asked(): void {}

  arrived(
    _index: number,
    bytes: Uint8Array,
    _device: string,
    isShared: boolean,
    lease: Lease | undefined,
  ): Promise<void> | undefined {
    const come = this.#come
    if (come === undefined) {
      lease?.release()
      return undefined
    }
    this.#come = undefined
    const { counters, downloads } = this.#jobs
    counters.chunks++
    if (isShared) counters.reusedBytes += bytes.length
    else counters.downBytes += bytes.length
    if (lease === undefined) {
      // No memory to keep it in: the stream waits until it is written.
      const { promise, resolve } = Promise.withResolvers<void>()
      come({ bytes, release: resolve })
      return promise
    }
    const buffer = downloads.buffers.take(bytes.length)
    buffer.set(bytes)
    come({
      bytes: buffer.subarray(0, bytes.length),
      release() {
        downloads.buffers.give(buffer)
        lease.release()
      },
    })
    return undefined
  }

  lost(fault: Fault): void {
    this.#controller.abort(fault)
  }

  async #local(places: readonly ChunkPlace[]): Promise<Held | undefined> {
    if (places.length === 0) return undefined
    const { size, content } = this.need.best
    const { locator, downloads, counters } = this.#jobs
    const lease = await downloads.budget.acquire(size, this.#controller.signal)
    const buffer = downloads.buffers.take(size)
    const bytes = buffer.subarray(0, size)
    const release = () => {
      downloads.buffers.give(buffer)
      lease.release()
    }
    for (const from of places) {
      if (from.length !== size) continue
      const length = await locator.read(from, bytes).catch(() => 0)
      if (length !== size || hashChunk(bytes) !== content) continue
      counters.reusedBytes += size
      return { bytes, release }
    }
    release()
    return undefined
  }

  #fetched(): Promise<Held> {
    const { signal } = this.#controller
    const { downloads } = this.#jobs
    const { size, content } = this.need.best
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#come = undefined
        downloads.drop(this)
        reject(signal.reason)
      }
      if (signal.aborted) return abort()
      this.#come = (held) => {
        signal.removeEventListener('abort', abort)
        downloads.queue.remove(this)
        resolve(held)
      }
      signal.addEventListener('abort', abort, { once: true })
      downloads.want(this, [{ index: 0, hash: content, length: size }])
    })
  }

  async #write(bytes: Uint8Array) {
    const { writing, files } = this.#jobs
    const { signal } = this.#controller
    await writing.acquire(signal)
    try {
      const sink = await files.create(randomUUID(), bytes.length, this.path)
      try {
        if (bytes.length > 0) await sink.write(bytes, 0, bytes.length, 0)
        signal.throwIfAborted()
        return await place(this.#jobs, this.need, sink)
      } catch (error) {
        // What went wrong first is what counts.
        await sink.discard().catch(() => {})
        throw error
      }
    } finally {
      writing.release()
    }
  }
}
