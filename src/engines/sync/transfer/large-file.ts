import { randomUUID } from 'node:crypto'
import type { FileTransfer } from '../../../contract/sync.ts'
import type { Fault } from '../../../wire/fault.ts'
import { hashChunk } from '../content/hash-chunk.ts'
import type { Chunk } from '../model/record.ts'
import { blockMap, chunkState } from './block-map.ts'
import { type ChunkLayout, layOut, locateAll } from './chunk-layout.ts'
import type { ChunkTaker } from './chunk-queue.ts'
import { type FolderJobs, faultOf, notWanted, place } from './file-job.ts'
import type { FileSink, Finished, Need } from './interfaces.ts'
import { OldPartial } from './old-partial.ts'

/** Files up to this size go before larger ones, and more of them are put together at once. */
const mediumBytes = 16 * 1024 * 1024
/** Chunks of one file that are read from this device at once. */
const readers = 2
/** What a chunk costs in a list of chunks, bytes. */
const listedChunkBytes = 160

/** Brings a file of several chunks: each is found here, or fetched, verified, and written to its place in a partial file. */
export class LargeFile implements ChunkTaker {
  readonly isSmall: boolean
  readonly copies = false
  readonly isUrgent: boolean
  readonly need: Need
  readonly devices: Set<string>
  readonly #jobs: FolderJobs
  readonly #controller = new AbortController()
  readonly #complete = Promise.withResolvers<void>()
  readonly #from = new Set<string>()
  #chunks: readonly Chunk[] = []
  #layout: ChunkLayout | undefined
  #states: Uint8Array = new Uint8Array(0)
  #sink: FileSink | undefined
  /** Chunks that are not written yet. */
  #left = 0
  #doneBytes = 0
  #reusedBytes = 0
  /** Writes under way, and who waits for the last of them. */
  #writes = 0
  #quiet = () => {}
  #isChanged = false
  #isSaved = false

  constructor(jobs: FolderJobs, need: Need, isUrgent: boolean) {
    this.#jobs = jobs
    this.need = need
    this.isUrgent = isUrgent
    this.isSmall = need.best.size <= mediumBytes
    this.devices = new Set(need.devices)
    this.#controller.signal.addEventListener('abort', () =>
      this.#complete.reject(this.#controller.signal.reason),
    )
    // Whoever waits for it hears of it; nobody may be waiting yet.
    this.#complete.promise.catch(() => {})
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

  /** Something of it is on its way or in place: worth showing. */
  get isOpen(): boolean {
    return this.#sink !== undefined
  }

  cancel(reason: Error): void {
    this.#controller.abort(reason)
  }

  async run(): Promise<Finished> {
    const { medium, large, downloads } = this.#jobs
    const { signal } = this.#controller
    const slots = this.isSmall ? medium : large
    await slots.acquire(signal)
    try {
      const bytes = this.need.best.chunks * listedChunkBytes
      const lease = await downloads.manifests.acquire(bytes, signal)
      try {
        return await this.#bring()
      } finally {
        lease.release()
      }
    } finally {
      slots.release()
    }
  }

  offsetOf(index: number): number {
    return this.#layout!.offsets[index]!
  }

  asked(index: number, isAsked: boolean): void {
    if (this.#states[index]! < chunkState.done) {
      this.#states[index] = isAsked ? chunkState.arriving : chunkState.missing
    }
  }

