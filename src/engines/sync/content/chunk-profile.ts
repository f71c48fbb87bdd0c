/** Lengths of chunks in bytes, and the masks that a rolling hash has to meet for a chunk to end. */
export interface ChunkProfile {
  readonly least: number
  readonly average: number
  readonly most: number
  /** Until the average is reached, and after: normalized chunking (Xia et al. 2016), so that lengths gather about it. */
  readonly strict: number
  readonly loose: number
}

const normalization = 2
/** The topmost bits, as they depend on the most bytes. */
const mask = (bits: number) => -1 << (32 - bits)

function profile(least: number, average: number, most: number): ChunkProfile {
  const bits = Math.log2(average)
  return { least, average, most, strict: mask(bits + normalization), loose: mask(bits - normalization) }
}

const KiB = 1024
export const smallChunks = profile(16 * KiB, 64 * KiB, 256 * KiB)
export const largeChunks = profile(256 * KiB, 1024 * KiB, 4096 * KiB)
/** Files of so many bytes and more are cut into large chunks. */
export const largeFileBytes = 64 * 1024 * KiB

export const profileOf = (size: number): ChunkProfile => (size < largeFileBytes ? smallChunks : largeChunks)
