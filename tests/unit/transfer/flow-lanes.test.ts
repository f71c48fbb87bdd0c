import { expect, test } from 'vitest'
import { chunkBytes } from '../../../src/transfer/flow/chunk-bytes.ts'
import { estimateLoss } from '../../../src/transfer/flow/estimate-loss.ts'
import { LaneCount } from '../../../src/transfer/flow/lane-count.ts'

const kib = 1024

test.each([
  { rttMs: 1, loss: 0, rate: 600e6, bytes: 4096 * kib },
  { rttMs: 1, loss: 0.002, rate: 600e6, bytes: 1024 * kib },
  { rttMs: 6, loss: 0, rate: 600e6, bytes: 1024 * kib },
  { rttMs: 6, loss: 0.009, rate: 101e6, bytes: 1024 * kib },
  { rttMs: 6, loss: 0, rate: 90e6, bytes: 256 * kib },
  { rttMs: 6, loss: 0.02, rate: 200e6, bytes: 128 * kib },
  { rttMs: 10, loss: 0, rate: 200e6, bytes: 128 * kib },
  { rttMs: 40, loss: 0.06, rate: 1e6, bytes: 64 * kib },
  { rttMs: 60, loss: 0.01, rate: 1e6, bytes: 64 * kib },
  { rttMs: 60, loss: 0.2, rate: 1e6, bytes: 32 * kib },
  { rttMs: 150, loss: 0, rate: 1e6, bytes: 32 * kib },
  { rttMs: 250, loss: 0, rate: 1e6, bytes: 16 * kib },
  { rttMs: 5, loss: -1, rate: 0, bytes: 256 * kib },
])('$rttMs ms, $loss lost, $rate bytes/s: chunks of $bytes', ({ bytes, ...path }) => {
  expect(chunkBytes(path)).toBe(bytes)
})

test('loss is counted where the stack counts', () => {
  const path = { rttMs: 20, rate: 1e6, isHeld: true, sentPackets: 1000 }
  expect(estimateLoss({ ...path, retransmits: 20 })).toBe(0.02)
  expect(estimateLoss({ ...path, retransmits: 2000 })).toBe(1)
})

test('where it does not, loss is what congestion control makes such a rate of', () => {
  const path = { isHeld: true, sentPackets: 1000, retransmits: -1 }
  const atHalf = estimateLoss({ ...path, rttMs: 20, rate: 1.05e6 })
  expect(atHalf).toBeGreaterThan(0.003)
  expect(atHalf).toBeLessThan(0.007)
  expect(estimateLoss({ ...path, rttMs: 20, rate: 20e6 })).toBeLessThan(0.0001)
  expect(estimateLoss({ ...path, rttMs: 20, rate: 1e6, isHeld: false })).toBe(-1)
  expect(estimateLoss({ ...path, rttMs: 0.5, rate: 80e6 })).toBe(-1)
})

/** Time in quarters of a second; lanes open within one, and carry what `rate` says. */
function run(
  count: LaneCount,
  path: { rttMs: number; loss?: number; waited?: number; rate: (lanes: number) => number },
  ms = 20_000,
) {
  const seen: number[] = []
  let lanes = count.wanted
  for (let at = 0; at < ms; at += 250) {
    const { rttMs, loss = -1, waited = 1 } = path
    const wanted = count.sample(at, { rttMs, loss, waited, rate: path.rate(lanes), lanes })
    lanes = wanted
    seen.push(wanted)
  }
  return seen
}
const anew = (options = {}) => new LaneCount({ max: 16, gentle: false, ...options })
const perLane = (each: number) => (lanes: number) => each * lanes
const shared = (all: number) => () => all

test('one on a clean LAN, for ever', () => {
  expect(Math.max(...run(anew(), { rttMs: 1, loss: 0, rate: shared(80e6) }))).toBe(1)
})

test('four soon, and up to sixteen, where loss holds each back', () => {
  const seen = run(anew(), { rttMs: 20, loss: 0.005, rate: perLane(1e6) })
  expect(seen.indexOf(4)).toBeLessThanOrEqual(2)
  expect(seen.at(-1)).toBe(16)
  expect(seen.indexOf(16)).toBeLessThan(20)
})

test('more on a long clean path too', () => {
  expect(run(anew(), { rttMs: 80, rate: perLane(3e6) }).at(-1)).toBe(16)
})

test('no more than pay: what does not is taken back, and not tried again soon', () => {
  const seen = run(anew(), { rttMs: 20, loss: 0.005, rate: (lanes) => Math.min(5e6, lanes * 1e6) }, 60_000)
  expect(seen.at(-1)).toBeLessThanOrEqual(8)
  const one = run(anew(), { rttMs: 20, loss: 0, rate: shared(5e6) }, 15_000)
  expect(Math.max(...one)).toBe(4)
  expect(one.at(-1)).toBe(1)
})

test('a first burst, as of slow start before the first loss, does not hold back the lanes that pay for long', () => {
  const count = anew()
  const seen: number[] = []
  let lanes = 1
  for (let at = 0; at < 30_000; at += 250) {
    const rate = at < 1500 ? 6e6 : lanes * 0.5e6
    lanes = count.sample(at, { rttMs: 20, loss: 0.02, rate, lanes })
    seen.push(lanes)
  }
  expect(seen.slice(20)).not.toContain(1)
  expect(seen.at(-1)).toBe(16)
})

