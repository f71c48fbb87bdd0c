import { describe, expect, test } from 'vitest'
import {
  type Pacing,
  type SimulatedTransfer,
  simulateTransfer,
} from '../../support/transfer/simulated-transfer.ts'

const kib = 1024
const mib = 1024 * kib
/** What most tools do. */
const watermark: Pacing = { kind: 'watermark', high: mib, low: 256 * kib }
const adaptive: Pacing = { kind: 'adaptive' }
const fixed = (window: number): Pacing => ({ kind: 'fixed', window })
const seeds = [1, 2, 3]

/** Of three runs, the middle one. */
function median(transfer: SimulatedTransfer, of: 'rate' | 'lateRate'): number {
  return seeds.map((seed) => simulateTransfer({ ...transfer, seed })[of]).sort((a, b) => a - b)[1]!
}

describe('two processes on one machine', () => {
  const near = { rttMs: 0.6, rate: 1e9, lanes: 1, ms: 400 }

  test('a buffer that is kept full overruns the socket; credit of 256 or 512 KiB, and the window, never do', () => {
    for (const seed of seeds) {
      expect(simulateTransfer({ ...near, seed, pacing: watermark }).discarded).toBeGreaterThan(0)
      expect(simulateTransfer({ ...near, seed, pacing: fixed(4 * mib) }).discarded).toBeGreaterThan(0)
      for (const pacing of [fixed(256 * kib), fixed(512 * kib), adaptive])
        expect(simulateTransfer({ ...near, seed, pacing }).discarded).toBe(0)
    }
  })

  test('the window is as fast as what the receiver can take, and a small one is not', () => {
    expect(median({ ...near, pacing: adaptive }, 'rate')).toBeGreaterThan(70e6)
    expect(median({ ...near, pacing: fixed(64 * kib), messageBytes: 16 * kib }, 'rate')).toBeLessThan(50e6)
  })

  test('one lane stays one', () => {
    const { lanes, rate } = simulateTransfer({ ...near, ms: 2000, pacing: adaptive, lanes: { max: 16 } })
    expect(lanes).toBe(1)
    expect(rate).toBeGreaterThan(70e6)
  })
})

describe('two busy machines on a LAN', () => {
  const near = { rttMs: 0.6, rate: 1e9, ms: 6000, pacing: adaptive, lanes: { max: 16 } }

  test.each([
    { batchMs: 20, drainRate: 20e6, receiveRate: 15e6 },
    { batchMs: 50, drainRate: 8e6, receiveRate: 4e6 },
  ])('what is late by $batchMs ms because of the processors is no long path: one lane', (machines) => {
    for (const seed of [1, 2, 3, 4, 5, 6])
      expect(new Set(simulateTransfer({ ...near, seed, machines }).laneSeries)).toEqual(new Set([1]))
  })
})

