import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { Blake3Hasher } from '@napi-rs/blake-hash'
import { Fault } from '../../../wire/fault.ts'
import { contentId } from '../model/manifest.ts'
import type { Chunk } from '../model/record.ts'
import { profileOf } from './chunk-profile.ts'
import { Chunker } from './chunker.ts'

/** A file as it was read from its first byte to its last. */
export interface HashedFile {
  readonly size: number
  /** Whole ms since the Unix epoch, rounded down. */
  readonly mtime: number
  readonly chunks: Chunk[]
  readonly content: string
}

/** Fits into the caches of a core, and holds any small chunk whole. */
export const readBytes = 1024 * 1024

// A link that took the file's place is not followed, and a pipe does not block.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Cuts and hashes files in the calling thread, through one buffer that it keeps. Throws `file-unreadable`, or `file-busy`
 * when the file changes or vanishes meanwhile.
 */
export class FileHasher {
  readonly #buffer = Buffer.allocUnsafeSlow(readBytes)
  readonly #hasher = new Blake3Hasher()

  /** `progress` gets the bytes of each portion; what it throws ends the work. */
  hash(diskPath: string, progress: (bytes: number) => void): HashedFile {
    try {
      return this.#hash(diskPath, progress)
    } catch (error) {
      throw readFault(error, diskPath)
    }
  }

  #hash(diskPath: string, progress: (bytes: number) => void): HashedFile {
    const file = openSync(diskPath, flags)
    try {
      const before = fstatSync(file)
      if (!before.isFile()) throw new Fault('file-unreadable', `${diskPath} is no regular file.`)
      const { size, mtimeMs } = before
      const chunks = this.#read(file, size, progress)
      const after = statSync(diskPath)
      const same =
        chunks !== undefined && after.size === size && after.mtimeMs === mtimeMs && after.ino === before.ino
      if (!same) throw new Fault('file-busy', `${diskPath} changed while it was read.`)
      return { size, mtime: Math.floor(mtimeMs), chunks, content: contentId(chunks) }
    } finally {
      closeSync(file)
    }
  }

  /** Nothing if the file has not just `size` bytes. */
  #read(file: number, size: number, progress: (bytes: number) => void): Chunk[] | undefined {
    const chunker = new Chunker(profileOf(size))
    // What an earlier file left unfinished is forgotten.
    const hasher = this.#hasher
    hasher.reset()
    const chunks: Chunk[] = []
    let total = 0
    while (true) {
      // One byte more is asked for, so that a file of the expected size is known to end with one read.
      const bytes = readSync(file, this.#buffer, 0, Math.min(readBytes, size - total + 1), null)
      if (bytes === 0) break
      total += bytes
      if (total > size) return undefined
      this.#take(chunker, hasher, chunks, bytes)
      progress(bytes)
      if (total === size && bytes < readBytes) break
    }
    if (total !== size) return undefined
    if (chunker.length > 0) chunks.push({ hash: hasher.digest('hex'), length: chunker.length })
    return chunks
  }

  #take(chunker: Chunker, hasher: Blake3Hasher, chunks: Chunk[], bytes: number): void {
    let at = 0
    while (at < bytes) {
      const begun = chunker.length
      const end = chunker.next(this.#buffer, at, bytes)
      const to = end === -1 ? bytes : end
      hasher.update(at === 0 && to === readBytes ? this.#buffer : this.#buffer.subarray(at, to))
      if (end !== -1) {
        chunks.push({ hash: hasher.digest('hex'), length: begun + end - at })
        hasher.reset()
      }
      at = to
    }
  }
}

const passing = ['ENOENT', 'ENOTDIR', 'EBUSY', 'ELOOP', 'ESTALE']

/** What reading failed for, as a fault; faults stay what they are. */
export function readFault(error: unknown, diskPath: string): unknown {
  if (error instanceof Fault || !(error instanceof Error) || !('code' in error)) return error
  return passing.includes(String(error.code))
    ? new Fault('file-busy', `${diskPath} changed while it was read.`)
    : new Fault('file-unreadable', `${diskPath} cannot be read: ${error.message}`)
}
