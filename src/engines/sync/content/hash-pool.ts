import { availableParallelism } from 'node:os'
import { Fault, isFaultCode } from '../../../wire/fault.ts'
import { decodeManifest, manifestOfOne } from '../model/manifest.ts'
import type { HashedFile } from './hash-file.ts'
import type { HashDone, HashFailed } from './hash-messages.ts'
import { HashThread, type ThreadHost, type ThreadJob } from './hash-thread.ts'
import { hashWorkerUrl } from './hash-worker-url.ts'

export interface HashOptions {
  signal?: AbortSignal
  /** Bytes that were read since the last call; all together the file's size. Each 16 MiB, and at the end. */
  onBytes?: (bytes: number) => void
  /** How long the file is, if known: small ones are handed over many at a time. */
  size?: number
}

interface Job extends ThreadJob {
  thread: HashThread | undefined
  /** Of its bytes `onBytes` has been told. */
  told: number
  readonly onBytes: ((bytes: number) => void) | undefined
  readonly resolve: (file: HashedFile) => void
  readonly reject: (error: unknown) => void
  readonly stopListening: () => void
}

const unknownBytes = 1024 * 1024
/** Opening and closing a file costs as much as reading so many bytes. */
const fileBytes = 64 * 1024

/**
 * Cuts and hashes files in threads of its own: started when there is work, ended when there was none for a while. Files
 * are taken in the order asked.
 */
export class HashPool {
  /** More waiting files than this are refused with `too-many`. */
  static readonly most = 10_000
  readonly #url: URL
  readonly #most: number
  readonly #idleMs: number
  readonly #threads: HashThread[] = []
  readonly #jobs = new Map<number, Job>()
  #queue: Job[] = []
  #next = 1
  #idle: NodeJS.Timeout | undefined
  #closed = false
  readonly #host: ThreadHost = {
    result: (result) => this.#finish(result),
    progress: (id, bytes) => this.#progress(id, bytes),
    ended: (thread, unfinished, why) => this.#ended(thread, unfinished, why),
  }

  constructor(options: { threads?: number; idleMs?: number; url?: URL } = {}) {
    this.#url = options.url ?? hashWorkerUrl()
    // One reads faster than most disks and networks are; a core is left to the engine.
    this.#most = options.threads ?? Math.max(1, Math.min(2, availableParallelism() - 1))
    this.#idleMs = options.idleMs ?? 10_000
  }

  /** Files that no thread has yet. */
  get waiting(): number {
    return this.#queue.length
  }

  get threads(): number {
    return this.#threads.length
  }

  /**
   * Rejects with `file-unreadable`; `file-busy` when the file changes or vanishes while it is read; `closed`; `too-many`;
   * or the signal's reason.
   */
  hashFile(diskPath: string, { signal, onBytes, size }: HashOptions = {}): Promise<HashedFile> {
    if (this.#closed) return Promise.reject(closed())
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#queue.length >= HashPool.most) {
      return Promise.reject(new Fault('too-many', 'Too many files wait to be read.'))
    }
    const { promise, resolve, reject } = Promise.withResolvers<HashedFile>()
    const id = this.#next++
    const cancel = () => this.#cancel(id, signal!.reason)
    signal?.addEventListener('abort', cancel, { once: true })
    const job: Job = {
      id,
      path: diskPath,
      weight: (size ?? unknownBytes) + fileBytes,
      thread: undefined,
      told: 0,
      onBytes,
      resolve,
      reject,
      stopListening: () => signal?.removeEventListener('abort', cancel),
    }
    this.#jobs.set(id, job)
    this.#queue.push(job)
    // What is asked for in one turn goes together.
    if (this.#queue.length === 1) queueMicrotask(() => this.#giveOut())
    return promise
  }

  /** What is not finished is rejected as `closed`. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#queue = []
    for (const id of [...this.#jobs.keys()]) this.#settle(id)?.reject(closed())
    await this.#endThreads()
  }

  #giveOut(): void {
    if (this.#closed || this.#queue.length === 0) return
    clearTimeout(this.#idle)
    let taken = 0
    while (taken < this.#queue.length) {
      const thread = this.#freeThread()
      if (thread === undefined) break
      const count = thread.give(this.#queue.slice(taken, taken + batchOf(this.#queue.length - taken)))
      for (const job of this.#queue.slice(taken, taken + count)) job.thread = thread
      taken += count
    }
    this.#queue.splice(0, taken)
  }

  /** The one with the least to do; another is started while all are busy. */
  #freeThread(): HashThread | undefined {
    const free = this.#threads.filter((thread) => thread.hasRoom).sort((a, b) => a.jobs - b.jobs)[0]
    if (free?.jobs === 0 || this.#threads.length >= this.#most) return free
    const thread = new HashThread(this.#url, this.#host)
    this.#threads.push(thread)
    return thread
  }

  #finish(result: HashDone | HashFailed): void {
    const job = this.#settle(result.id)
    if (job !== undefined) {
      if ('code' in result) {
        job.reject(new Fault(isFaultCode(result.code) ? result.code : 'internal', result.text))
      } else {
        if (job.onBytes !== undefined && result.size > job.told) job.onBytes(result.size - job.told)
        job.resolve(fileOf(result))
      }
    }
    this.#giveOut()
    if (this.#jobs.size === 0) this.#restLater()
  }

  #progress(id: number, bytes: number): void {
    const job = this.#jobs.get(id)
    if (job === undefined) return
    job.told += bytes
    job.onBytes?.(bytes)
  }

  #cancel(id: number, reason: unknown): void {
    const job = this.#settle(id)
    if (job === undefined) return
    if (job.thread === undefined) this.#queue = this.#queue.filter((one) => one !== job)
    else job.thread.cancel(id)
    job.reject(reason)
  }

  #ended(thread: HashThread, unfinished: readonly number[], why: string): void {
    this.#threads.splice(this.#threads.indexOf(thread), 1)
    for (const id of unfinished) {
      this.#settle(id)?.reject(new Fault('internal', `The thread that reads files failed: ${why}.`))
    }
    this.#giveOut()
  }

  #settle(id: number): Job | undefined {
    const job = this.#jobs.get(id)
    this.#jobs.delete(id)
    job?.stopListening()
    return job
  }

  #restLater(): void {
    clearTimeout(this.#idle)
    if (this.#closed) return
    this.#idle = setTimeout(() => void this.#endThreads(), this.#idleMs)
    this.#idle.unref()
  }

  async #endThreads(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()))
  }
}

/** Few files are shared out one by one, many in portions. */
const batchOf = (waiting: number) => Math.min(64, Math.ceil(waiting / 4))

function fileOf({ size, mtime, content, manifest }: HashDone): HashedFile {
  const chunks =
    manifest === undefined
      ? manifestOfOne({ size, content, chunks: size === 0 ? 0 : 1 })!
      : decodeManifest(manifest)
  return { size, mtime, chunks, content }
}

const closed = () => new Fault('closed', 'Files are no longer read.')
