import { describe, expect, test } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatEndpoint,
  formatFps,
  formatRate,
  plural,
} from '../../../src/renderer/format.ts'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test.each([
  [0, '0 Mbit/s'],
  [1250, '10.0 kbit/s'],
  [57_500, '460 kbit/s'],
  [1_052_500, '8.42 Mbit/s'],
  [12_500_000, '100 Mbit/s'],
  [250_000_000, '2.00 Gbit/s'],
  [-1, '–'],
  [Number.NaN, '–'],
])('%d bytes a second are %s', (bytes, text) => expect(plain(formatRate(bytes))).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [34_200, '34.2 kB'],
  [999_499, '999 kB'],
  [999_600, '1.00 MB'],
  [4_200_000, '4.20 MB'],
  [7_000_000_000, '7.00 GB'],
  [-1, '–'],
])('%d bytes are %s', (bytes, text) => expect(plain(formatBytes(bytes))).toBe(text))

test.each([
  [0, '0 ms'],
  [1.44, '1.4 ms'],
  [40, '40 ms'],
  [999.6, '1 s'],
  [1250, '1.25 s'],
  [50_000, '50 s'],
  [250_000, '4 min 10 s'],
  [3_600_000, '1 h'],
  [187_200_000, '2 d 4 h'],
])('%d ms are %s', (ms, text) => expect(plain(formatDuration(ms))).toBe(text))

describe('frames a second', () => {
  test('lose no digit before the point', () =>
    expect([50, 30, 100].map(formatFps)).toEqual(['50', '30', '100']))
  test('show a tenth where there is one', () =>
    expect([29.97, 24.8, 5.5].map(formatFps)).toEqual(['30', '24.8', '5.5']))
  test('are a dash when unknown', () => expect(formatFps(0)).toBe('–'))
})

test('counts have groups of three', () =>
  expect([12, 1234, 1_234_567].map((count) => plain(formatCount(count)))).toEqual([
    '12',
    '1 234',
    '1 234 567',
  ]))

test('addresses with colons get brackets, ranges their last port', () => {
  expect(formatEndpoint({ host: 'fd00::7', port: 554 })).toBe('[fd00::7]:554')
  expect(formatEndpoint({ host: '10.0.0.1', port: 8554 }, 7)).toBe('10.0.0.1:8554–8560')
})

test('ages are told in the largest fitting unit', () => {
  const now = 1_000_000_000
  expect(
    [1000, 12_000, 240_000, 7_200_000, 172_800_000].map((age) => plain(formatAgo(now - age, now))),
  ).toEqual(['just now', '12 s ago', '4 min ago', '2 h ago', '2 d ago'])
})

test('one is not many', () =>
  expect([plural(1, 'rule'), plural(2, 'rule'), plural(0, 'rule')]).toEqual(['1 rule', '2 rules', '0 rules']))
