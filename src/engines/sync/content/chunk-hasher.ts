import { Blake3Hasher } from '@napi-rs/blake-hash'
import type { Chunk } from '../model/record.ts'
import { type ChunkProfile, profileOf } from './chunk-profile.ts'
import { Chunker } from './chunker.ts'
import { hashChunk } from './hash-chunk.ts'

/** Bytes of one portion at most. Fits into the caches of a core, and holds any small chunk whole. */
export const portionBytes = 1024 * 1024

const zeros = Buffer.alloc(portionBytes)
const zeroHashes = new Map<ChunkProfile, string>()

/**
 * Cuts the bytes of one content after another and hashes the chunks. Of a sparse file runs of zeros are only counted: they
 * are never cut before the greatest length, so all their chunks are the same.
 */
export class ChunkHasher {
  readonly #hasher = new Blake3Hasher()
  #profile = profileOf(0)
  #chunker = new Chunker(this.#profile)
  #chunks: Chunk[] = []
  #sparse = false
  /** With which the present chunk begins, and which neither the chunker nor the hasher has got. */
  #zeros = 0

  /** What an earlier content left unfinished is forgotten. */
  begin(size: number, sparse: boolean): void {
    this.#profile = profileOf(size)
    this.#chunker = new Chunker(this.#profile)
    this.#hasher.reset()
    this.#chunks = []
    this.#sparse = sparse
    this.#zeros = 0
  }

  /** The next bytes, a portion at most; they are not kept. */
  take(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#sparse && this.#chunker.length === 0 && isZero(bytes, at)) {
        this.#count(bytes.length - at)
        return
      }
      this.#feedZeros()
      at = this.#feed(bytes, at)
    }
  }

  /** Those that have ended, of the content that was begun last; it grows. */
  get chunks(): readonly Chunk[] {
    return this.#chunks
  }

  /** With what is left as the last one. */
  end(): Chunk[] {
    this.#feedZeros()
    const { length } = this.#chunker
    if (length > 0) this.#chunks.push({ hash: this.#hasher.digest('hex'), length })
    return this.#chunks
  }

  /** Up to the end of a chunk, or of the bytes; returns where that is. */
  #feed(bytes: Buffer, from: number): number {
    const begun = this.#chunker.length
    const end = this.#chunker.next(bytes, from, bytes.length)
    const to = end === -1 ? bytes.length : end
    this.#hasher.update(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to))
    if (end !== -1) {
      this.#chunks.push({ hash: this.#hasher.digest('hex'), length: begun + end - from })
      this.#hasher.reset()
    }
    return to
  }

  #count(bytes: number): void {
    const { most } = this.#profile
    this.#zeros += bytes
    for (; this.#zeros >= most; this.#zeros -= most) {
      this.#chunks.push({ hash: zeroHash(this.#profile), length: most })
    }
  }

  #feedZeros(): void {
    while (this.#zeros > 0) {
      const bytes = zeros.subarray(0, Math.min(this.#zeros, zeros.length))
      this.#zeros -= bytes.length
      this.#feed(bytes, 0)
    }
  }
}

/** Whether there are only zeros from `at` on. */
const isZero = (bytes: Buffer, at: number): boolean =>
  bytes[at] === 0 && bytes.compare(zeros, 0, bytes.length - at, at) === 0

function zeroHash(profile: ChunkProfile): string {
  const known = zeroHashes.get(profile)
  if (known !== undefined) return known
  const hash = hashChunk(new Uint8Array(profile.most))
  zeroHashes.set(profile, hash)
  return hash
}
