import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ChunkProfile,
  largeChunks,
  profileOf,
  smallChunks,
} from '../../../../src/engines/sync/content/chunk-profile.ts'
import { Chunker, gear } from '../../../../src/engines/sync/content/chunker.ts'
import { seededBytes } from '../../../support/sync/seeded-bytes.ts'

const tiny: ChunkProfile = { least: 16, average: 64, most: 256, strict: -1 << 24, loose: -1 << 28 }

/** Bytes of which none says anything about the next; the same for the same seed. */
/** As the paper has it, a byte at a time. */
function reference(bytes: Uint8Array, profile: ChunkProfile): number[] {
  const lengths: number[] = []
  for (let begin = 0; begin < bytes.length; ) {
    let hash = 0
    let length = profile.least
    while (length < profile.most && begin + length < bytes.length) {
      hash = ((hash << 1) + gear[bytes[begin + length]!]!) | 0
      const mask = length < profile.average ? profile.strict : profile.loose
      length++
      if ((hash & mask) === 0) break
    }
    length = Math.min(length, bytes.length - begin)
    lengths.push(length)
    begin += length
  }
  return lengths
}

function cut(bytes: Uint8Array, profile: ChunkProfile, portions: readonly number[] = []): number[] {
  const chunker = new Chunker(profile)
  const lengths: number[] = []
  let begin = 0
  let at = 0
  let turn = 0
  while (at < bytes.length) {
    const size = portions.length === 0 ? bytes.length : portions[turn++ % portions.length]!
    const to = Math.min(bytes.length, at + size)
    while (at < to) {
      const end = chunker.next(bytes, at, to)
      at = end === -1 ? to : end
      if (end !== -1) {
        lengths.push(end - begin)
        begin = end
      }
    }
  }
  if (begin < bytes.length) lengths.push(bytes.length - begin)
  expect(chunker.length).toBe(bytes.length - begin)
  return lengths
}

test('the table is what its description says', () => {
  expect([...gear.subarray(0, 3)]).toMatchInlineSnapshot(`
    [
      -80298196,
      1518927252,
      -1452557372,
    ]
  `)
  expect(new Set(gear).size).toBe(256)
})

test('chunks end where the paper says, whatever the portions', () => {
  const content = fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.nat()).map(([length, seed]) => seededBytes(length, seed)),
    fc.uint8Array({ maxLength: 600, max: 3 }),
    fc.nat({ max: 2000 }).map((length) => new Uint8Array(length)),
  )
  fc.assert(
    fc.property(content, fc.array(fc.integer({ min: 1, max: 300 })), (bytes, portions) => {
      expect(cut(bytes, tiny, portions)).toEqual(reference(bytes, tiny))
    }),
    { numRuns: 500 },
  )
})

test('chunks of many thousand bytes end where the paper says, several candidates near one another or not', () => {
  const portions = fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 4 })
  // Of 2 to the power of `bits` bytes one may end a chunk: it lies in any lane of a block, or in several.
  const bits = fc.integer({ min: 9, max: 14 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200_000 }),
      fc.nat(),
      bits,
      portions,
      (length, seed, bits, sizes) => {
        const strict = -1 << (32 - bits)
        const profile = { least: 64, average: 20_000, most: 50_000, strict, loose: strict << 2 }
        const bytes = seededBytes(length, seed)
        expect(cut(bytes, profile, sizes)).toEqual(reference(bytes, profile))
      },
    ),
    { numRuns: 200 },
  )
})

test('both profiles cut as the paper says and near their average', () => {
  for (const [profile, size] of [
    [smallChunks, 6_000_000],
    [largeChunks, 40_000_000],
  ] as const) {
    const bytes = seededBytes(size)
    const lengths = cut(bytes, profile, [1_048_576])
    if (profile === smallChunks) expect(lengths).toEqual(reference(bytes, profile))
    expect(Math.max(...lengths)).toBeLessThanOrEqual(profile.most)
    expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThanOrEqual(profile.least)
    const average = size / lengths.length
    expect(average).toBeGreaterThan(profile.average * 0.7)
    expect(average).toBeLessThan(profile.average * 1.5)
  }
})

test('a byte put in at the start changes only the first chunks', () => {
  const bytes = seededBytes(4_000_000)
  const longer = new Uint8Array(bytes.length + 1)
  longer.set(bytes, 1)
  const ends = (lengths: number[], size: number) => {
    let begin = 0
    return lengths.map((length) => {
      begin += length
      return size - begin
    })
  }
  const before = ends(cut(bytes, smallChunks), bytes.length)
  const after = new Set(ends(cut(longer, smallChunks), longer.length))
  expect(before.filter((end) => !after.has(end)).length).toBeLessThanOrEqual(3)
})

test('zeros are cut at the greatest length alone, whatever stands before', () => {
  for (const profile of [smallChunks, largeChunks]) {
    const bytes = new Uint8Array(2 * profile.most + 5)
    for (const first of [0, 1]) {
      bytes[0] = first
      expect(cut(bytes, profile)).toEqual([profile.most, profile.most, 5])
    }
  }
})

test('files of 64 MiB and more have large chunks', () => {
  expect(profileOf(64 * 1024 * 1024 - 1)).toBe(smallChunks)
  expect(profileOf(64 * 1024 * 1024)).toBe(largeChunks)
})
