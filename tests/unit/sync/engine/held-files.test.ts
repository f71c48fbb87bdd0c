import { expect, test } from 'vitest'
import { HeldFiles } from '../../../../src/engines/sync/held-files.ts'
import { Fault } from '../../../../src/wire/fault.ts'

const locked = new Fault('file-locked', 'locked')

test('each failure of a path doubles the time until it is tried, up to five minutes', () => {
  const held = new HeldFiles()
  let now = 0
  const waits: number[] = []
  for (let i = 0; i < 9; i++) {
    held.add('a', locked, now)
    waits.push((held.nextRetryAt - now) / 1000)
    expect(held.isHeld('a', now)).toBe(true)
    now = held.nextRetryAt
    expect(held.isHeld('a', now)).toBe(false)
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
})

test('what is due is given once, and again later if nobody tells what came of it', () => {
  const held = new HeldFiles()
  held.add('a', locked, 0)
  expect(held.takeDue(4999)).toEqual([])
  expect(held.takeDue(5000)).toEqual(['a'])
  expect(held.isHeld('a', 5000)).toBe(false)
  expect(held.takeDue(5001)).toEqual([])
  expect(held.takeDue(10_000)).toEqual(['a'])
  held.release('a')
  expect(held.nextRetryAt).toBe(Number.POSITIVE_INFINITY)
})

test('no more than ten thousand are remembered', () => {
  const held = new HeldFiles()
  for (let i = 0; i < 10_500; i++) held.add(`${i}`, locked, 0)
  expect(held.total).toBe(10_000)
  expect(held.list(50)).toHaveLength(50)
})
