import { expect, test } from 'vitest'
import { delaysOf, type Echo } from '../../../../src/engines/diagnose/peer/delays.ts'
import { type FlowSample, rateOf } from '../../../../src/engines/diagnose/peer/flow.ts'

/** Samples every 100 ms; `bits`: a second, at that time. */
function flow(ms: number, bits: (at: number) => number): FlowSample[] {
  let bytes = 0
  return Array.from({ length: ms / 100 }, (_, place) => {
    bytes += bits((place + 1) * 100) / 80
    return { ms: (place + 1) * 100, bytes }
  })
}

test('the rate is that of the time after the beginning', () => {
  const slow = flow(2000, (at) => (at <= 500 ? 1e6 : 20e6))
  expect(rateOf([slow], 500)).toEqual({ bitsPerSecond: 20e6, isRising: false })
  expect(rateOf([slow], 0).bitsPerSecond).toBe(16e6)
})

test('several connections are added', () => {
  const each = flow(1500, () => 5e6)
  expect(rateOf([each, each, each], 500).bitsPerSecond).toBe(15e6)
})

test('a rate that is still rising says so', () => {
  expect(rateOf([flow(2000, (at) => at * 1e4)], 500).isRising).toBe(true)
  // One of several that rises while another falls is no rise.
  const up = flow(1500, (at) => at * 1e4)
  const down = flow(1500, (at) => (2000 - at) * 1e4)
  expect(rateOf([up, down], 500).isRising).toBe(false)
})

test('a flow of which nothing arrived, or that ended early, has the rate that it had', () => {
  expect(rateOf([[]], 500)).toEqual({ bitsPerSecond: 0, isRising: false })
  expect(rateOf([], 500).bitsPerSecond).toBe(0)
  expect(rateOf([flow(300, () => 8e6)], 500).bitsPerSecond).toBe(8e6)
})

const echo = (sentAt: number, rttMs?: number): Echo => ({ sentAt, rttMs })

test('round trips of a span of time are told by their middle', () => {
  const echoes = [echo(0, 500), ...Array.from({ length: 20 }, (_, place) => echo(100 + place, 10 + place))]
  expect(delaysOf(echoes, { from: 100, to: 120, now: 200 })).toEqual({
    medianMs: 20,
    p95Ms: 29,
    count: 20,
    unanswered: 0,
  })
  expect(delaysOf(echoes, { from: 300, to: 400, now: 400 })).toBeUndefined()
})

test('those without an answer count as long as they were waited for', () => {
  const echoes = [echo(100, 20), echo(200), echo(300), echo(400)]
  expect(delaysOf(echoes, { from: 0, to: 500, now: 1000 })).toEqual({
    medianMs: 700,
    p95Ms: 800,
    count: 4,
    unanswered: 3,
  })
})
