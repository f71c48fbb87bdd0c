import { expect, test } from 'vitest'
import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'
import type { ChunkTaker } from '../../../../src/engines/sync/transfer/chunk-queue.ts'
import { Distrust } from '../../../../src/engines/sync/transfer/distrust.ts'
import { Links } from '../../../../src/engines/sync/transfer/links.ts'
import { Slots } from '../../../../src/engines/sync/transfer/slots.ts'
import { SourceHealth } from '../../../../src/engines/sync/transfer/source-health.ts'
import { isZeroChunk } from '../../../../src/engines/sync/transfer/zero-chunk.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'
import { FakeSource } from './fakes.ts'

test('a device that fails is left alone twice as long each time, and is as before once it has served', () => {
  const health = new SourceHealth()
  const pauses = Array.from({ length: 9 }, () => health.failed(0))
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  expect([health.isPaused(29_999), health.isPaused(30_000)]).toEqual([true, false])
  expect([health.isOut(29_999), health.isOut(30_000)]).toEqual([true, false])
  health.served()
  expect(health.failed(40_000)).toBe(500)
  expect(health.isOut(40_000)).toBe(false)
})

test('no more than a thousand lies are remembered, the newest', () => {
  const distrust = new Distrust()
  for (let i = 0; i < 3000; i++) distrust.add('A', `content ${i}`, 0)
  expect(distrust.size).toBe(1024)
  expect(distrust.has('A', 'content 2999', 1)).toBe(true)
  expect(distrust.has('A', 'content 0', 1)).toBe(false)
  expect(distrust.has('B', 'content 2999', 1)).toBe(false)
})

test('so many go at once, the others in order, and who gives up waiting takes no place', async () => {
  const slots = new Slots(2)
  const order: number[] = []
  const controllers = Array.from({ length: 6 }, () => new AbortController())
  for (const [i, { signal }] of controllers.entries()) {
    void (async () => {
      try {
        await slots.acquire(signal)
        order.push(i)
      } catch {
        order.push(-i)
      }
    })()
  }
  await settle()
  expect([order, slots.used, slots.waiting]).toEqual([[0, 1], 2, 4])
  controllers[3]!.abort()
  slots.release()
  slots.release()
  await settle()
  expect(order).toEqual([0, 1, -3, 2, 4])
  for (let i = 0; i < 3; i++) slots.release()
  await settle()
  expect([order.at(-1), slots.used, slots.waiting]).toEqual([5, 0, 0])
})

test('near the end a slow device is spared what a faster one has too', () => {
  const clock = new ManualClock()
  const links = new Links(clock, 16)
  for (const device of ['fast', 'slow', 'unknown']) links.add(new FakeSource(device))
  const [fast, slow, unknown] = [...links.all()]
  for (const [link, bytesPerSecond] of [
    [fast!, 100e6],
    [slow!, 1e6],
  ] as const) {
    link.estimate.measure(0)
    link.estimate.add(bytesPerSecond)
    link.estimate.measure(1000)
  }
  const file = (...devices: string[]) => ({ devices: new Set(devices) }) as unknown as ChunkTaker
  // 4 s for one request, in which the fast one brings 400 MB.
  expect(links.allowedBy(slow!, 1e9)).toBeUndefined()
  const allowed = links.allowedBy(slow!, 50e6)!
  expect(allowed(file('slow', 'fast'))).toBe(false)
  expect(allowed(file('slow', 'unknown'))).toBe(true)
  expect(links.allowedBy(fast!, 0)).toBeUndefined()
  expect(links.allowedBy(unknown!, 0)).toBeUndefined()
  links.failed(fast!, () => {})
  expect(links.allowedBy(slow!, 50e6)).toBeUndefined()
})

test('chunks of zeros are known by their hash, in the lengths in which they come', () => {
  for (const length of [256 * 1024, 4 * 1024 * 1024]) {
    expect(isZeroChunk(hashChunk(new Uint8Array(length)), length)).toBe(true)
    expect(isZeroChunk(hashChunk(new Uint8Array(length).fill(1)), length)).toBe(false)
  }
  expect(isZeroChunk(hashChunk(new Uint8Array(1000)), 1000)).toBe(false)
})
