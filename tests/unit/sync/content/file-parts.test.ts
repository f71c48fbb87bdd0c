import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChunkProfile } from '../../../../src/engines/sync/content/chunk-profile.ts'
import { largeChunks, largeFileBytes } from '../../../../src/engines/sync/content/chunk-profile.ts'
import { Chunker } from '../../../../src/engines/sync/content/chunker.ts'
import { FileParts, type Piece, spanOf } from '../../../../src/engines/sync/content/file-parts.ts'
import type { Chunk } from '../../../../src/engines/sync/model/record.ts'
import { seededBytes } from '../../../support/sync/seeded-bytes.ts'

const tiny: ChunkProfile = { least: 16, average: 64, most: 256, strict: -1 << 24, loose: -1 << 28 }

/** The chunks of a piece, with their bytes in place of a hash, and how many bytes were looked at. */
function read(bytes: Uint8Array, { from, to, meets }: Piece): { chunks: Chunk[]; looked: number } {
  const chunker = new Chunker(tiny)
  const chunks: Chunk[] = []
  for (let begin = from; begin < to; ) {
    const found = chunker.next(bytes, begin, to)
    const end = found === -1 ? to : found
    if (found === -1 && to < bytes.length) break
    chunks.push({
      hash: Buffer.from(bytes.subarray(begin, end)).toString('latin1'),
      length: end - begin,
    })
    begin = end
    if (meets?.has(end)) return { chunks, looked: end - from }
  }
  return { chunks, looked: to - from }
}

/** `turn` says which of the pieces that are being read is finished next, of up to `threads`. */
function inParts(bytes: Uint8Array, span: number, threads: number, turn: (under: number) => number) {
  const parts = new FileParts(bytes.length, span)
  const under: Piece[] = []
  let looked = 0
  for (;;) {
    for (let next = parts.next(); next !== undefined; next = parts.next()) {
      under.push(next)
      if (under.length === threads) break
    }
    const [piece] = under.splice(turn(under.length), 1)
    if (piece === undefined) return { chunks: parts.chunks, looked }
    const result = read(bytes, piece)
    looked += result.looked
    parts.take(piece, result.chunks)
  }
}

const random = fc.tuple(fc.nat({ max: 6000 }), fc.nat()).map(([length, seed]) => seededBytes(length, seed))
const zeros = fc.nat({ max: 4000 }).map((length) => new Uint8Array(length))
/** Cut points that come again and again, perhaps never where those of a span do. */
const repetitive = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.nat({ max: 5000 }), fc.nat())
  .map(([period, length, seed]) => {
    const once = seededBytes(period, seed)
    return Uint8Array.from({ length }, (_, at) => once[at % period]!)
  })
const mixed = fc.array(fc.oneof(random, zeros, repetitive), { maxLength: 4 }).map((all) => Buffer.concat(all))

test('a file that is read in spans has just the chunks that it has when it is read from the start', () => {
  const turns = fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(
      fc.oneof(random, zeros, repetitive, mixed),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 8 }),
      turns,
      (bytes, span, threads, order) => {
        let at = 0
        const { chunks } = inParts(bytes, span, threads, (under) => order[at++ % order.length]! % under)
        expect(chunks).toEqual(read(bytes, { from: 0, to: bytes.length, meets: undefined }).chunks)
      },
    ),
    { numRuns: 3000 },
  )
})

test('little is read twice where cut points depend on the content, and nothing of zeros in spans of whole chunks', () => {
  const bytes = seededBytes(200_000, 1)
  expect(inParts(bytes, 20_000, 4, () => 0).looked).toBeLessThan(bytes.length * 1.05)
  const zeros = new Uint8Array(20_000)
  const [{ length } = { length: 0 }] = read(zeros, { from: 0, to: zeros.length, meets: undefined }).chunks
  expect(inParts(zeros, 20 * length, 4, () => 0).looked).toBe(zeros.length)
})

test('what never meets is read twice at most', () => {
  // All chunks are of one length, and spans begin beside their ends.
  const bytes = new Uint8Array(20_000)
  expect(inParts(bytes, 1000, 4, () => 0).looked).toBeLessThanOrEqual(bytes.length * 2 + 20 * tiny.most)
})

test('large files alone are read in spans, which begin where chunks of zeros do', () => {
  expect(spanOf(largeFileBytes - 1)).toBeUndefined()
  for (const size of [largeFileBytes, largeFileBytes + 1, 1024 ** 3, 1024 ** 4 + 12_345]) {
    const span = spanOf(size)!
    expect(span % largeChunks.most).toBe(0)
    expect(span).toBeLessThan(size)
    expect(span).toBeLessThanOrEqual(128 * 1024 * 1024)
  }
})
