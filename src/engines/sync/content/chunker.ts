import type { ChunkProfile } from './chunk-profile.ts'
import { hashChunk } from './hash-chunk.ts'

/**
 * A random number for each byte. All devices must cut alike, so the table is part of the format: number n is the first 32
 * bits (little endian) of BLAKE3 of the text `hawser-gear-1 n`.
 */
export const gear = Int32Array.from({ length: 256 }, (_, n) =>
  Buffer.from(hashChunk(Buffer.from(`hawser-gear-1 ${n}`)), 'hex').readInt32LE(0),
)

/**
 * FastCDC (Xia et al., USENIX ATC 2016): ends chunks where the content itself says, so that a change moves only the ends
 * nearby. The hash takes in the last 32 bytes and begins anew, at 0, behind the least length of each chunk, which is
 * skipped unread. Bytes may come in any portions.
 */
export class Chunker {
  readonly #profile: ChunkProfile
  #hash = 0
  #length = 0

  constructor(profile: ChunkProfile) {
    this.#profile = profile
  }

  /** Bytes of the chunk that has not ended yet. */
  get length(): number {
    return this.#length
  }

  /** Where in `bytes`, between `from` and `to`, the chunk ends; -1 if it goes on. What is behind is looked at by the next call. */
  next(bytes: Uint8Array, from: number, to: number): number {
    const { least, average, most, strict, loose } = this.#profile
    const begin = from - this.#length
    const first = Math.max(from, begin + least)
    let end = this.#find(bytes, first, Math.min(to, begin + average), strict)
    if (end === -1)
      end = this.#find(bytes, Math.max(first, begin + average), Math.min(to, begin + most), loose)
    if (end === -1 && to >= begin + most) end = begin + most
    if (end === -1) {
      this.#length += to - from
    } else {
      this.#length = 0
      this.#hash = 0
    }
    return end
  }

  // Four bytes a turn: more than twice as fast as one.
  #find(bytes: Uint8Array, from: number, to: number, mask: number): number {
    if (from >= to) return -1
    let hash = this.#hash
    let at = from
    for (const last = to - 3; at < last; at += 4) {
      hash = ((hash << 1) + gear[bytes[at]!]!) | 0
      if ((hash & mask) === 0) return at + 1
      hash = ((hash << 1) + gear[bytes[at + 1]!]!) | 0
      if ((hash & mask) === 0) return at + 2
      hash = ((hash << 1) + gear[bytes[at + 2]!]!) | 0
      if ((hash & mask) === 0) return at + 3
      hash = ((hash << 1) + gear[bytes[at + 3]!]!) | 0
      if ((hash & mask) === 0) return at + 4
    }
    for (; at < to; at++) {
      hash = ((hash << 1) + gear[bytes[at]!]!) | 0
      if ((hash & mask) === 0) return at + 1
    }
    this.#hash = hash
    return -1
  }
}
