import { availableParallelism } from 'node:os'
import { Fault, isFaultCode } from '../../../wire/fault.ts'
import { contentId, decodeManifest, manifestOfOne } from '../model/manifest.ts'
import { FileParts, type Piece, spanOf } from './file-parts.ts'
import { busy, type FileStamp, type HashedFile, isSameFile } from './hash-file.ts'
import type { HashDone, HashResult, PieceDone } from './hash-messages.ts'
import { HashThread, type ThreadHost, type ThreadJob } from './hash-thread.ts'
import { hashWorkerUrl } from './hash-worker-url.ts'

export interface HashOptions {
  signal?: AbortSignal
  /** Bytes that were read since the last call; all together the file's size. Each 16 MiB, and at the end. */
  onBytes?: (bytes: number) => void
  /**
   * How long the file is, if known: small ones are handed over many at a time, and all threads read a large one, which
   * is busy if it has another length.
   */
  size?: number
}

/** What a thread is given: a file, or a part of one. */
interface Task extends ThreadJob {
  readonly job: Job
  thread: HashThread | undefined
}

/** A file that somebody waits for. */
interface Job {
  readonly path: string
  readonly size: number | undefined
  /** Of one that is read in parts. */
  readonly parts: FileParts | undefined
  stamp: FileStamp | undefined
  /** Given to threads, or waiting for one. */
  readonly tasks: Set<Task>
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
/** Few disks give more than as many read, and each takes memory. */
const mostThreads = 4
/** In such a part of the time after which the last thread ends, the others do. */
const surplusPart = 20

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
  readonly #jobs = new Set<Job>()
  readonly #tasks = new Map<number, Task>()
  #queue: Task[] = []
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
    this.#most = options.threads ?? threadsFor(availableParallelism())
    this.#idleMs = options.idleMs ?? 5_000
  }

  /** Files and parts of files that no thread has yet. */
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
    const span = size === undefined || this.#most === 1 ? undefined : spanOf(size)
    const cancel = () => this.#fail(job, signal!.reason)
    const job: Job = {
      path: diskPath,
      size,
      parts: span === undefined ? undefined : new FileParts(size!, span),
      stamp: undefined,
      tasks: new Set(),
      told: 0,
      onBytes,
      resolve,
      reject,
      stopListening: () => signal?.removeEventListener('abort', cancel),
    }
    signal?.addEventListener('abort', cancel, { once: true })
    this.#jobs.add(job)
    if (job.parts === undefined) this.#add(job)
    else this.#addParts(job, job.parts)
    return promise
  }

  /** What is not finished is rejected as `closed`. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#queue = []
    for (const job of [...this.#jobs]) this.#fail(job, closed())
    await this.#endThreads()
  }

  /** As many as there are threads, so that other files have their turn between them. */
  #addParts(job: Job, parts: FileParts): void {
    while (job.tasks.size < this.#most) {
      const piece = parts.next()
      if (piece === undefined) return
      this.#add(job, piece)
    }
  }

  #add(job: Job, piece?: Piece): void {
    const { path, size = unknownBytes } = job
    const task: Task = {
      id: this.#next++,
      path,
      part: piece && { piece, size },
      weight: (piece ? piece.to - piece.from : size) + fileBytes,
      job,
      thread: undefined,
    }
    job.tasks.add(task)
    this.#tasks.set(task.id, task)
    // Joining is short, and what has been read so far waits for it.
    if (piece?.meets) this.#queue.unshift(task)
    else this.#queue.push(task)
    // What is asked for in one turn goes together.
    if (this.#queue.length === 1) queueMicrotask(() => this.#giveOut())
  }

  #giveOut(): void {
    if (this.#closed || this.#queue.length === 0) return
    clearTimeout(this.#idle)
    let taken = 0
    while (taken < this.#queue.length) {
      const thread = this.#freeThread()
      if (thread === undefined) break
      const count = thread.give(this.#queue.slice(taken, taken + batchOf(this.#queue.length - taken)))
      for (const task of this.#queue.slice(taken, taken + count)) task.thread = thread
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

  #finish(result: HashResult): void {
    const task = this.#tasks.get(result.id)
    if (task !== undefined) {
      const { job } = task
      this.#tasks.delete(task.id)
      job.tasks.delete(task)
      if ('code' in result) {
        this.#fail(job, new Fault(isFaultCode(result.code) ? result.code : 'internal', result.text))
      } else if ('stamp' in result) this.#takePart(job, task.part!.piece, result)
      else this.#done(job, fileOf(result))
    }
    this.#giveOut()
    if (this.#jobs.size === 0) this.#restLater()
  }

  #takePart(job: Job, piece: Piece, { stamp, manifest }: PieceDone): void {
    const parts = job.parts!
    job.stamp ??= stamp
    if (!isSameFile(job.stamp, stamp)) return this.#fail(job, busy(job.path))
    parts.take(piece, decodeManifest(manifest))
    if (parts.chunks === undefined) return this.#addParts(job, parts)
    const chunks = [...parts.chunks]
    const { size, mtimeMs } = stamp
    this.#done(job, { size, mtime: Math.floor(mtimeMs), chunks, content: contentId(chunks) })
  }

  #done(job: Job, file: HashedFile): void {
    this.#settle(job)
    if (job.onBytes !== undefined && file.size > job.told) job.onBytes(file.size - job.told)
    job.resolve(file)
  }

  #fail(job: Job, reason: unknown): void {
    this.#settle(job)
    job.reject(reason)
  }

  #progress(id: number, bytes: number): void {
    const { job, part } = this.#tasks.get(id) ?? {}
    // What joins was read before.
    if (job === undefined || part?.piece.meets !== undefined) return
    job.told += bytes
    job.onBytes?.(bytes)
  }

  #ended(thread: HashThread, unfinished: readonly number[], why: string): void {
    this.#threads.splice(this.#threads.indexOf(thread), 1)
    for (const id of unfinished) {
      const task = this.#tasks.get(id)
      if (task === undefined) continue
      task.thread = undefined
      this.#fail(task.job, new Fault('internal', `The thread that reads files failed: ${why}.`))
    }
    this.#giveOut()
    if (this.#jobs.size === 0) this.#restLater()
  }

  /** Nothing of it is read any more. */
  #settle(job: Job): void {
    this.#jobs.delete(job)
    job.stopListening()
    let isQueued = false
    for (const task of job.tasks) {
      this.#tasks.delete(task.id)
      if (task.thread === undefined) isQueued = true
      else task.thread.cancel(task.id)
    }
    if (isQueued) this.#queue = this.#queue.filter((task) => task.job !== job)
  }

  /** All but one thread soon, as what was read is transferred next and wants memory; the last when nothing more comes. */
  #restLater(): void {
    clearTimeout(this.#idle)
    if (this.#closed) return
    this.#idle = setTimeout(() => {
      void this.#endThreads(1)
      this.#idle = setTimeout(() => void this.#endThreads(), this.#idleMs)
      this.#idle.unref()
    }, this.#idleMs / surplusPart)
    this.#idle.unref()
  }

  async #endThreads(keep = 0): Promise<void> {
    await Promise.all(this.#threads.splice(keep).map((thread) => thread.close()))
  }
}

/** Few files are shared out one by one, many in portions. */
const batchOf = (waiting: number) => Math.min(64, Math.ceil(waiting / 4))

/** Half of the processors: the engine and other programs want some. Of two, both: it is for a moment that they are busy. */
const threadsFor = (processors: number) =>
  Math.min(processors, Math.max(2, Math.min(mostThreads, processors >> 1)))

function fileOf({ size, mtime, content, manifest }: HashDone): HashedFile {
  const chunks =
    manifest === undefined
      ? manifestOfOne({ size, content, chunks: size === 0 ? 0 : 1 })!
      : decodeManifest(manifest)
  return { size, mtime, chunks, content }
}

const closed = () => new Fault('closed', 'Files are no longer read.')