describe('lanes under loss', () => {
  test.each([
    { rttMs: 20, loss: 0.005, measured: 1.09e6 },
    { rttMs: 20, loss: 0.02, measured: 0.44e6 },
    { rttMs: 20, loss: 0.05, measured: 0.29e6 },
    { rttMs: 80, loss: 0.005, measured: 0.31e6 },
    { rttMs: 80, loss: 0.02, measured: 0.15e6 },
    { rttMs: 80, loss: 0.05, measured: 0.09e6 },
  ])('$rttMs ms, $loss lost: the simulator is as Chromium was measured', ({ rttMs, loss, measured }) => {
    const rate = median({ rttMs, loss, pacing: watermark, lanes: 1, ms: 10_000 }, 'rate')
    expect(rate / measured).toBeGreaterThan(0.65)
    expect(rate / measured).toBeLessThan(1.5)
  })

  test('a larger window does not help one lane, four lanes carry about four times as much', () => {
    const path = { rttMs: 20, loss: 0.005, ms: 8000 }
    const one = median({ ...path, pacing: adaptive, lanes: 1 }, 'rate')
    expect(median({ ...path, pacing: fixed(2 * mib), lanes: 1 }, 'rate') / one).toBeLessThan(1.3)
    const four = median({ ...path, pacing: adaptive, lanes: 4 }, 'rate')
    expect(four / one).toBeGreaterThan(3)
    expect(four / one).toBeLessThan(5.5)
  })

  test.each([
    { rttMs: 20, loss: 0.005, gain: 10 },
    { rttMs: 20, loss: 0.02, gain: 8 },
    { rttMs: 80, loss: 0.005, gain: 8 },
  ])('$rttMs ms, $loss lost: lanes of the policy’s choice carry $gain times one plain channel', (path) => {
    const { gain, ...rest } = path
    const plain = median({ ...rest, pacing: watermark, lanes: 1, ms: 12_000 }, 'rate')
    const ours = median({ ...rest, pacing: adaptive, lanes: { max: 16 }, ms: 12_000 }, 'rate')
    expect(ours / plain).toBeGreaterThan(gain)
  })
})

describe('the first seconds', () => {
  test.each([
    { rttMs: 20, loss: 0.005, lanes: 4, parts: 0.7 },
    { rttMs: 20, loss: 0.02, lanes: 4, parts: 0.6 },
    { rttMs: 80, loss: 0.005, lanes: 8, parts: 0.6 },
  ])('$rttMs ms, $loss lost: $lanes lanes at once, and soon as fast as ever', (path) => {
    const { lanes, parts, ...rest } = path
    const { laneSeries, series } = simulateTransfer({
      ...rest,
      pacing: adaptive,
      lanes: { max: 16 },
      ms: 12_000,
    })
    expect(laneSeries[0]).toBe(lanes)
    expect(laneSeries.indexOf(16)).toBeLessThan(12)
    const mean = (rates: number[]) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length
    expect(mean(series.slice(0, 12)) / mean(series.slice(16))).toBeGreaterThan(parts)
  })

  test('a long clean path is filled within two seconds', () => {
    const path = { rttMs: 80, isShared: true, ms: 4000, pacing: adaptive, lanes: { max: 16 } }
    for (const seed of seeds) {
      const { series } = simulateTransfer({ ...path, seed })
      expect(Math.max(...series.slice(0, 8))).toBeGreaterThan(30e6)
    }
  })
})

describe('long paths without loss', () => {
  test('a plain channel overruns its queue and crawls; lanes with windows do not', () => {
    const path = { rttMs: 80, ms: 6000 }
    const plain = simulateTransfer({ ...path, pacing: watermark, lanes: 1 })
    const ours = simulateTransfer({ ...path, pacing: adaptive, lanes: { max: 16 } })
    expect(plain.series.slice(8).some((rate) => rate < 1e6)).toBe(true)
    expect(Math.min(...ours.series.slice(12))).toBeGreaterThan(20e6)
    expect(ours.rate).toBeGreaterThan(2 * plain.rate)
  })

  test('a fixed 512 KiB is window over round trip; the window that grows is more', () => {
    const path = { rttMs: 20, lanes: 1, ms: 4000 }
    const still = median({ ...path, pacing: fixed(512 * kib) }, 'lateRate')
    expect(still).toBeGreaterThan(18e6)
    expect(still).toBeLessThan(27e6)
    expect(median({ ...path, pacing: adaptive }, 'lateRate')).toBeGreaterThan(1.5 * still)
  })

  test('a path that one lane fills gets no more for long', () => {
    const { lanes, lateRate } = simulateTransfer({
      rttMs: 20,
      rate: 12e6,
      isShared: true,
      queueBytes: 250_000,
      pacing: adaptive,
      lanes: { max: 16 },
      ms: 14_000,
    })
    expect(lanes).toBe(1)
    expect(lateRate).toBeGreaterThan(10e6)
  })
})
