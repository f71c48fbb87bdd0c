type Copy = (target: Uint8Array, targetStart: number, sourceStart: number, sourceEnd: number) => number

/** Takes any Uint8Array as `this`. Unlike `set` of a `subarray` it makes no object. */
const copy = Buffer.prototype.copy as unknown as {
  call(source: Uint8Array, ...rest: Parameters<Copy>): number
}
/** Below it a loop is faster than a call. */
const loopBytes = 24

/** Copies `source[from, to)` to `target` at `at`, where there must be room. Makes nothing; a whole source is the fastest. */
export function copyBytes(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): void {
  const length = to - from
  if (length > loopBytes)
    if (length === source.length) target.set(source, at)
    else copy.call(source, target, at, from, to)
  else for (let i = from; i < to; i++) target[at++] = source[i]!
}
