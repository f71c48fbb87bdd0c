import { expect, test } from 'vitest'
import { delaysOf, type Echo } from '../../../../src/engines/diagnose/peer/delays.ts'
import { FlowRecord, type FlowSample, rateOf } from '../../../../src/engines/diagnose/peer/flow.ts'

/** Samples every 100 ms; `bits`: a second, at that time. */
function flow(ms: number, bits: (at: number) => number, beganMs = 0): FlowSample[] {
  let bytes = 0
  return Array.from({ length: ms / 100 }, (_, place) => {
    bytes += bits((place + 1) * 100) / 80
    return { ms: beganMs + (place + 1) * 100, bytes }
  })
}
const span = (fromMs: number, toMs: number) => ({ fromMs, toMs })

test('the rate is that of a span of time, wherever samples lie', () => {
  const slow = flow(2000, (at) => (at <= 500 ? 1e6 : 20e6))
  expect(rateOf([slow], span(500, 1900))).toEqual({ bitsPerSecond: 20e6, isRising: false })
  expect(rateOf([slow], span(730, 1110)).bitsPerSecond).toBeCloseTo(20e6)
  expect(rateOf([slow], span(400, 600)).bitsPerSecond).toBeCloseTo(10.5e6)
})

test('several connections are added', () => {
  const each = flow(1500, () => 5e6)
  expect(rateOf([each, each, each], span(500, 1400)).bitsPerSecond).toBe(15e6)
})

test('connections that take turns are not taken for more than the path carries', () => {
  const first = flow(1000, () => 8e6)
  const second = flow(500, () => 8e6, 1000)
  expect(rateOf([first, second], span(600, 1400)).bitsPerSecond).toBeLessThanOrEqual(8e6)
})

test('what was held up and comes at once has come in the course of the pause', () => {
  const held = (from: number, to: number) => flow(2000, () => 8e6).filter(({ ms }) => ms <= from || ms > to)
  for (const [from, to] of [
    [300, 700],
    [800, 1200],
    [1200, 1600],
  ] as const)
    expect(rateOf([held(from, to)], span(500, 1400)).bitsPerSecond).toBeCloseTo(8e6)
})

test('a rate that is still rising says so', () => {
  expect(rateOf([flow(2000, (at) => at * 1e4)], span(500, 2000)).isRising).toBe(true)
  // One of several that rises while another falls is no rise.
  const up = flow(1500, (at) => at * 1e4)
  const down = flow(1500, (at) => (2000 - at) * 1e4)
  expect(rateOf([up, down], span(500, 1500)).isRising).toBe(false)
})

test('a flow that begins late counts from then on, one that ended early until then, and none is nothing', () => {
  expect(rateOf([flow(600, () => 8e6, 900)], span(500, 1400)).bitsPerSecond).toBeCloseTo(8e6)
  expect(rateOf([flow(900, () => 8e6)], span(500, 1300)).bitsPerSecond).toBeCloseTo(4e6)
  for (const flows of [[[]], [], [flow(300, () => 8e6, 1400)]])
    expect(rateOf(flows, span(500, 1300))).toEqual({ bitsPerSecond: 0, isRising: false })
})

test('a flow is written down in samples that end with what came last, however much comes', () => {
  const record = new FlowRecord()
  for (let ms = 0; ms < 250; ms++) record.add(ms, 10)
  record.add(700, 500)
  record.add(701, 500)
  expect(record.samples).toEqual([
    { ms: 99, bytes: 1000 },
    { ms: 199, bytes: 2000 },
    { ms: 249, bytes: 2500 },
    { ms: 701, bytes: 3500 },
  ])
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
