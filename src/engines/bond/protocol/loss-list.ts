import { distance, next } from './sequence.ts'
import { readUint32, srtHeaderBytes } from './srt.ts'

/** A NAK that names more numbers is not honest; what lies beyond is not read. */
const lossLimit = 16_384
const rangeFlag = 0x8000_0000

/**
 * Calls `lost` for each sequence number of an SRT NAK, oldest first (§3.2.5). The list begins behind the header: one
 * number, or a first with its top bit set and a last. A range that is cut off or runs backwards is left out. Returns how
 * many numbers there were.
 */
export function forEachLost(
  bytes: Uint8Array,
  offset: number,
  length: number,
  lost: (sequence: number) => void,
): number {
  const end = offset + length - 3
  let count = 0
  for (let at = offset + srtHeaderBytes; at < end && count < lossLimit; at += 4) {
    const word = readUint32(bytes, at)
    if (word < rangeFlag) {
      lost(word)
      count++
      continue
    }
    at += 4
    if (at >= end) break
    const first = word - rangeFlag
    const last = readUint32(bytes, at)
    if (last >= rangeFlag) continue
    const more = distance(first, last)
    if (more >= lossLimit - count) continue
    for (let left = more, sequence = first; left >= 0; left--, sequence = next(sequence)) lost(sequence)
    count += more + 1
  }
  return count
}
