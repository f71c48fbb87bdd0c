import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Activity } from '../../../src/engines/kit/activity.ts'
import { Wheel } from '../../../src/engines/kit/wheel.ts'

// Calm turns come with the whole seconds of the clock.
beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }))
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

test('all that turn slowly turn in the same moments, whenever they began', async () => {
  const first = turning()
  await vi.advanceTimersByTimeAsync(333)
  const second = turning()
  const shift = 333
  await vi.advanceTimersByTimeAsync(8000)
  const calm = (ticks: number[]) => ticks.filter((ms) => ms > 4500)
  expect(calm(second.ticks).map((ms) => ms + shift)).toEqual(
    calm(first.ticks).filter((ms) => ms > 4500 + shift),
  )
  first.wheel[Symbol.dispose]()
  second.wheel[Symbol.dispose]()
})

test('how slowly it turns may change from turn to turn', async () => {
  let calmMs = 500
  const activity = new Activity()
  const ticks: number[] = []
  const began = performance.now()
  const wheel = new Wheel(activity, {
    everyMs: 100,
    calmMs: () => calmMs,
    tick: (nowMs) => ticks.push(Math.round(nowMs - began)),
  })
  await vi.advanceTimersByTimeAsync(6000)
  expect(ticks.filter((ms) => ms > 4000)).toEqual([4500, 5000, 5500, 6000])
  calmMs = 1000
  await vi.advanceTimersByTimeAsync(4000)
  expect(ticks.filter((ms) => ms > 7000)).toEqual([8000, 9000, 10_000])
  wheel[Symbol.dispose]()
})

test('it stands still once it is over', async () => {
  const { ticks, wheel } = turning()
  wheel[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(2000)
  expect(ticks).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
