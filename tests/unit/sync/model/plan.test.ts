import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDone, planContent } from '../../../../src/engines/sync/model/plan.ts'
import type { ChunkPlace } from '../../../../src/engines/sync/store/types.ts'

const place = (path: string, offset: number, length: number): ChunkPlace => ({
  folderId: 'f',
  path,
  offset,
  length,
})

test('what is done stays, what is here is copied, the rest travels once', () => {
  const chunks = ['a', 'b', 'c', 'c', 'a'].map((hash) => ({ hash, length: 10 }))
  const plan = planContent(chunks, new Map([['b', [place('old', 50, 10)]]]), new Uint8Array([1]))
  expect(plan.copy).toEqual([{ index: 1, position: 10, length: 10, hash: 'b', from: place('old', 50, 10) }])
  expect(plan.fetch).toEqual([{ index: 2, position: 20, length: 10, hash: 'c' }])
  expect(plan.repeat).toEqual([
    { index: 3, position: 30, length: 10, of: 2 },
    { index: 4, position: 40, length: 10, of: 0 },
  ])
  expect(plan.bytes).toEqual({ done: 10, copy: 10, fetch: 10, repeat: 20 })
})

test('a place of another length is not taken, one that goes on where the last ended is preferred', () => {
  const chunks = ['a', 'b', 'c'].map((hash) => ({ hash, length: 10 }))
  const located = new Map([
    ['a', [place('old', 0, 10)]],
    ['b', [place('other', 0, 10), place('old', 10, 10)]],
    ['c', [place('old', 20, 9)]],
  ])
  const { copy, fetch } = planContent(chunks, located)
  expect(copy.map(({ from }) => from.path)).toEqual(['old', 'old'])
  expect(fetch.map(({ hash }) => hash)).toEqual(['c'])
})

test('every chunk is accounted for exactly once and repeats stand on what comes about without them', () => {
  const chunks = fc.array(
    fc.constantFrom('a', 'b', 'c', 'd').map((hash) => ({ hash, length: hash.charCodeAt(0) })),
  )
  fc.assert(
    fc.property(
      chunks,
      fc.subarray(['a', 'b', 'c', 'd']),
      fc.uint8Array({ maxLength: 3 }),
      (all, here, done) => {
        const located = new Map(here.map((hash) => [hash, [place('x', 0, hash.charCodeAt(0))]]))
        const plan = planContent(all, located, done)
        const steps = [...plan.copy, ...plan.fetch, ...plan.repeat].map(({ index }) => index)
        const finished = all.map((_, index) => index).filter((index) => isDone(done, index))
        expect([...steps, ...finished].sort((a, b) => a - b)).toEqual(all.map((_, index) => index))
        const repeated = new Set(plan.repeat.map(({ index }) => index))
        for (const { index, of } of plan.repeat) {
          expect(repeated.has(of)).toBe(false)
          expect(all[of]!.hash).toBe(all[index]!.hash)
        }
        expect(new Set(plan.fetch.map(({ hash }) => hash)).size).toBe(plan.fetch.length)
        const { bytes } = plan
        const total = all.reduce((sum, { length }) => sum + length, 0)
        expect(bytes.done + bytes.copy + bytes.fetch + bytes.repeat).toBe(total)
      },
    ),
  )
})
