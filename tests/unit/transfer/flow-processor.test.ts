import { expect, test } from 'vitest'
import { processorPressure } from '../../../src/renderer/transfer/worker/processor-pressure.ts'
import { processorUse } from '../../../src/rtc/processor-use.ts'
import { ProcessorLoad } from '../../../src/transfer/flow/processor-load.ts'
import { rateInWords } from '../../../src/transfer/flow/rate-words.ts'

function beaten(lates: number[], read?: () => number): number {
  const load = new ProcessorLoad(read)
  for (const late of lates) load.beat(late)
  return load.part
}

test('nothing is said of a processor of which nothing is known', () => {
  expect(new ProcessorLoad().part).toBe(-1)
  expect(beaten([0, 1, 3, 2, 0, 1])).toBe(-1)
})

test('beats that come late time after time show a full processor; one that does shows nothing', () => {
  expect(beaten(Array(20).fill(25))).toBeGreaterThan(0.9)
  expect(beaten([...Array(20).fill(1), 25])).toBeLessThan(0.6)
})

test('a machine that slept has no full processor when it wakes', () => {
  expect(beaten([3_600_000, ...Array(16).fill(0)])).toBe(-1)
})

test('what the system tells is smoothed, and the worse of both counts', () => {
  let use = 0.2
  const load = new ProcessorLoad(() => use)
  load.beat(0)
  use = 1
  load.beat(0)
  expect(load.part).toBeCloseTo(0.4)
  for (let beat = 0; beat < 20; beat++) load.beat(0)
  expect(load.part).toBeGreaterThan(0.95)
  expect(beaten(Array(20).fill(25), () => 0.1)).toBeGreaterThan(0.9)
})

test('a thread that does nothing but compute is in full use', () => {
  const use = processorUse()
  const until = performance.now() + 40
  while (performance.now() < until);
  const part = use()
  expect(part).toBeGreaterThan(0.9)
  expect(part).toBeLessThanOrEqual(1)
})

test('a browser tells of pressure in words; one that does not, or may not, tells nothing', async () => {
  expect(processorPressure(undefined)()).toBe(-1)
  let tell: (records: { state: string }[]) => void = () => {}
  class Observer {
    constructor(changed: (records: never) => void) {
      tell = changed as typeof tell
    }
    observe = () => Promise.reject(new Error('not allowed'))
  }
  const pressure = processorPressure(Observer as never)
  expect(pressure()).toBe(-1)
  tell([{ state: 'nominal' }, { state: 'critical' }])
  expect(pressure()).toBeGreaterThan(0.9)
  tell([{ state: 'something new' }])
  expect(pressure()).toBe(-1)
})

test('rates are in bits, as on the page', () => {
  expect([0, 12_500, 1_052_500, 61_200_000, 250e6].map(rateInWords)).toEqual([
    '0 Mbit/s',
    '100 kbit/s',
    '8.42 Mbit/s',
    '490 Mbit/s',
    '2.00 Gbit/s',
  ])
})
