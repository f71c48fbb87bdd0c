import { expect, test } from 'vitest'
import { PaintTurns } from '../../../src/renderer/state/paint-turns.ts'

const painted = (turns: PaintTurns, count: number, every: number) => {
  const times = Array.from({ length: count }, () => 0)
  const remove = times.map((_, n) =>
    turns.add(() => {
      times[n]!++
    }, every),
  )
  return { times, remove }
}

test('each paints once in its number of frames, evenly spread over them', () => {
  const turns = new PaintTurns()
  const { times } = painted(turns, 10, 5)
  let before = 0
  for (let frame = 0; frame < 5; frame++) {
    turns.paint(false)
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
  for (let frame = 0; frame < 6; frame++) turns.paint(false)
  expect(slow.times).toEqual([2, 2, 2])
  expect(always.times).toEqual([6])
})

test('a whole frame paints all, and who has left paints no more', () => {
  const turns = new PaintTurns()
  const { times, remove } = painted(turns, 3, 5)
  turns.paint(true)
  remove[1]!()
  turns.paint(true)
  expect(times).toEqual([2, 1, 2])
})