test('tries that fail come more and more rarely', () => {
  const seen = run(anew(), { rttMs: 20, loss: 0, rate: shared(5e6) }, 300_000)
  const tries = seen.filter((wanted, place) => wanted > (seen[place - 1] ?? 1)).length
  expect(tries).toBeGreaterThan(1)
  expect(tries).toBeLessThan(6)
})

test('lanes that do not open are not waited for', () => {
  const count = anew()
  let wanted = 1
  for (let at = 0; at < 15_000; at += 250)
    wanted = count.sample(at, { rttMs: 50, loss: 0.01, rate: 1e6, lanes: 1 })
  expect(wanted).toBe(1)
})

test('one is enough when a disk is what is waited for, or nothing is sent', () => {
  expect(run(anew(), { rttMs: 50, loss: 0.01, waited: 0.2, rate: perLane(1e6) }).at(-1)).toBe(1)
  expect(run(anew(), { rttMs: 50, loss: 0.01, rate: shared(0) }).at(-1)).toBe(1)
})

test('gentle: one; a limit is kept; both can be changed on the way', () => {
  const path = { rttMs: 50, loss: 0.01, rate: perLane(1e6) }
  expect(run(anew({ gentle: true }), path).at(-1)).toBe(1)
  expect(run(anew({ max: 6 }), path).at(-1)).toBe(6)
  const count = anew()
  run(count, path)
  count.set({ max: 8 })
  expect(count.wanted).toBe(8)
  expect(count.isAtMost).toBe(true)
  count.set({ gentle: true })
  expect(count.wanted).toBe(1)
})

test('a lossy path nearby gets more where loss is beyond doubt', () => {
  expect(run(anew(), { rttMs: 3, loss: 0.002, rate: perLane(5e6) }).at(-1)).toBe(1)
  expect(run(anew(), { rttMs: 3, loss: 0.02, rate: perLane(5e6) }).at(-1)).toBe(16)
})

test('a transfer that begins on a long path opens several lanes at once, and no one nearby', () => {
  expect(anew().begin(0, 3)).toBe(1)
  expect(anew().begin(0, -1)).toBe(1)
  expect(anew().begin(0, 15)).toBe(4)
  expect(anew().begin(0, 80)).toBe(8)
  expect(anew({ max: 3 }).begin(0, 80)).toBe(3)
  expect(anew({ gentle: true }).begin(0, 80)).toBe(1)
})

test('lanes that were opened for a path that only seemed long are closed as soon as that shows', () => {
  const count = anew()
  expect(count.begin(0, 40)).toBe(8)
  expect(count.sample(250, { rttMs: 2, loss: -1, rate: 5e6, lanes: 8 })).toBe(1)
})

test('what was learnt of a path holds for the next transfer on it, and not for another path', () => {
  const count = anew()
  expect(count.begin(0, -1)).toBe(1)
  expect(count.begin(100, 2)).toBe(1)
  expect(count.begin(200, 50)).toBe(1)
  count.restart()
  expect(count.begin(300, 50)).toBe(8)
})

/** As `run`, on a path that has a queue from so many bytes/s on. */
function runShared(count: LaneCount, all: number, perLane: number, ms: number) {
  const seen: number[] = []
  for (let at = 0; at < ms; at += 250) {
    const lanes = count.wanted
    const rate = Math.min(all, lanes * perLane)
    const nowMs = lanes * perLane > all ? 60 : 20
    seen.push(count.sample(at, { rttMs: 20, nowMs, loss: -1, rate, lanes }))
  }
  return seen
}

test('lanes that were opened at once and are not needed are closed again, one step after the other', () => {
  const count = anew()
  expect(count.begin(0, 50)).toBe(8)
  const seen = runShared(count, 10e6, 12e6, 20_000)
  expect(Math.max(...seen)).toBe(8)
  expect(seen.at(-1)).toBe(1)
})

test('those that are missed come back, and are not closed again soon', () => {
  const count = anew()
  count.begin(0, 50)
  const seen = runShared(count, 10e6, 2e6, 60_000)
  expect(seen).toContain(4)
  const atLess = seen.filter((lanes) => lanes < 8).length
  expect(atLess / seen.length).toBeLessThan(0.3)
  expect(seen.at(-1)).toBe(8)
})

test('nearby, a low rate, as of a busy processor, is not taken for loss; counted loss is', () => {
  const path = { rttMs: 3, loss: 0.02, rate: 3e6, lanes: 1 }
  const wanted = (options: object) => {
    const count = anew()
    for (let at = 0; at < 2000; at += 250) count.sample(at, { ...path, ...options })
    return count.wanted
  }
  expect(wanted({ isLossGuessed: true })).toBe(1)
  expect(wanted({ isLossGuessed: false })).toBe(4)
})

test('a queue that lanes make themselves does not count as a long path', () => {
  const count = anew()
  count.sample(0, { rttMs: 2, loss: -1, rate: 10e6, lanes: 1 })
  for (let at = 250; at < 10_000; at += 250)
    expect(count.sample(at, { rttMs: 40, loss: -1, rate: 10e6, lanes: 1 })).toBe(1)
})
