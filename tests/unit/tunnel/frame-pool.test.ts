import { expect, test } from 'vitest'
import { BufferPool, bufferSizes, largestBuffer } from '../../../src/engines/tunnel/frame/buffer-pool.ts'

test('a buffer has room for what was asked for, and nothing in it', () => {
  const pool = new BufferPool()
  for (const bytes of [0, 1, 1024, 1025, 8192, 8193, largestBuffer]) {
    const buffer = pool.take(bytes)
    expect(buffer.bytes.length).toBe(bufferSizes.find((size) => size >= bytes))
    expect(buffer.length).toBe(0)
    buffer.length = 5
    pool.give(buffer)
  }
  expect(pool.take().length).toBe(0)
  expect(() => pool.take(largestBuffer + 1)).toThrow(RangeError)
})

test('a buffer that was given back is used again', () => {
  const pool = new BufferPool()
  const first = pool.take(100)
  pool.give(first)
  expect(pool.take(100)).toBe(first)
  expect(pool.counters()).toEqual({ out: 1, mostOut: 1, made: 1, dropped: 0 })
})

test('a buffer cannot be given back twice', () => {
  const pool = new BufferPool()
  const buffer = pool.take()
  pool.give(buffer)
  expect(() => pool.give(buffer)).toThrow('twice')
  expect(pool.counters().out).toBe(0)
})

test('what lies ready is bounded, and what is more is let go', () => {
  const pool = new BufferPool(1 / 64)
  const many = Array.from({ length: 10 }, () => pool.take())
  for (const buffer of many) pool.give(buffer)
  expect(pool.counters()).toEqual({ out: 0, mostOut: 10, made: 10, dropped: 8 })
})

test('what is filled is shown without a copy, by the same object while its length is the same', () => {
  const buffer = new BufferPool().take(1024)
  buffer.length = 10
  const view = buffer.filled()
  expect(view).toHaveLength(10)
  expect(view.buffer).toBe(buffer.bytes.buffer)
  expect(buffer.filled()).toBe(view)
  buffer.length = 11
  expect(buffer.filled()).toHaveLength(11)
})
