import { hashChunk } from '../content/hash-chunk.ts'

/** A run of zeros is never cut, so it comes in chunks of the greatest length. */
const lengths = [256 * 1024, 4 * 1024 * 1024]
const hashes = new Map<number, string>()

/** Whether a chunk is all zeros, as in the holes of sparse files: it need neither travel nor be written. */
export function isZeroChunk(hash: string, length: number): boolean {
  if (!lengths.includes(length)) return false
  let zeros = hashes.get(length)
  if (zeros === undefined) {
    zeros = hashChunk(new Uint8Array(length))
    hashes.set(length, zeros)
  }
  return hash === zeros
}
