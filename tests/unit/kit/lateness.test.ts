import { expect, test } from 'vitest'
import { Lateness } from '../../../src/engines/kit/lateness.ts'

test('punctual ticks are no lateness', () => {
  const lateness = new Lateness(100)
  for (let now = 0; now < 1000; now += 100) lateness.tick(now)
  expect(lateness.lateMs).toBe(0)
})

test('a late tick counts in full, and is forgotten within seconds', () => {
  const lateness = new Lateness(100)
  lateness.tick(0)
  lateness.tick(180)
  expect(lateness.lateMs).toBe(80)
  for (let now = 280; now <= 1180; now += 100) lateness.tick(now)
  expect(lateness.lateMs).toBeCloseTo(8, 5)
})

test('time in which the timer stood still is not lateness', () => {
  const lateness = new Lateness(100)
  lateness.tick(0)
  lateness.reset()
  lateness.tick(60_000)
  expect(lateness.lateMs).toBe(0)
})
