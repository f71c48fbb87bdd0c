import { expect, test } from 'vitest'
import { parseDuration, parsePort, parseRate, parseWhole } from '../../../src/cli/quantities.ts'

test.each([
  ['250', 250],
  ['250ms', 250],
  ['5s', 5000],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['1h', 3_600_000],
])('%s lasts %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

test.each([
  ['2500000', 2_500_000],
  ['2.5MB', 2_500_000],
  ['20Mbit', 2_500_000],
  ['8kbit', 1000],
  ['1Gbit', 125_000_000],
])('%s is %d bytes a second', (text, rate) => expect(parseRate(text)).toBe(rate))

test.each(['', '-5s', '5 years', '1e3', 's', 'constructor', '5__proto__'])(
  '"%s" is no duration and no rate',
  (text) => {
    expect(() => parseDuration(text)).toThrow(/Write it like/)
    expect(() => parseRate(text)).toThrow(/Write it like/)
  },
)

test('whole numbers are decimal digits, and ports end at 65535', () => {
  expect(parseWhole('12')).toBe(12)
  expect(parsePort('0')).toBe(0)
  for (const text of ['', '1.5', '0x10', '-1', '1e3', 'Infinity']) expect(() => parseWhole(text)).toThrow()
  expect(() => parsePort('65536')).toThrow()
})
