import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Activity } from '../../../src/engines/kit/activity.ts'
import { Wheel } from '../../../src/engines/kit/wheel.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function turning() {
  const activity = new Activity()
  const ticks: number[] = []
  const late: number[] = []
  const began = performance.now()
  const wheel = new Wheel(activity, {
    everyMs: 250,
    calmMs: 1000,
    tick(nowMs, lateMs) {
      ticks.push(Math.round(nowMs - began))
      late.push(lateMs)
    },
  })
  return { activity, ticks, late, wheel }
}

test('it turns slowly once nothing stirs any more, and fast again at once', async () => {
  const { activity, ticks, wheel } = turning()
  await vi.advanceTimersByTimeAsync(3000)
  expect(ticks).toHaveLength(12)
  await vi.advanceTimersByTimeAsync(4000)
  expect(ticks).toHaveLength(16)
  await vi.advanceTimersByTimeAsync(300)
  activity.stir()
  await vi.advanceTimersByTimeAsync(1)
  expect(ticks).toHaveLength(17)
  await vi.advanceTimersByTimeAsync(1000)
  expect(ticks).toHaveLength(21)
  wheel[Symbol.dispose]()
})

test('it tells how late it comes, however fast it turns', async () => {
  const { late, wheel } = turning()
  await vi.advanceTimersByTimeAsync(8000)
  expect(Math.max(...late)).toBeLessThan(2)
  wheel[Symbol.dispose]()
})

test('it stands still once it is over', async () => {
  const { ticks, wheel } = turning()
  wheel[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(2000)
  expect(ticks).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
