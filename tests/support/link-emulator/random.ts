/** Evenly spread numbers of 0…1, the same ones each time for the same seed (mulberry32). */
export function seededRandom(seed: string): () => number {
  let state = 2_166_136_261
  // FNV-1a, so that seeds that differ in one character begin far apart.
  for (let index = 0; index < seed.length; index++)
    state = Math.imul(state ^ seed.charCodeAt(index), 16_777_619)
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
