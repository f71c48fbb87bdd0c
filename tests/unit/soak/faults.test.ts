import { expect, test } from 'vitest'
import { chooseFault, injectFaults } from '../../../bench/soak/faults.ts'
import type { Fault } from '../../../bench/soak/soak.ts'

/** Runs the plan of a seed for so many faults, without waiting. */
async function plan(seed: string, count: number, holds: Record<string, Promise<void>> = {}) {
  const over = new AbortController()
  const told: string[] = []
  const fault = (name: string, of: string, weight: number): Fault => ({
    name,
    of,
    weight,
    async run(random, how) {
      how(random().toFixed(6))
      await holds[name]
    },
  })
  let waits = 0
  const done = await injectFaults({
    faults: [fault('cut', 'link', 3), fault('slow', 'link', 1), fault('crash', 'engine', 1)],
    seed,
    over: over.signal,
    told: (text) => told.push(text),
    failed: (text) => told.push(text),
    async pause(ms) {
      told.push(`after ${ms}`)
      if (++waits > count) over.abort()
    },
  })
  return { told, done }
}

test('the same seed has the same faults at the same times, in the same way; another one has others', async () => {
  const [one, again, other] = [await plan('7', 20), await plan('7', 20), await plan('8', 20)]
  expect(again.told).toEqual(one.told)
  expect(other.told).not.toEqual(one.told)
})

test('all kinds come, the heavier the more often', () => {
  let step = 0
  const faults = [1, 3].map((weight): Fault => ({ name: `${weight}`, of: '', weight, run: async () => {} }))
  const chosen = Array.from({ length: 100 }, () => chooseFault(faults, () => step++ / 100).name)
  expect(chosen.filter((name) => name === '3')).toHaveLength(75)
})

test('what is taken away already is not taken away twice, and what lasts is waited for', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isOver = false
  const running = plan('7', 30, { cut: promise, slow: promise }).then((result) => {
    isOver = true
    return result
  })
  await new Promise((done) => setImmediate(done))
  expect(isOver).toBe(false)
  resolve()
  const { done } = await running
  expect((done.get('cut') ?? 0) + (done.get('slow') ?? 0)).toBe(1)
  expect(done.get('crash')).toBeGreaterThan(1)
})

test('a fault that cannot be done is told, and the others go on', async () => {
  const over = new AbortController()
  const told: string[] = []
  let waits = 0
  const fault: Fault = {
    name: 'cut',
    of: 'link',
    weight: 1,
    run: () => Promise.reject(new Error('no such link')),
  }
  await injectFaults({
    faults: [fault],
    seed: '1',
    over: over.signal,
    told: () => {},
    failed: (text) => told.push(text),
    async pause() {
      await new Promise((done) => setImmediate(done))
      if (++waits > 2) over.abort()
    },
  })
  expect(told).toEqual(['"cut" could not be done: no such link', '"cut" could not be done: no such link'])
})
