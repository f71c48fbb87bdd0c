const blocks = 128

/** What becomes of a chunk: not here, asked for, written, or found on this device. */
export const chunkState = { missing: 0, arriving: 1, done: 2, here: 3 } as const

/** One letter a block, at most 128: `h` there before, `d` done, `a` arriving, `m` missing. A block is as far as its least chunk. */
export function blockMap(states: Uint8Array): string {
  const count = Math.min(states.length, blocks)
  let map = ''
  for (let block = 0; block < count; block++) {
    const from = Math.floor((block * states.length) / count)
    const to = Math.floor(((block + 1) * states.length) / count)
    let isWhole = true
    let isArriving = false
    let isHere = true
    for (let i = from; i < to; i++) {
      const state = states[i]!
      if (state < chunkState.done) isWhole = false
      if (state === chunkState.arriving) isArriving = true
      if (state !== chunkState.here) isHere = false
    }
    if (isWhole) map += isHere ? 'h' : 'd'
    else map += isArriving ? 'a' : 'm'
  }
  return map
}
