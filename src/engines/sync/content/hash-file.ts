import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { Fault } from '../../../wire/fault.ts'
import { contentId } from '../model/manifest.ts'
import type { Chunk } from '../model/record.ts'
import { ChunkHasher, portionBytes } from './chunk-hasher.ts'

/** A file as it was read from its first byte to its last. */
export interface HashedFile {
  readonly size: number
  /** Whole ms since the Unix epoch, rounded down. */
  readonly mtime: number
  readonly chunks: Chunk[]
  readonly content: string
}

/** The system's blocks, of which `stat` tells how many a file takes on the disk. */
const blockBytes = 512

// A link that took the file's place is not followed, and a pipe does not block.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Cuts and hashes files in the calling thread, through one buffer that it keeps. Throws `file-unreadable`, or `file-busy`
 * when the file changes or vanishes meanwhile.
 */
export class FileHasher {
  readonly #buffer = Buffer.allocUnsafeSlow(portionBytes)
  readonly #hasher = new ChunkHasher()

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
      this.#hasher.begin(size, before.blocks * blockBytes < size)
      const isWhole = this.#read(file, size, progress)
      const after = statSync(diskPath)
      const same = isWhole && after.size === size && after.mtimeMs === mtimeMs && after.ino === before.ino
      if (!same) throw new Fault('file-busy', `${diskPath} changed while it was read.`)
      const chunks = this.#hasher.end()
      return { size, mtime: Math.floor(mtimeMs), chunks, content: contentId(chunks) }
    } finally {
      closeSync(file)
    }
  }

  /** Whether the file has just `size` bytes. */
  #read(file: number, size: number, progress: (bytes: number) => void): boolean {
    let total = 0
    while (true) {
      // One byte more is asked for, so that a file of the expected size is known to end with one read.
      const bytes = readSync(file, this.#buffer, 0, Math.min(portionBytes, size - total + 1), null)
      if (bytes === 0) break
      total += bytes
      if (total > size) return false
      this.#hasher.take(bytes === portionBytes ? this.#buffer : this.#buffer.subarray(0, bytes))
      progress(bytes)
      if (total === size && bytes < portionBytes) break
    }
    return total === size
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
