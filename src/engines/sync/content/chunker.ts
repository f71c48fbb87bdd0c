import type { ChunkProfile } from './chunk-profile.ts'
import { hashChunk } from './hash-chunk.ts'

/**
 * A random number for each byte. All devices must cut alike, so the table is part of the format: number n is the first 32
 * bits (little endian) of BLAKE3 of the text `hawser-gear-1 n`.
 */
export const gear = Int32Array.from({ length: 256 }, (_, n) =>
  Buffer.from(hashChunk(Buffer.from(`hawser-gear-1 ${n}`)), 'hex').readInt32LE(0),
)

/** What the hash takes in: with each byte those before move up by a bit, of 32. */
const windowBytes = 32
/** What is looked at together: four parts, one behind the other. */
const laneBytes = 2048
const blockBytes = 4 * laneBytes

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

  #find(bytes: Uint8Array, from: number, to: number, mask: number): number {
    let at = from
    while (to - at >= blockBytes && this.#skip(bytes, at, mask)) at += blockBytes
    return this.#findByByte(bytes, at, to, mask)
  }

  /**
   * Takes in a block in which no chunk ends; false, and nothing is taken in, if one does. Each step of the hash needs
   * the one before, so a processor does four lanes in little more time than one. A lane may begin anywhere, with the
   * window before it.
   */
  #skip(bytes: Uint8Array, from: number, mask: number): boolean {
    let first = this.#hash
    let second = 0
    let third = 0
    let fourth = 0
    const to = from + laneBytes
    for (let at = to - windowBytes; at < to; at++) {
      second = ((second << 1) + gear[bytes[at]!]!) | 0
      third = ((third << 1) + gear[bytes[at + laneBytes]!]!) | 0
      fourth = ((fourth << 1) + gear[bytes[at + 2 * laneBytes]!]!) | 0
    }
    for (let at = from; at < to; at++) {
      first = ((first << 1) + gear[bytes[at]!]!) | 0
      second = ((second << 1) + gear[bytes[at + laneBytes]!]!) | 0
      third = ((third << 1) + gear[bytes[at + 2 * laneBytes]!]!) | 0
      fourth = ((fourth << 1) + gear[bytes[at + 3 * laneBytes]!]!) | 0
      if ((first & mask) === 0 || (second & mask) === 0 || (third & mask) === 0 || (fourth & mask) === 0)
        return false
    }
    this.#hash = fourth
    return true
  }

  #findByByte(bytes: Uint8Array, from: number, to: number, mask: number): number {
    let hash = this.#hash
    for (let at = from; at < to; at++) {
      hash = ((hash << 1) + gear[bytes[at]!]!) | 0
      if ((hash & mask) === 0) return at + 1
    }
    this.#hash = hash
    return -1
  }
}
