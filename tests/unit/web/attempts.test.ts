import { expect, test } from 'vitest'
import { Attempts } from '../../../src/web/attempts.ts'

function failTimes(attempts: Attempts, address: string, times: number, nowMs = 0) {
  for (let n = 0; n < times; n++) attempts.failed(address, nowMs)
}

test('ten wrong tokens within a minute are let pass, then the place waits for the minute to end', () => {
  const attempts = new Attempts()
  failTimes(attempts, '10.0.0.1', 9)
  expect(attempts.waitMs('10.0.0.1', 10)).toBe(0)
  attempts.failed('10.0.0.1', 10)
  expect(attempts.waitMs('10.0.0.1', 20_000)).toBe(40_000)
  expect(attempts.waitMs('10.0.0.1', 60_000)).toBe(0)
})

test('a place that waited may be wrong again', () => {
  const attempts = new Attempts()
  failTimes(attempts, '10.0.0.1', 10)
  attempts.failed('10.0.0.1', 70_000)
  expect(attempts.waitMs('10.0.0.1', 70_001)).toBe(0)
})

test('one place does not shut out another', () => {
  const attempts = new Attempts()
  failTimes(attempts, '10.0.0.1', 20)
  expect(attempts.waitMs('10.0.0.2', 0)).toBe(0)
})

test('an IPv6 machine does not get new attempts by changing its address within its network', () => {
  const attempts = new Attempts()
  failTimes(attempts, 'fd00:1:2:3::5', 10)
  expect(attempts.waitMs('fd00:1:2:3:aaaa:bbbb:cccc:dddd', 0)).toBeGreaterThan(0)
  expect(attempts.waitMs('fd00:1:2:4::5', 0)).toBe(0)
  expect(attempts.waitMs('::1', 0)).toBe(0)
})

test('IPv4 clients of a dual-stack server are told apart', () => {
  const attempts = new Attempts()
  failTimes(attempts, '::ffff:10.0.0.1', 10)
  expect(attempts.waitMs('::ffff:10.0.0.1', 0)).toBeGreaterThan(0)
  expect(attempts.waitMs('::ffff:10.0.0.2', 0)).toBe(0)
})

test('memory stays bounded whoever comes', () => {
  const attempts = new Attempts()
  for (let n = 0; n < 5000; n++) attempts.failed(`10.0.${n >> 8}.${n & 255}`, 0)
  failTimes(attempts, '10.9.9.9', 10)
  expect(attempts.waitMs('10.9.9.9', 0)).toBeGreaterThan(0)
})
