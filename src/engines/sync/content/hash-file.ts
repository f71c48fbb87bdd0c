import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { Fault } from '../../../wire/fault.ts'
import { contentId } from '../model/manifest.ts'
import type { Chunk } from '../model/record.ts'
import { ChunkHasher, portionBytes } from './chunk-hasher.ts'
import type { Piece } from './file-parts.ts'

/** Which file it was, and of when. */
export interface FileStamp {
  readonly size: number
  /** ms since the Unix epoch, with fractions. */
  readonly mtimeMs: number
  readonly ino: number
}

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
    let chunks: Chunk[] = []
    const { size, mtimeMs } = this.#reading(diskPath, (file, { size }) => {
      if (!this.#read(file, size, progress)) return false
      chunks = this.#hasher.end()
      return true
    })
    return { size, mtime: Math.floor(mtimeMs), chunks, content: contentId(chunks) }
  }

  /** The chunks that `FileParts.take` wants, of a file that has `size` bytes. */
  hashPiece(
    diskPath: string,
    piece: Piece,
    size: number,
    progress: (bytes: number) => void,
  ): { stamp: FileStamp; chunks: readonly Chunk[] } {
    let chunks: readonly Chunk[] | undefined
    const stamp = this.#reading(diskPath, (file, found) => {
      if (found.size !== size) return false
      chunks = this.#readPiece(file, piece, size, progress)
      return chunks !== undefined
    })
    return { stamp, chunks: chunks! }
  }

  /** `read` answers false when it sees that the file changes. */
  #reading(diskPath: string, read: (file: number, stats: Stats) => boolean): FileStamp {
    try {
      const file = openSync(diskPath, flags)
      try {
        const before = fstatSync(file)
        if (!before.isFile()) throw new Fault('file-unreadable', `${diskPath} is no regular file.`)
        const { size, mtimeMs, ino } = before
        this.#hasher.begin(size, before.blocks * blockBytes < size)
        if (!read(file, before) || !isSameFile(before, statSync(diskPath))) throw busy(diskPath)
        return { size, mtimeMs, ino }
      } finally {
        closeSync(file)
      }
    } catch (error) {
      throw readFault(error, diskPath)
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
      this.#take(bytes)
      progress(bytes)
      if (total === size && bytes < portionBytes) break
    }
    return total === size
  }

  /** Undefined if the file ends before. */
  #readPiece(
    file: number,
    { from, to, meets }: Piece,
    size: number,
    progress: (bytes: number) => void,
  ): readonly Chunk[] | undefined {
    const { chunks } = this.#hasher
    let count = 0
    let end = from
    for (let at = from; at < to; ) {
      const bytes = readSync(file, this.#buffer, 0, Math.min(portionBytes, to - at), at)
      if (bytes === 0) return undefined
      at += bytes
      this.#take(bytes)
      progress(bytes)
      while (meets !== undefined && count < chunks.length) {
        end += chunks[count++]!.length
        if (meets.has(end)) return chunks.slice(0, count)
      }
    }
    return to === size ? this.#hasher.end() : chunks
  }

  #take(bytes: number): void {
    this.#hasher.take(bytes === portionBytes ? this.#buffer : this.#buffer.subarray(0, bytes))
  }
}

/** Whether nothing that can be seen has changed. */
export const isSameFile = (a: FileStamp, b: FileStamp): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino

export const busy = (diskPath: string) => new Fault('file-busy', `${diskPath} changed while it was read.`)

const passing = ['ENOENT', 'ENOTDIR', 'EBUSY', 'ELOOP', 'ESTALE']

/** What reading failed for, as a fault; faults stay what they are. */
export function readFault(error: unknown, diskPath: string): unknown {
  if (error instanceof Fault || !(error instanceof Error) || !('code' in error)) return error
  return passing.includes(String(error.code))
    ? busy(diskPath)
    : new Fault('file-unreadable', `${diskPath} cannot be read: ${error.message}`)
}
