import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'
import {
  contentId,
  decodeManifest,
  encodeManifest,
  leastChunkBytes,
  manifestOfOne,
  mostChunkBytes,
  verifyManifest,
} from '../../../../src/engines/sync/model/manifest.ts'
import type { Chunk } from '../../../../src/engines/sync/model/record.ts'
import { Fault } from '../../../../src/wire/fault.ts'
import { fileRecord } from './records.ts'

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const chunk = (least: number) => fc.record({ hash, length: fc.integer({ min: least, max: mostChunkBytes }) })
const anyChunks: fc.Arbitrary<Chunk[]> = fc
  .tuple(fc.array(chunk(leastChunkBytes), { maxLength: 20 }), fc.option(chunk(1), { nil: undefined }))
  .map(([all, last]) => (last === undefined ? all : [...all, last]))
const sizeOf = (chunks: readonly Chunk[]) => chunks.reduce((sum, { length }) => sum + length, 0)
const codeOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error instanceof Fault ? error.code : error
  }
}

test('BLAKE3 is that of its published vectors', () => {
  expect(hashChunk(new Uint8Array(0))).toBe(
    'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
  )
  expect(hashChunk(Buffer.from('abc'))).toBe(
    '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
  )
})

test('a content of no chunk has an empty id, of one that of the chunk', () => {
  expect(contentId([])).toBe('')
  expect(contentId([{ hash: 'ab'.repeat(32), length: 3 }])).toBe('ab'.repeat(32))
  expect(manifestOfOne(fileRecord({ size: 0, chunks: 0, content: '' }))).toEqual([])
  expect(manifestOfOne(fileRecord({ size: 3, content: 'ab'.repeat(32) }))).toEqual([
    { hash: 'ab'.repeat(32), length: 3 },
  ])
  expect(manifestOfOne(fileRecord({ chunks: 2 }))).toBeUndefined()
})

test('the id of several chunks is BLAKE3 of the domain and each hash with its length', () => {
  const chunks = [
    { hash: '01'.repeat(32), length: 0x20000 },
    { hash: '02'.repeat(32), length: 7 },
  ]
  const bytes = Buffer.concat([
    Buffer.from('hawser-manifest-1\n'),
    Buffer.alloc(32, 1),
    Buffer.from([0, 0, 2, 0]),
    Buffer.alloc(32, 2),
    Buffer.from([7, 0, 0, 0]),
  ])
  expect(contentId(chunks)).toBe(hashChunk(bytes))
})

test('a manifest comes back as it was, from any place in a buffer, and proves itself', () => {
  fc.assert(
    fc.property(anyChunks, fc.integer({ min: 0, max: 9 }), (chunks, before) => {
      const encoded = encodeManifest(chunks)
      const moved = new Uint8Array(before + encoded.length)
      moved.set(encoded, before)
      expect(decodeManifest(moved.subarray(before))).toEqual(chunks)
      verifyManifest(contentId(chunks), sizeOf(chunks), chunks)
    }),
  )
})

test('a manifest with any bit changed is refused', () => {
  fc.assert(
    fc.property(
      anyChunks.filter((chunks) => chunks.length > 0),
      fc.nat(),
      (chunks, place) => {
        const bytes = encodeManifest(chunks)
        bytes[(place >> 3) % bytes.length]! ^= 1 << (place & 7)
        const run = () => verifyManifest(contentId(chunks), sizeOf(chunks), decodeManifest(bytes))
        expect(codeOf(run)).toBe('sync-protocol')
      },
    ),
  )
})

test('any bytes are a manifest or refused as such', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const code = codeOf(() => decodeManifest(bytes))
      expect([undefined, 'sync-protocol']).toContain(code)
    }),
  )
})

test('chunks too many or too large for their file are refused', () => {
  const short = { hash: '01'.repeat(32), length: leastChunkBytes - 1 }
  expect(codeOf(() => decodeManifest(encodeManifest([short, short])))).toBe('sync-protocol')
  const long = { hash: '01'.repeat(32), length: mostChunkBytes + 1 }
  expect(codeOf(() => decodeManifest(encodeManifest([long])))).toBe('sync-protocol')
})
