import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RateLimit } from '../../../src/engines/forward/rate-limit.ts'
import { ReadBuffer } from '../../../src/engines/forward/read-buffer.ts'

/** A socket that takes nothing until it is told to. */
class StuckSocket {
  readonly pending: { bytes: Uint8Array; done: () => void }[] = []
  writableLength = 0
  write(bytes: Uint8Array, done: () => void): boolean {
    this.pending.push({ bytes, done })
    this.writableLength += bytes.length
    return false
  }
  takeOne(): void {
    const { bytes, done } = this.pending.shift()!
    this.writableLength -= bytes.length
    done()
  }
}

describe('the read buffer', () => {
  test('is not read into again while a write of it is pending', () => {
    const reads = new ReadBuffer()
    const socket = new StuckSocket()
    const used = new Set<Uint8Array>()
    for (let n = 0; n < 20; n++) {
      const buffer = reads.current()
      expect(used.has(buffer)).toBe(false)
      used.add(buffer)
      buffer.fill(n)
      reads.forward(buffer, 1000, socket as unknown as Socket)
    }
    for (const [n, { bytes }] of socket.pending.entries())
      expect(bytes.every((byte) => byte === n)).toBe(true)
    while (socket.pending.length > 0) socket.takeOne()
  })

  test('is kept when the kernel took the bytes at once, and grows after a read that filled it', () => {
    const reads = new ReadBuffer()
    const eager = {
      writableLength: 0,
      write(_: Uint8Array, done: () => void) {
        queueMicrotask(done)
        return true
      },
    }
    const small = reads.current()
    reads.forward(small, 1000, eager as unknown as Socket)
    expect(reads.current()).toBe(small)
    reads.forward(small, small.length, eager as unknown as Socket)
    expect(reads.current().length).toBeGreaterThan(small.length)
  })
})

describe('the rate limit', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('lets a tenth of a second through at once, then makes whoever spends more wait', () => {
    const resumed: string[] = []
    const limit = new RateLimit<string>(1_000_000, performance.now(), (waiter) => resumed.push(waiter))
    expect(limit.spend(100_000, 'a', performance.now())).toBe(true)
    expect(limit.spend(50_000, 'a', performance.now())).toBe(false)
    expect(limit.spend(50_000, 'b', performance.now())).toBe(false)
    vi.advanceTimersByTime(49)
    expect(resumed).toEqual([])
    vi.advanceTimersByTime(60)
    expect(resumed).toEqual(['a', 'b'])
  })

  test('holds over a second', () => {
    let spent = 0
    const limit = new RateLimit<string>(1_000_000, performance.now(), () => {})
    for (let ms = 0; ms < 2000; ms++) {
      if (limit.spend(0, 'a', performance.now())) {
        limit.spend(10_000, 'a', performance.now())
        spent += 10_000
      }
      vi.advanceTimersByTime(1)
    }
    expect(spent).toBeGreaterThan(1_900_000)
    expect(spent).toBeLessThan(2_200_000)
  })

  test('lets everybody go on when it is lifted', () => {
    const resumed: string[] = []
    const limit = new RateLimit<string>(1000, performance.now(), (waiter) => resumed.push(waiter))
    limit.spend(1_000_000, 'a', performance.now())
    limit.end()
    expect(resumed).toEqual(['a'])
  })
})
