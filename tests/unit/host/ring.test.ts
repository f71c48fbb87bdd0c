import { describe, expect, test } from 'vitest'
import type { ColumnSet } from '../../../src/host/columns.ts'
import { Ring } from '../../../src/host/ring.ts'
import { RingMemory } from '../../../src/host/ring-memory.ts'

const columns: ColumnSet<'rate' | 'rtt'> = {
  names: ['rate', 'rtt'],
  hows: ['average', 'known'],
  flows: [true, false],
}
const row = (rate: number, rtt = 0) => Float64Array.of(rate, rtt)
/** Pages of ten steps of two columns: 40 bytes for each column that moves. */
const size = { steps: 50, pageSteps: 10, keys: 3 }
const ringIn = (memory = new RingMemory(1_000_000)) => new Ring(size, columns, memory)
const fill = (ring: Ring<'rate' | 'rtt'>, keys: readonly string[], from: number, to: number) => {
  for (let n = from; n < to; n++) {
    ring.step(n * 1000)
    for (const key of keys) ring.put(key, row(n))
  }
}
const all = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const

test('the newest steps are kept, and no more', () => {
  const ring = ringIn()
  fill(ring, ['a'], 0, 237)
  const { at, columns } = ring.read('a', ...all)
  expect(at).toHaveLength(50)
  expect(at[0]).toBe(187_000)
  expect(columns.rate).toEqual(at.map((time) => time / 1000))
  expect(ring.read('a', 200_000, 202_000).columns.rate).toEqual([200, 201, 202])
})

test('what is zero takes no memory, what is let go of is given back', () => {
  const memory = new RingMemory(1_000_000)
  const ring = ringIn(memory)
  fill(ring, ['a'], 1, 300)
  const full = memory.used
  // Five pages and the one that is being filled, of one column that moves.
  expect(full).toBe(6 * 40)
  expect(ring.bytes).toBe(full)
  for (let n = 300; n < 360; n++) {
    ring.step(n * 1000)
    ring.put('a', row(0))
  }
  expect(memory.used).toBe(0)
  expect(ring.read('a', ...all).columns.rate.every((rate) => rate === 0)).toBe(true)
  fill(ring, ['a'], 360, 380)
  ring.forget(() => false)
  expect(memory.used).toBe(0)
})

describe('when memory is short', () => {
  test('the oldest is given up first, of the ring that holds most', () => {
    const memory = new RingMemory(8 * 40)
    const [large, small] = [ringIn(memory), ringIn(memory)]
    fill(small, ['s'], 1, 15)
    fill(large, ['a', 'b'], 1, 50)
    expect(memory.used).toBeLessThanOrEqual(memory.limit)
    expect(small.hasDropped).toBe(false)
    expect(large.hasDropped).toBe(true)
    expect(large.reaches(10_000)).toBe(false)
    const { at, columns } = large.read('a', ...all)
    expect(columns.rate).toEqual(at.map((time) => time / 1000))
    expect(at.at(-1)).toBe(49_000)
    expect(large.lost).toBe(0)
  })
  test('what finds no room at all is counted', () => {
    const ring = ringIn(new RingMemory(40))
    fill(ring, ['a', 'b'], 1, 9)
    expect(ring.lost).toBe(8)
    expect(ring.read('a', ...all).columns.rate).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})

test('there is room for so many keys; those that are left out are counted, and get the room of who is gone', () => {
  const ring = ringIn()
  fill(ring, ['a', 'b', 'c', 'd', 'e'], 1, 8)
  expect([...ring.keys()]).toEqual(['a', 'b', 'c'])
  expect(ring.leftOut).toBe(2)
  fill(ring, ['d'], 8, 75)
  expect([...ring.keys()]).toEqual(['d'])
  expect(ring.leftOut).toBe(0)
  expect(ring.size).toBe(1)
})

test('nothing is known of a key before it came, while it was away, and of a value that was not measured', () => {
  const ring = ringIn()
  const puts: Record<number, Float64Array> = { 2: row(2, 20), 3: row(3, Number.NaN), 6: row(6, 60) }
  for (let n = 1; n <= 7; n++) {
    ring.step(n * 1000)
    ring.put('other', row(1))
    const put = puts[n]
    if (put) ring.put('a', put)
  }
  expect(ring.read('a', ...all).columns).toEqual({
    rate: [null, 2, 3, null, null, 6, null],
    rtt: [null, 20, null, null, null, 60, null],
  })
})

test('a pause is a gap; a clock that was set back makes no times that fall', () => {
  const ring = ringIn()
  for (const at of [1000, 2000, 9000, 10_000, 9500, 9600]) {
    ring.step(at)
    ring.put('a', row(at / 1000))
  }
  expect(ring.read('a', ...all)).toMatchObject({
    at: [1000, 2000, 2001, 9000, 9500, 9600],
    columns: { rate: [1, 2, null, 9, 9.5, 9.6] },
  })
})
