/** Zeros are looked for in blocks of this size, the unit in which most disks leave holes. */
const block = 4096
/** A shorter run is written like anything else: a hole costs a call of the system of its own. */
const shortest = 4 * block
const zeros = Buffer.alloc(block)

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  // Most blocks show at once that they are not.
  if (bytes[start] !== 0 || bytes[end - 1] !== 0 || bytes[(start + end) >>> 1] !== 0) return false
  return zeros.compare(bytes, start, end, 0, end - start) === 0
}

/**
 * The first long run of zeros in a part of `bytes`, from `start` to `end`, of which `position` is where `start` comes to
 * lie in the file. Says where the run starts, by `into.start`, and ends; both are `end` when there is none.
 */
export function nextHole(
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
  into: { start: number; end: number },
): void {
  let at = start
  while (at < end) {
    const runStart = at
    while (at < end) {
      const stop = Math.min(end, at + block - ((position + at - start) % block))
      if (!isZero(bytes, at, stop)) break
      at = stop
    }
    if (at - runStart >= shortest || (at > runStart && runStart === start && at === end)) {
      into.start = runStart
      into.end = at
      return
    }
    if (at < end) at = Math.min(end, at + block - ((position + at - start) % block))
  }
  into.start = end
  into.end = end
}
