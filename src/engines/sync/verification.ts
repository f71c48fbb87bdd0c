import { setImmediate } from 'node:timers/promises'
import type { FolderSnapshot } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import type { HashedFile } from './content/hash-file.ts'
import type { HashPool } from './content/hash-pool.ts'
import type { OpenFolder } from './open-folder.ts'
import type { Known } from './store/types.ts'

const mostListed = 1000
/** Files that are read at once to verify them. */
const readAtOnce = 8
/** Others have their turn after so many that are no files. */
const mostPassed = 1000

type Progress = NonNullable<FolderSnapshot['verifying']>

/**
 * Reads every file of a folder again, some at once. What is not as known, or cannot be read, is damaged if its time and size say that
 * nobody changed it.
 */
export class Verification {
  readonly progress: Progress
  readonly #folder: OpenFolder
  readonly #hash: HashPool
  readonly #stop = new AbortController()
  readonly #damaged: string[] = []

  constructor(folder: OpenFolder, hash: HashPool) {
    this.#folder = folder
    this.#hash = hash
    const { localFiles: totalFiles, localBytes: totalBytes } = folder.store.totals()
    this.progress = { files: 0, totalFiles, bytes: 0, totalBytes, damaged: 0 }
  }

  /** `run` resolves with what was found so far. */
  stop(): void {
    this.#stop.abort()
  }

  /** Throws the signal's reason, and the faults of a folder that is not there. */
  async run(signal: AbortSignal): Promise<{ files: number; damaged: string[]; complete: boolean }> {
    const { root } = this.#folder
    await root.check()
    const over = AbortSignal.any([signal, this.#stop.signal])
    await this.#readAll(over).catch((error: unknown) => {
      if (!over.aborted) throw error
    })
    signal.throwIfAborted()
    const complete = !this.#stop.signal.aborted
    return { files: this.progress.files, damaged: this.#damaged.sort(), complete }
  }

  async #readAll(signal: AbortSignal): Promise<void> {
    const reading = new Set<Promise<void>>()
    let passed = 0
    try {
      for (const known of this.#folder.store.knownUnder('')) {
        if (++passed % mostPassed === 0) await setImmediate()
        signal.throwIfAborted()
        const { own, disk } = known
        if (own.deleted || own.kind === 'directory') continue
        if (own.kind !== 'file' || disk === undefined) {
          this.progress.totalFiles--
          this.progress.totalBytes -= own.size
          continue
        }
        while (reading.size >= readAtOnce) await Promise.race(reading)
        const task = this.#verify(own, disk, signal).finally(() => reading.delete(task))
        reading.add(task)
      }
      await Promise.all(reading)
    } finally {
      await Promise.allSettled(reading)
    }
  }

  async #verify(own: Known['own'], disk: NonNullable<Known['disk']>, signal: AbortSignal): Promise<void> {
    const { root, local } = this.#folder
    let told = 0
    const onBytes = (bytes: number) => {
      told += bytes
      this.progress.bytes += bytes
    }
    const read = await this.#hash
      .hashFile(root.diskPath(own.path), { signal, onBytes, size: disk.size })
      .catch((error: unknown) => error)
    signal.throwIfAborted()
    this.progress.files++
    // Also of what could not be read, or has another length by now.
    this.progress.bytes += own.size - told
    const isRead = !(read instanceof Error)
    const { content, size, mtime } = isRead ? (read as HashedFile) : { content: '', ...disk }
    if (isRead && content === own.content) return
    const wasChanged = size !== disk.size || mtime !== disk.mtime
    if (wasChanged || (read instanceof Fault && read.code === 'file-busy')) return local.look([own.path])
    this.progress.damaged++
    if (this.#damaged.length < mostListed) this.#damaged.push(own.path)
  }
}
