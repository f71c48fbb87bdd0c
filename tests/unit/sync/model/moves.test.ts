import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findMoves } from '../../../../src/engines/sync/model/moves.ts'
import { deletedRecord, directoryRecord, fileRecord } from './records.ts'

const pairs = (moves: ReturnType<typeof findMoves>) =>
  moves.map(({ from, to }) => `${from.path} -> ${to.path}`).sort()

test('a renamed file is moved, another of the same size is not', () => {
  const gone = fileRecord({ path: 'a' })
  expect(
    pairs(findMoves([gone], [fileRecord({ path: 'b', content: 'c2' }), fileRecord({ path: 'c' })])),
  ).toEqual(['a -> c'])
})

test('files of a renamed directory keep their names', () => {
  const from = ['x/2', 'x/1', 'x/3'].map((path) => fileRecord({ path }))
  const to = ['y/1', 'y/2', 'y/3'].map((path) => fileRecord({ path }))
  expect(pairs(findMoves(from, to))).toEqual(['x/1 -> y/1', 'x/2 -> y/2', 'x/3 -> y/3'])
})

test('nothing but files with bytes is moved', () => {
  const empty = fileRecord({ size: 0, content: '', chunks: 0 })
  expect(
    findMoves([empty, directoryRecord(), deletedRecord()], [empty, directoryRecord(), deletedRecord()]),
  ).toEqual([])
})

test('as many as can be are moved, each source and target at most once, contents equal', () => {
  const files = fc.array(
    fc.record({
      path: fc.constantFrom('a/x', 'a/y', 'b/x', 'b/y', 'c'),
      content: fc.constantFrom('c1', 'c2', 'c3'),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(files, files, (from, to) => {
      const moves = findMoves(from.map(fileRecord), to.map(fileRecord))
      expect(new Set(moves.map((move) => move.from)).size).toBe(moves.length)
      expect(new Set(moves.map((move) => move.to)).size).toBe(moves.length)
      for (const move of moves) expect(move.from.content).toBe(move.to.content)
      const count = (all: { content: string }[], content: string) =>
        all.filter((one) => one.content === content).length
      const most = ['c1', 'c2', 'c3'].reduce(
        (sum, content) => sum + Math.min(count(from, content), count(to, content)),
        0,
      )
      expect(moves).toHaveLength(most)
    }),
  )
})
