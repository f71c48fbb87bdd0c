import { describe, expect, test } from 'vitest'
import { emptyRow, LiveSeries, ruleColumnKind, SeriesRing } from '../../../src/renderer/state/series.ts'
import { Sparks, sparkSlots } from '../../../src/renderer/state/sparks.ts'

const row = (part: Partial<ReturnType<typeof emptyRow>>) => ({ ...emptyRow(), ...part })
describe('a ring', () => {
  test('keeps only the newest rows', () => {
    const ring = new SeriesRing(3)
    for (const at of [1000, 2000, 3000, 4000]) ring.push(at, row({ rateDown: at }))
    expect(ring.read(0, ['rateDown'])).toEqual([
      [2, 3, 4],
      [2000, 3000, 4000],
    ])
  })
  test('reads from a point in time', () => {
    const ring = new SeriesRing(5)
    for (const at of [1000, 2000, 3000]) ring.push(at, row({}))
    expect(ring.read(2000, [])[0]).toEqual([2, 3])
  })
  test('takes the past in before what was seen, without doubles', () => {
    const ring = new SeriesRing(10)
    ring.push(3000, row({ rateDown: 33 }))
    ring.backfill({ at: [1000, 2000, 3000, 4000], columns: { rateDown: [1, 2, 3, 4] } })
    expect(ring.read(0, ['rateDown'])).toEqual([
      [1, 2, 3],
      [1, 2, 33],
    ])
  })
})

describe('live series', () => {
  test('turn rising totals into steps, also when the engine restarts', () => {
    const live = new LiveSeries(ruleColumnKind)
    for (const [n, lateFrames] of [5, 7, 7, 1].entries()) live.take(1000 + n * 100, row({ lateFrames }))
    expect(live.fine.read(0, ['lateFrames'])[1]).toEqual([0, 2, 0, 0])
  })
  test('average gauges, keep the worst gap and add counters up within each second', () => {
    const live = new LiveSeries(ruleColumnKind)
    live.take(1000, row({ rateDown: 10, frameIntervalMs: 40, frames: 0 }))
    live.take(1500, row({ rateDown: 30, frameIntervalMs: 90, frames: 12 }))
    live.take(1900, row({ rateDown: 20, frameIntervalMs: 41, frames: 25 }))
    live.take(2000, row({}))
    expect(live.coarse.read(0, ['rateDown', 'frameIntervalMs', 'frames'])).toEqual([[1], [20], [90], [25]])
  })
  test('have a gap where no snapshot came for a while', () => {
    const live = new LiveSeries(ruleColumnKind)
    for (const at of [1000, 2000, 9000, 10_000]) live.take(at, row({ rateDown: 7 }))
    expect(live.fine.read(0, ['rateDown'])).toEqual([
      [1, 2, 2.001, 9, 10],
      [7, 7, null, 7, 7],
    ])
    expect(live.coarse.read(0, ['rateDown'])).toEqual([
      [1, 2, 2.001, 9],
      [7, 7, null, 7],
    ])
  })
})

describe('sparklines', () => {
  const last = (sparks: Sparks, id: string, count: number) => {
    const out = new Float32Array(count)
    return sparks.read(id, out) ? [...out] : undefined
  }
  test('a rule that never moved has none', () => {
    const sparks = new Sparks()
    sparks.step(100, ['a', 'b'], [0, 5])
    expect(last(sparks, 'a', 2)).toBeUndefined()
    expect(last(sparks, 'b', 2)).toEqual([0, 5])
  })
  test('forget what is older than a minute', () => {
    const sparks = new Sparks()
    for (let n = 0; n < sparkSlots + 5; n++) sparks.step(n * 100, ['a'], [n])
    expect(last(sparks, 'a', sparkSlots)![0]).toBe(5)
  })
  test('a rule that left the snapshots falls to zero', () => {
    const sparks = new Sparks()
    sparks.step(100, ['a'], [7])
    sparks.step(200, [], [])
    expect(last(sparks, 'a', 2)).toEqual([7, 0])
  })
  test('are filled with the past, once for all rules', () => {
    const sparks = new Sparks()
    sparks.step(300, ['a', 'b'], [3, 30])
    const at = [100, 200, 300]
    sparks.backfill([
      { id: 'a', at, rates: [1, 2, 9] },
      { id: 'b', at, rates: [10, 20, 90] },
    ])
    expect(sparks.columns(['a', 'b']).map((values) => [...values])).toEqual([
      [0.1, 0.2, 0.3],
      [1, 2, 3],
      [10, 20, 30],
    ])
  })
  test('are thinned out by averaging the same steps together, however far time went on', () => {
    const sparks = new Sparks()
    for (const rate of [1, 3, 5, 7]) sparks.step(rate * 1000, ['a'], [rate])
    expect(sparks.columns(['a'], 2).map((values) => [...values])).toEqual([
      [2, 6],
      [2, 6],
    ])
    sparks.step(9000, ['a'], [9])
    expect([...sparks.columns(['a'], 2)[1]!]).toEqual([2, 6, 9])
    for (let n = 0; n < sparkSlots; n++) sparks.step(n, ['a'], [n])
    const before = [...sparks.columns(['a'], 2)[1]!]
    sparks.step(sparkSlots, ['a'], [sparkSlots])
    expect([...sparks.columns(['a'], 2)[1]!]).toEqual(expect.arrayContaining(before.slice(1, -1)))
  })
  test('the mean is that of the last steps', () => {
    const sparks = new Sparks()
    for (const rate of [0, 10, 20]) sparks.step(rate, ['a'], [rate])
    expect(sparks.mean('a', 2)).toBe(15)
  })
})
