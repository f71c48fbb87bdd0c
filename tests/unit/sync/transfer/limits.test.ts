import { expect, test } from 'vitest'
import { RateLimit } from '../../../../src/engines/sync/transfer/rate-limit.ts'
import { limitsAt } from '../../../../src/engines/sync/transfer/schedule.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'

test('without a limit nothing waits', () => {
  expect(new RateLimit(new ManualClock()).take(1e12)).toBeUndefined()
})

test('what passes in a while is what the limit says, in the order of asking', async () => {
  const clock = new ManualClock()
  const limit = new RateLimit(clock)
  limit.set(1_000_000)
  const passed: number[] = []
  const ask = async (which: number) => {
    await limit.take(50_000)
    passed.push(which)
  }
  for (let i = 0; i < 200; i++) void ask(i)
  await clock.advance(2000)
  // A tenth of a second's worth at once, then 20 of 50 kB each second; one may be ahead.
  expect(passed.length).toBeGreaterThanOrEqual(41)
  expect(passed.length).toBeLessThanOrEqual(43)
  expect(passed).toEqual(passed.map((_, i) => i))
})

test('a request larger than the bucket passes, and those behind it pay for it', async () => {
  const clock = new ManualClock()
  const limit = new RateLimit(clock)
  limit.set(1000)
  expect(limit.take(5000)).toBeUndefined()
  let isThrough = false
  void limit.take(1)?.then(() => {
    isThrough = true
  })
  await clock.advance(4890)
  expect(isThrough).toBe(false)
  await clock.advance(20)
  expect(isThrough).toBe(true)
})

test('a change of the limit holds at once, for those that wait too', async () => {
  const clock = new ManualClock()
  const limit = new RateLimit(clock)
  limit.set(1)
  void limit.take(1000)
  const waiting = limit.take(1000)
  expect(limit.waiting).toBe(1)
  limit.set(0)
  await waiting
  expect(limit.waiting).toBe(0)
})

test('who gives up waiting is not counted', async () => {
  const clock = new ManualClock()
  const limit = new RateLimit(clock)
  limit.set(1000)
  void limit.take(1000)
  const controller = new AbortController()
  const reason = new Error('enough')
  const given = limit.take(1_000_000, controller.signal)
  const next = limit.take(1)
  controller.abort(reason)
  await expect(given).rejects.toBe(reason)
  await clock.advance(1000)
  await expect(next).resolves.toBeUndefined()
  await settle()
  expect(limit.waiting).toBe(0)
})

const hours = [
  { from: 8, to: 18, upload: 1, download: 2 },
  { from: 22, to: 6, upload: 3, download: 0 },
  { from: 0, to: 24, upload: 9, download: 9 },
]
const at = (hour: number, minute = 0) => new Date(2026, 0, 15, hour, minute)

test.each([
  [at(8), 1],
  [at(17, 59), 1],
  [at(22), 3],
  [at(5, 59), 3],
  [at(18), 9],
])('at %s the first span that the time lies in holds', (time, upload) => {
  expect(limitsAt({ upload: 100, download: 100, hours }, time).upload).toBe(upload)
})

test('outside of all spans the general limits hold', () => {
  const settings = { upload: 100, download: 200, hours: hours.slice(0, 2) }
  expect(limitsAt(settings, at(20))).toEqual({ upload: 100, download: 200 })
  expect(limitsAt(settings, at(6))).toEqual({ upload: 100, download: 200 })
})
