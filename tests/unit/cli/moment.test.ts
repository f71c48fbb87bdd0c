import { expect, test } from 'vitest'
import { parseMoment } from '../../../src/cli/moment.ts'

const now = new Date(2026, 10, 21, 16, 30).getTime()
const local = (...given: [number, number, number, number, number, number?]) => new Date(...given).getTime()

test('a time is one of today, of a day, with a zone, or so long ago', () => {
  expect(parseMoment('14:00', now)).toBe(local(2026, 10, 21, 14, 0))
  expect(parseMoment('9:05:07', now)).toBe(local(2026, 10, 21, 9, 5, 7))
  expect(parseMoment('2026-11-20 22:15', now)).toBe(local(2026, 10, 20, 22, 15))
  expect(parseMoment('2026-11-20', now)).toBe(local(2026, 10, 20, 0, 0))
  expect(parseMoment('2026-11-20T22:15:00Z', now)).toBe(Date.UTC(2026, 10, 20, 22, 15))
  expect(parseMoment('90m', now)).toBe(now - 90 * 60_000)
  expect(parseMoment('2h', now)).toBe(now - 2 * 3_600_000)
})

test('what is no time is told off', () => {
  for (const text of [
    '',
    'noon',
    '25:00',
    '14:60',
    '2026-13-40',
    '2026-11-20 14',
    '-5m',
    '14:00 foo',
    '1e9',
    '90',
  ])
    expect(() => parseMoment(text, now), text).toThrow(/Write a time like/)
})
