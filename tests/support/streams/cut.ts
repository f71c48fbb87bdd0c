import fc from 'fast-check'

/** Sizes by which a stream may be cut. */
export const cuts = (max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 30 })

/** The bytes in parts of these sizes, used in turn. */
export function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!
    parts.push(bytes.subarray(at, at + size))
    at += size
  }
  return parts
}
