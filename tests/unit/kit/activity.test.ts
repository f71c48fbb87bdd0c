import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Activity } from '../../../src/engines/kit/activity.ts'
import { snapshotsByActivity } from '../../../src/engines/kit/snapshots.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Reads snapshots of an engine for a while; `at` says when each came, ms from the start. */
function reading(moves: (at: number) => boolean = () => false) {
  const activity = new Activity()
  const at: number[] = []
  const over = new AbortController()
  const began = performance.now()
  const now = () => Math.round(performance.now() - began)
  const engine = { activity, snapshot: now }
  const read = async () => {
    for await (const snapshot of snapshotsByActivity(100, over.signal, engine, moves)) at.push(snapshot)
  }
  const ended = read().catch((error: unknown) => error)
  return { activity, at, over, ended }
}

test('an engine that has just begun is read often, and seldom when nothing happens any more', async () => {
  const { at } = reading()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(at.filter((ms) => ms <= 3000)).toHaveLength(30)
  const later = at.filter((ms) => ms > 4000)
  expect(later.length).toBeGreaterThanOrEqual(5)
  expect(later.length).toBeLessThanOrEqual(6)
})

test('what stirs it is seen soon, and it is read often for a while', async () => {
  const { activity, at } = reading()
  await vi.advanceTimersByTimeAsync(8250)
  at.length = 0
  activity.stir()
  await vi.advanceTimersByTimeAsync(100)
  expect(at[0]).toBeLessThanOrEqual(8350)
  await vi.advanceTimersByTimeAsync(2000)
  expect(at.length).toBeGreaterThan(15)
})

test('as long as its snapshots tell of something that moves it is read often', async () => {
  const { at } = reading((ms) => ms < 20_000)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(at.length).toBeGreaterThan(190)
})

test('reading ends with the reason for which it was given up, asleep or awake', async () => {
  const asleep = reading()
  await vi.advanceTimersByTimeAsync(10_000)
  asleep.over.abort(new Error('over'))
  expect(await asleep.ended).toEqual(new Error('over'))
  const awake = reading()
  awake.over.abort(new Error('over'))
  expect(await awake.ended).toEqual(new Error('over'))
  expect(vi.getTimerCount()).toBe(0)
})