  arrived(index: number, bytes: Uint8Array, device: string, isShared: boolean): Promise<void> | undefined {
    if (this.#controller.signal.aborted) return undefined
    const { counters } = this.#jobs
    counters.chunks++
    if (isShared) {
      counters.reusedBytes += bytes.length
      this.#reusedBytes += bytes.length
    } else counters.downBytes += bytes.length
    this.#from.add(device)
    return this.#write(index, bytes, chunkState.done)
  }

  lost(fault: Fault): void {
    this.#controller.abort(fault)
  }

  /** Remembers how far it is, for a later run to go on from there. */
  save(): void {
    if (!this.#isChanged || this.#sink === undefined) return
    this.#isChanged = false
    const done = new Uint8Array((this.#states.length + 7) >> 3)
    this.#states.forEach((state, index) => {
      if (state >= chunkState.done) done[index >> 3]! |= 1 << (index & 7)
    })
    this.#isSaved = true
    this.#jobs.store.putPartial(this.path, { content: this.content, temp: this.#sink.name, done })
  }

  progress(nameOf: (device: string) => string): FileTransfer {
    return {
      path: this.path,
      size: this.need.best.size,
      done: this.#doneBytes,
      reused: this.#reusedBytes,
      from: [...this.#from].map(nameOf),
      blocks: blockMap(this.#states),
    }
  }

  async #bring(): Promise<Finished> {
    const { signal } = this.#controller
    const { store, downloads, locator } = this.#jobs
    const { need, content } = this
    let chunks = store.manifest(content)
    if (chunks === undefined) {
      chunks = await downloads.manifest(this.folderId, need.best, this.devices, signal)
      store.putManifest(content, chunks)
    }
    this.#chunks = chunks
    this.#states = new Uint8Array(chunks.length)
    const located = await locateAll(locator, chunks, signal)
    const { sink, done, old } = await this.#open()
    this.#sink = sink
    try {
      old?.addTo(located)
      await this.#fill(layOut(chunks, located, done), sink, old)
      signal.throwIfAborted()
      const placed = await place(this.#jobs, need, sink)
      if (this.#isSaved) store.removePartial(this.path)
      return { need, ...placed, chunks }
    } catch (error) {
      await this.#putAside(sink, error === notWanted)
      throw error
    } finally {
      this.#sink = undefined
      await old?.discard().catch(() => {})
    }
  }

  /** Goes on with what an earlier run has left, or begins anew. */
  async #open(): Promise<{ sink: FileSink; done?: Uint8Array; old?: OldPartial }> {
    const { store, files } = this.#jobs
    const { size } = this.need.best
    const partial = store.partial(this.path)
    if (partial?.content === this.content) {
      const sink = await files.open(partial.temp, size, this.path)
      this.#isSaved = sink !== undefined
      if (sink !== undefined) return { sink, done: partial.done }
    }
    const sink = await files.create(randomUUID(), size, this.path)
    return { sink, old: partial && (await OldPartial.open(this.#jobs, this.path, partial)) }
  }

  /** Gets every chunk written. Nothing is written any more when it settles. */
  async #fill(layout: ChunkLayout, sink: FileSink, old: OldPartial | undefined): Promise<void> {
    this.#layout = layout
    const { check, copy, fetch, zeros, offsets } = layout
    const { downloads, locator } = this.#jobs
    this.#left = check.length + copy.length + fetch.length + zeros.length
    if (fetch.length > 0) downloads.want(this, fetch)
    for (const index of zeros) await this.#write(index, undefined, chunkState.here)
    const reading = this.#readAll([
      ...check.map((index) => ({
        index,
        state: chunkState.done,
        read: (into: Uint8Array) => sink.read(into, offsets[index]!),
      })),
      ...copy.map(({ index, from }) => ({
        index,
        state: chunkState.here,
        read: (into: Uint8Array) => (old?.owns(from) ? old.read(from, into) : locator.read(from, into)),
      })),
    ])
    try {
      await this.#complete.promise
    } finally {
      downloads.drop(this)
      await reading
      if (this.#writes > 0) {
        await new Promise<void>((resolve) => {
          this.#quiet = resolve
        })
      }
    }
  }

  /** Chunks that should be on this device. What is not, or not any more, is fetched. Nothing is read any more when it settles. */
  async #readAll(steps: readonly LocalStep[]): Promise<void> {
    if (steps.length === 0) return
    const { downloads, counters } = this.#jobs
    const { signal } = this.#controller
    let longest = 0
    for (const { index } of steps) longest = Math.max(longest, this.#chunks[index]!.length)
    let next = 0
    const reader = async () => {
      const lease = await downloads.budget.acquire(longest, signal)
      const buffer = downloads.buffers.take(longest)
      try {
        while (next < steps.length) {
          const { index, read, state } = steps[next++]!
          const { hash, length } = this.#chunks[index]!
          const into = buffer.subarray(0, length)
          const count = await read(into).catch(() => 0)
          if (signal.aborted) return
          if (count !== length || hashChunk(into) !== hash) {
            downloads.want(this, [{ index, hash, length }])
            continue
          }
          if (state === chunkState.here) {
            this.#reusedBytes += length
            counters.reusedBytes += length
          }
          await this.#write(index, into, state, state === chunkState.done)
        }
      } finally {
        downloads.buffers.give(buffer)
        lease.release()
      }
    }
    await Promise.allSettled(Array.from({ length: Math.min(readers, steps.length) }, reader))
  }

  /** To all places of the file that have these bytes. Never rejects: the job ends instead. `bytes` undefined: zeros, there already. */
  async #write(index: number, bytes: Uint8Array | undefined, state: number, isThere = false): Promise<void> {
    const { offsets, same } = this.#layout!
    const { length } = this.#chunks[index]!
    const sink = this.#sink!
    this.#writes++
    try {
      for (let at = index; at >= 0; at = same[at]!) {
        if (bytes !== undefined && !(isThere && at === index))
          await sink.write(bytes, 0, length, offsets[at]!)
        this.#states[at] = at === index ? state : chunkState.here
        this.#doneBytes += length
        this.#isChanged = true
      }
      if (--this.#left === 0) this.#complete.resolve()
    } catch (error) {
      this.cancel(faultOf(error))
    }
    if (--this.#writes === 0) this.#quiet()
  }

  /** Keeps what has come for another time. What went wrong before counts more than what goes wrong here. */
  async #putAside(sink: FileSink, isUnwanted: boolean): Promise<void> {
    const { store } = this.#jobs
    try {
      if (!isUnwanted) this.save()
      if (!isUnwanted && this.#isSaved) return await sink.close()
      if (this.#isSaved) store.removePartial(this.path)
      await sink.discard()
    } catch {
      await sink.close().catch(() => {})
    }
  }
}

/** A chunk that should be on this device: how to read it, and what it becomes when it is right. */
interface LocalStep {
  readonly index: number
  readonly state: number
  read(into: Uint8Array): Promise<number>
}
