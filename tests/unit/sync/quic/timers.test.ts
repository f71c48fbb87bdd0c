import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Deadline } from '../../../../src/engines/sync/quic/timers.ts'

let rings: number[]
let deadline: Deadline
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  rings = []
  deadline = new Deadline(() => void rings.push(performance.now()))
})
afterEach(() => void vi.useRealTimers())

test('it rings when it is due, once', () => {
  const start = performance.now()
  deadline.set(start + 20)
  vi.advanceTimersByTime(100)
  expect(rings).toEqual([start + 20])
})

test('what is due later does not touch the timer, and is rung for at its time', () => {
  const start = performance.now()
  for (let due = 10; due <= 1000; due++) deadline.set(start + due)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(999)
  expect(rings).toEqual([])
  vi.advanceTimersByTime(1)
  expect(rings.length).toBe(1)
})

test('what is due earlier rings earlier', () => {
  const start = performance.now()
  deadline.set(start + 500)
  deadline.set(start + 5)
  vi.advanceTimersByTime(5)
  expect(rings).toEqual([start + 5])
})

test('infinity is never, and a stopped one holds no timer', () => {
  deadline.set(performance.now() + 5)
  deadline.set(Number.POSITIVE_INFINITY)
  vi.advanceTimersByTime(1000)
  expect(rings).toEqual([])
  deadline.set(performance.now() + 5)
  deadline.stop()
  expect(vi.getTimerCount()).toBe(0)
})
