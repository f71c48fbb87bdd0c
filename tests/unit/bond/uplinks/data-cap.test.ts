import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DataCap } from '../../../../src/engines/bond/uplinks/data-cap.ts'

const none = { dailyCap: 0, monthlyCap: 0 }
/** Local time. */
const at = (day: number, hour = 12, minute = 0) => new Date(2026, 10, day, hour, minute)

test('what is sent counts for the day and the month', () => {
  const cap = new DataCap(none, undefined, at(21))
  cap.count(1000, at(21))
  cap.count(1500, at(21, 13))
  expect(cap.usage()).toEqual({ day: '2026-11-21', dayBytes: 1500, monthBytes: 1500 })
})

test('an earlier run of the same day is continued', () => {
  const cap = new DataCap(none, { day: '2026-11-21', dayBytes: 70, monthBytes: 700 }, at(21))
  cap.count(5, at(21))
  expect(cap.usage()).toEqual({ day: '2026-11-21', dayBytes: 75, monthBytes: 705 })
})

test('an earlier run of yesterday counts for the month, one of last month not at all', () => {
  const cap = new DataCap(none, { day: '2026-11-20', dayBytes: 70, monthBytes: 700 }, at(21))
  expect(cap.usage()).toEqual({ day: '2026-11-21', dayBytes: 0, monthBytes: 700 })
  const later = new DataCap(none, { day: '2026-10-31', dayBytes: 70, monthBytes: 700 }, at(1))
  expect(later.usage()).toEqual({ day: '2026-11-01', dayBytes: 0, monthBytes: 0 })
})

test('a new day and a new month begin at local midnight', () => {
  const cap = new DataCap(none, undefined, at(30, 23, 59))
  cap.count(100, at(30, 23, 59))
  cap.count(130, new Date(2026, 11, 1, 0, 0))
  expect(cap.usage()).toEqual({ day: '2026-12-01', dayBytes: 30, monthBytes: 30 })
})

test('a counter that begins anew adds what it shows', () => {
  const cap = new DataCap(none, undefined, at(21))
  cap.count(1000, at(21))
  cap.count(50, at(21))
  cap.count(60, at(21))
  expect(cap.usage().dayBytes).toBe(1060)
})

test('each state is told once on the way up, and once when a new day begins', () => {
  const cap = new DataCap({ dailyCap: 1000, monthlyCap: 0 }, undefined, at(21))
  expect(cap.count(799, at(21))).toBeUndefined()
  expect(cap.count(800, at(21))).toEqual({ state: 'near', period: 'day', used: 800, cap: 1000 })
  expect(cap.count(900, at(21))).toBeUndefined()
  expect(cap.count(1000, at(21))).toMatchObject({ state: 'capped', used: 1000 })
  expect(cap.count(1200, at(21))).toBeUndefined()
  expect(cap.state).toBe('capped')
  expect(cap.count(1200, at(22))).toMatchObject({ state: 'ok' })
  expect(cap.count(1200, at(22))).toBeUndefined()
})

test('the month’s cap goes on over midnight', () => {
  const cap = new DataCap({ dailyCap: 1000, monthlyCap: 1500 }, undefined, at(21))
  cap.count(900, at(21))
  expect(cap.count(1600, at(22))).toEqual({ state: 'capped', period: 'month', used: 1600, cap: 1500 })
  expect(cap.count(1600, at(23))).toBeUndefined()
})

test('a link that was capped before starts capped, without being told again', () => {
  const cap = new DataCap(
    { dailyCap: 100, monthlyCap: 0 },
    { day: '2026-11-21', dayBytes: 100, monthBytes: 100 },
    at(21),
  )
  expect(cap.state).toBe('capped')
  expect(cap.count(1, at(21))).toBeUndefined()
})

test('another cap counts at once', () => {
  const cap = new DataCap(none, undefined, at(21))
  cap.count(1000, at(21))
  expect(cap.change({ dailyCap: 500, monthlyCap: 0 })).toMatchObject({ state: 'capped' })
  expect(cap.change({ dailyCap: 500, monthlyCap: 0 })).toBeUndefined()
  expect(cap.change({ dailyCap: 5000, monthlyCap: 0 })).toMatchObject({ state: 'ok' })
})

test('a clock that is set back and forth over midnight loses nothing and counts nothing twice', () => {
  const cap = new DataCap(none, undefined, at(21, 0, 10))
  cap.count(100, at(21, 0, 10))
  cap.count(110, at(20, 23, 50))
  expect(cap.usage()).toEqual({ day: '2026-11-20', dayBytes: 10, monthBytes: 110 })
  cap.count(115, at(21, 0, 1))
  expect(cap.usage()).toEqual({ day: '2026-11-21', dayBytes: 105, monthBytes: 115 })
})

test('a clock that was years ahead for a while does not end the month', () => {
  const cap = new DataCap({ dailyCap: 0, monthlyCap: 1000 }, undefined, at(21))
  cap.count(900, at(21))
  cap.count(910, new Date(2031, 0, 1))
  expect(cap.state).toBe('ok')
  cap.count(920, at(21))
  expect(cap.usage()).toEqual({ day: '2026-11-21', dayBytes: 910, monthBytes: 910 })
  expect(cap.state).toBe('near')
})

test('every byte counts on exactly one of the days that the clock shows', () => {
  const steps = fc.array(fc.tuple(fc.nat(10_000), fc.integer({ min: 1, max: 5 })), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (list) => {
      const cap = new DataCap(none, undefined, at(1))
      const days = new Map<string, number>()
      let counter = 0
      for (const [bytes, day] of list) {
        counter += bytes
        cap.count(counter, at(day))
        days.set(cap.usage().day, cap.usage().dayBytes)
      }
      expect([...days.values()].reduce((sum, each) => sum + each, 0)).toBe(counter)
      expect(cap.usage().monthBytes).toBe(counter)
    }),
  )
})

test('numbers that are none are not counted', () => {
  const cap = new DataCap(none, undefined, at(21))
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, -5]) cap.count(odd, at(21))
  cap.count(10, at(21))
  expect(cap.usage().dayBytes).toBe(10)
})
