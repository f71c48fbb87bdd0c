import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextHole } from '../../../../src/engines/sync/files/holes.ts'

/** All holes of a part, as [start, end] in the file. */
function holesOf(bytes: Uint8Array, offset: number, length: number, position: number): [number, number][] {
  const holes: [number, number][] = []
  const hole = { start: 0, end: 0 }
  const end = offset + length
  for (let at = offset; at < end; ) {
    nextHole(bytes, at, end, position + at - offset, hole)
    expect(hole.end).toBeGreaterThan(at)
    if (hole.end > hole.start) holes.push([position + hole.start - offset, position + hole.end - offset])
    at = hole.end
  }
  return holes
}

describe('holes', () => {
  test('a long run of zeros is one, a short one is not', () => {
    const bytes = Buffer.alloc(100_000, 1)
    bytes.fill(0, 8192, 8192 + 40_960)
    bytes.fill(0, 80_000, 85_000)
    expect(holesOf(bytes, 0, bytes.length, 0)).toEqual([[8192, 49_152]])
  })

  test('blocks are those of the file, wherever the bytes lie in memory', () => {
    const bytes = Buffer.alloc(100_000, 1)
    bytes.fill(0, 10_000, 60_000)
    const [[start, end]] = holesOf(bytes, 100, 90_000, 1234) as [[number, number]]
    expect([start % 4096, end % 4096]).toEqual([0, 0])
    expect(end - start).toBeGreaterThan(40_000)
  })

  test('a chunk of nothing but zeros is a hole from end to end, so that neighbours join', () => {
    expect(holesOf(Buffer.alloc(70_001), 0, 70_001, 333)).toEqual([[333, 70_334]])
  })

  test('they cover zeros only', () => {
    const run = fc.record({ zero: fc.boolean(), length: fc.integer({ min: 1, max: 30_000 }) })
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), fc.nat(10_000), fc.nat(100), (runs, position, offset) => {
        const bytes = Buffer.concat([
          Buffer.alloc(offset, 9),
          ...runs.map(({ zero, length }) => Buffer.alloc(length, zero ? 0 : 7)),
        ])
        const before = Buffer.from(bytes)
        for (const [start, end] of holesOf(bytes, offset, bytes.length - offset, position)) {
          expect(
            bytes.subarray(offset + start - position, offset + end - position).every((byte) => byte === 0),
          ).toBe(true)
        }
        expect(bytes.equals(before)).toBe(true)
      }),
    )
  })
})
