import { expect, test } from 'vitest'
import { BandwidthEstimate } from '../../../../src/engines/sync/transfer/bandwidth-estimate.ts'
import { blockMap } from '../../../../src/engines/sync/transfer/block-map.ts'
import { StreamCount } from '../../../../src/engines/sync/transfer/stream-count.ts'

/** A way that carries so much at most, of which each stream gets so much at most; bytes/s. Returns the counts used. */
function run(count: StreamCount, total: number, each: number, seconds: number): number[] {
  const used: number[] = []
  for (let quarter = 0; quarter < seconds * 4; quarter++) {
    const rate = Math.min(total, each * count.streams)
    count.measure(250, rate / 4, Math.ceil(rate / 4 / 1e6), true)
    used.push(count.streams)
  }
  return used
}

test('streams are added while goodput grows by them, to 16 at most', () => {
  const count = new StreamCount(16)
  const used = run(count, 1e9, 10e6, 60)
  expect(Math.max(...used)).toBe(16)
  expect(used.slice(-120).filter((streams) => streams === 16).length).toBeGreaterThan(80)
})

test('streams that gain nothing are not kept', () => {
  const count = new StreamCount(16)
  const used = run(count, 100e6, 100e6, 120)
  const late = used.slice(-240)
  expect(late.reduce((sum, streams) => sum + streams, 0) / late.length).toBeLessThan(3)
})

test('when the way gets wider, more streams are used', () => {
  const count = new StreamCount(16)
  run(count, 100e6, 100e6, 120)
  const used = run(count, 1e9, 50e6, 300)
  expect(used.at(-1)).toBeGreaterThanOrEqual(8)
})

test('what is measured while streams are idle says nothing of their number', () => {
  const count = new StreamCount(16)
  for (let i = 0; i < 1000; i++) count.measure(250, 1000 * i, 1, false)
  expect(count.streams).toBe(4)
})

test('the most that is allowed holds at once', () => {
  const count = new StreamCount(16)
  run(count, 1e9, 10e6, 60)
  count.setMax(2)
  expect(count.streams).toBe(2)
  expect(Math.max(...run(count, 1e9, 10e6, 60))).toBe(2)
  count.setMax(1)
  expect(Math.max(...run(count, 1e9, 10e6, 60))).toBe(1)
})

test('an estimate is the rate of the last measurements, and idle time does not lower it', () => {
  const estimate = new BandwidthEstimate()
  estimate.measure(0)
  for (let ms = 250; ms <= 1000; ms += 250) {
    estimate.add(250_000)
    estimate.measure(ms)
  }
  expect(estimate.bytesPerSecond).toBe(1_000_000)
  estimate.pause()
  estimate.measure(60_000)
  expect(estimate.bytesPerSecond).toBe(1_000_000)
  for (let ms = 60_250; ms <= 62_250; ms += 250) {
    estimate.add(25_000)
    estimate.measure(ms)
  }
  expect(estimate.bytesPerSecond).toBe(100_000)
})

test('a map has a letter a chunk, up to 128', () => {
  expect(blockMap(Uint8Array.of(0, 1, 2, 3))).toBe('madh')
  expect(blockMap(new Uint8Array(0))).toBe('')
  const states = new Uint8Array(1000).fill(3)
  states[999] = 0
  states[10] = 2
  const map = blockMap(states)
  expect(map).toHaveLength(128)
  expect(map).toBe(`hd${'h'.repeat(125)}m`)
})
