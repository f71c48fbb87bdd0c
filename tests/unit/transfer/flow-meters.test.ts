import { expect, test } from 'vitest'
import { RateMeter } from '../../../src/transfer/flow/rate-meter.ts'
import { WaitMeter } from '../../../src/transfer/flow/wait-meter.ts'

test('the rate is of the last second, the average of all, the peak of the best second', () => {
  const meter = new RateMeter(1000)
  for (let at = 1000; at < 3000; at += 20) meter.add(at, 200)
  expect(meter.rate(3000)).toBeCloseTo(10_000, -3)
  for (let at = 3000; at < 5000; at += 20) meter.add(at, 20)
  expect(meter.rate(5000)).toBeCloseTo(1000, -2)
  expect(meter.average).toBeCloseTo(5500, -2)
  expect(meter.peak).toBeCloseTo(10_000, -3)
  expect(meter.bytes).toBe(22_000)
  expect(meter.rate(7000)).toBe(0)
})

test('in the first second the rate is of the time that has passed', () => {
  const meter = new RateMeter(0)
  meter.add(100, 1000)
  meter.add(200, 1000)
  expect(meter.rate(200)).toBeCloseTo(10_000, -2)
  expect(meter.peak).toBe(meter.average)
})

test('before anything there is no rate, nor after an hour of nothing', () => {
  const meter = new RateMeter()
  expect([meter.rate(5), meter.average, meter.peak]).toEqual([0, 0, 0])
  meter.add(10, 100)
  expect(meter.rate(3_600_000)).toBe(0)
  meter.add(3_600_000, 50)
  expect(meter.rate(3_600_500)).toBeGreaterThan(0)
  expect(meter.peak).toBe(100)
})

test('who waited for whom: parts of the time in which there was something to send', () => {
  const meter = new WaitMeter(0)
  meter.enter('moving', 0)
  meter.enter('receiver', 500)
  meter.enter('idle', 1500)
  meter.enter('network', 4000)
  const parts = meter.parts(4500)
  expect(parts).toEqual({ moving: 0.25, receiver: 0.5, network: 0.25, source: 0, cpu: 0 })
})

test('what was more than five seconds ago counts no more', () => {
  const meter = new WaitMeter(0)
  meter.enter('receiver', 0)
  meter.enter('network', 10_000)
  expect(meter.parts(12_500).receiver).toBeCloseTo(0.5, 1)
  expect(meter.parts(16_000)).toMatchObject({ receiver: 0, network: 1 })
  expect(meter.parts(1_000_000)).toMatchObject({ receiver: 0, network: 1 })
})

test('a late timer shows that the processor was what was waited for', () => {
  const meter = new WaitMeter(0)
  meter.enter('moving', 0)
  meter.enter('network', 1000)
  meter.late(500, 2000)
  expect(meter.parts(2000)).toMatchObject({ moving: 0.5, network: 0.25, cpu: 0.25 })
  meter.enter('idle', 2000)
  meter.late(300, 2300)
  expect(meter.parts(2300).cpu).toBe(0.25)
})

test('with nothing to send all parts are 0', () => {
  expect(new WaitMeter(77).parts(5000)).toEqual({ moving: 0, receiver: 0, network: 0, source: 0, cpu: 0 })
})
