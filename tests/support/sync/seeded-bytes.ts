/** Bytes without any pattern, the same for the same seed. */
export function seededBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let i = 0; i < length; i++) {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    bytes[i] = (mixed ^ (mixed >>> 13)) >>> 7
  }
  return bytes
}
