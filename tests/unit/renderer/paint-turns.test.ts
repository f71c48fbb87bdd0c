import { expect, test } from 'vitest'
import { PaintTurns } from '../../../src/renderer/state/paint-turns.ts'

const all = Number.POSITIVE_INFINITY

const painted = (turns: PaintTurns, count: number, every: number) => {
  const times = Array.from({ length: count }, () => 0)
  const added = times.map((_, n) =>
    turns.add(() => {
      times[n]!++
    }, every),
  )
  return { times, added }
}

test('each paints once in its number of frames, evenly spread over them', () => {
  const turns = new PaintTurns()
  const { times } = painted(turns, 10, 5)
  let before = 0
  for (let frame = 0; frame < 5; frame++) {
    turns.paint(1)
    const sum = times.reduce((all, each) => all + each, 0)
    expect(sum - before).toBe(2)
    before = sum
  }
  expect(times).toEqual(Array.from({ length: 10 }, () => 1))
})

test('rhythms do not disturb one another', () => {
  const turns = new PaintTurns()
  const slow = painted(turns, 3, 3)
  const always = painted(turns, 1, 1)
  for (let frame = 0; frame < 6; frame++) turns.paint(1)
  expect(slow.times).toEqual([2, 2, 2])
  expect(always.times).toEqual([6])
})

test('a whole frame paints all, and who has left paints no more', () => {
  const turns = new PaintTurns()
  const { times, added } = painted(turns, 3, 5)
  turns.paint(all)
  added[1]!()
  turns.paint(all)
  expect(times).toEqual([2, 1, 2])
})

test('frames that were left out are made up for, each painter once at most', () => {
  const turns = new PaintTurns()
  const { times } = painted(turns, 5, 5)
  turns.paint(2)
  expect(times.filter((each) => each === 1)).toHaveLength(2)
  turns.paint(3)
  expect(times).toEqual([1, 1, 1, 1, 1])
  turns.paint(12)
  expect(times).toEqual([2, 2, 2, 2, 2])
})

test('each paints in the frame in which least is painted, also once others have left', () => {
  const turns = new PaintTurns()
  const { added } = painted(turns, 4, 2)
  added[0]!()
  added[2]!()
  const { times } = painted(turns, 2, 2)
  turns.paint(1)
  const first = times.reduce((all, each) => all + each, 0)
  turns.paint(1)
  expect(times).toEqual([1, 1])
  expect([0, 2]).toContain(first)
})

test('few share a frame until it is full, and more than fit are spread evenly', () => {
  const turns = new PaintTurns(3)
  const sizes = (all: number[][]) =>
    Array.from({ length: 5 }, () => {
      const before = all.flat().reduce((sum, each) => sum + each, 0)
      turns.paint(1)
      return all.flat().reduce((sum, each) => sum + each, 0) - before
    }).sort((a, b) => b - a)
  const few = painted(turns, 4, 5)
  expect(sizes([few.times])).toEqual([3, 1, 0, 0, 0])
  const more = painted(turns, 16, 5)
  expect(sizes([few.times, more.times])).toEqual([4, 4, 4, 4, 4])
})
