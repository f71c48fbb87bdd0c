import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkHasher, portionBytes } from '../../../../src/engines/sync/content/chunk-hasher.ts'
import { largeFileBytes, profileOf } from '../../../../src/engines/sync/content/chunk-profile.ts'
import { Chunker } from '../../../../src/engines/sync/content/chunker.ts'
import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'

/** Zeros with pieces of data among them, at places and of lengths that a hole's edges may have. */
const sparse = fc
  .array(fc.record({ hole: fc.nat({ max: 900_000 }), data: fc.nat({ max: 300_000 }), seed: fc.nat() }), {
    maxLength: 6,
  })
  .map((parts) => {
    const pieces = parts.flatMap(({ hole, data, seed }) => {
      const bytes = new Uint8Array(data)
      let state = seed
      for (let i = 0; i < data; i++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
        bytes[i] = state >>> 24
      }
      return [new Uint8Array(hole), bytes]
    })
    return Buffer.concat(pieces)
  })

function chunksOf(bytes: Uint8Array, profileSize: number) {
  const chunker = new Chunker(profileOf(profileSize))
  const chunks: { hash: string; length: number }[] = []
  for (let begin = 0; begin < bytes.length; ) {
    const end = chunker.next(bytes, begin, bytes.length)
    const to = end === -1 ? bytes.length : end
    chunks.push({ hash: hashChunk(bytes.subarray(begin, to)), length: to - begin })
    begin = to
  }
  return chunks
}

test('a sparse file has the same chunks as one whose zeros are looked at, in any portions', () => {
  const hasher = new ChunkHasher()
  const portions = fc.array(fc.integer({ min: 1, max: portionBytes }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(
      sparse,
      portions,
      fc.constantFrom(0, largeFileBytes),
      fc.boolean(),
      (bytes, sizes, size, holes) => {
        hasher.begin(size, holes)
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const to = Math.min(bytes.length, at + sizes[turn % sizes.length]!)
          hasher.take(bytes.subarray(at, to))
          at = to
        }
        expect(hasher.end()).toEqual(chunksOf(bytes, size))
      },
    ),
    { numRuns: 60 },
  )
})
