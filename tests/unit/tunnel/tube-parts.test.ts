import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BufferPool } from '../../../src/engines/tunnel/frame/buffer-pool.ts'
import { firstCredit, largestCredit, ReadCredit } from '../../../src/engines/tunnel/tube/credit.ts'
import { ownBytes } from '../../../src/engines/tunnel/tube/own-bytes.ts'
import { quantumBytes, Scheduler, Sender } from '../../../src/engines/tunnel/tube/scheduler.ts'
import { SendLog } from '../../../src/engines/tunnel/tube/send-log.ts'
import { SendQueue } from '../../../src/engines/tunnel/tube/send-queue.ts'
import { pattern } from '../../support/tunnel/tube-pair.ts'

/** Has so many bytes to send, in frames of so many; marks what it sends. */
class Source extends Sender {
  readonly mark: number
  readonly frameBytes: number
  left: number
  sent = 0

  constructor(mark: number, left: number, frameBytes: number) {
    super()
    this.mark = mark
    this.left = left
    this.frameBytes = frameBytes
  }

  get sendableBytes(): number {
    return this.left
  }

  fill(into: Uint8Array, at: number, limit: number): number {
    const count = Math.min(this.left, this.frameBytes)
    if (count > limit - at) return at
    into.fill(this.mark, at, at + count)
    this.left -= count
    this.sent += count
    return at + count
  }
}

test('those that have much to send get equal shares, whatever the size of their frames', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 16_000 }), { minLength: 2, maxLength: 12 }),
      (frameSizes) => {
        const scheduler = new Scheduler()
        const sources = frameSizes.map((size, mark) => new Source(mark, 10_000_000, size))
        for (const source of sources) scheduler.ready(source)
        const message = new Uint8Array(64 * 1024)
        for (let round = 0; round < 40; round++) scheduler.fill(message, message.length, 0)
        const sent = sources.map((source) => source.sent)
        expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(3 * quantumBytes)
      },
    ),
    { numRuns: 50 },
  )
})

test('one that has just begun is served before those that have sent already', () => {
  const scheduler = new Scheduler()
  const message = new Uint8Array(64 * 1024)
  const many = [1, 2, 3, 4].map((mark) => new Source(mark, 10_000_000, 8000))
  for (const source of many) scheduler.ready(source)
  for (let round = 0; round < 4; round++) scheduler.fill(message, message.length, 0)
  const few = new Source(9, 100, 100)
  scheduler.ready(few)
  scheduler.fill(message, message.length, 0)
  expect(message.indexOf(9)).toBe(0)
  expect(few.left).toBe(0)
})

test('one that always has just begun does not keep the others from sending', () => {
  const scheduler = new Scheduler()
  const message = new Uint8Array(64 * 1024)
  const much = new Source(1, 10_000_000, 8000)
  const again = new Source(2, 0, 8000)
  scheduler.ready(much)
  for (let round = 0; round < 50; round++) {
    again.left = 40_000
    scheduler.ready(again)
    scheduler.fill(message, message.length, 0)
  }
  expect(much.sent).toBeGreaterThan(500_000)
})

test('whoever is taken out of its list leaves the others in theirs', () => {
  const scheduler = new Scheduler()
  const sources = [1, 2, 3].map((mark) => new Source(mark, 50, 50))
  for (const source of sources) scheduler.ready(source)
  scheduler.remove(sources[2]!)
  scheduler.remove(sources[0]!)
  expect(scheduler.only).toBe(sources[1])
  scheduler.ready(sources[2]!)
  expect(scheduler.estimate(1000)).toBe(100)
  const message = new Uint8Array(1000)
  expect(scheduler.fill(message, 1000, 0)).toBe(100)
  expect(scheduler.isIdle).toBe(true)
})

test('what is written into a queue comes out in order, whole chunks and parts alike, and all buffers go back', () => {
  const step = fc.oneof(
    fc.record({ write: fc.integer({ min: 1, max: 90_000 }) }),
    fc.record({ move: fc.integer({ min: 1, max: 40_000 }) }),
    fc.constant({ whole: true }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pool = new BufferPool()
      const queue = new SendQueue(pool)
      const all = pattern(90_000 * 40)
      let written = 0
      let read = 0
      for (const step of steps) {
        if ('write' in step) {
          queue.write(all.subarray(written, written + step.write))
          written += step.write
        } else if ('move' in step) {
          const into = Buffer.alloc(Math.min(step.move, queue.bytes))
          queue.moveTo(into, 0, into.length)
          expect(into.equals(all.subarray(read, read + into.length))).toBe(true)
          read += into.length
        } else if (queue.wholeBytes > 0) {
          const count = queue.wholeBytes
          const chunk = queue.takeWhole()
          expect(
            Buffer.from(chunk.bytes.subarray(16, 16 + count)).equals(all.subarray(read, read + count)),
          ).toBe(true)
          expect(chunk.bytes.length).toBeGreaterThanOrEqual(count + 17)
          read += count
          pool.give(chunk)
        }
        expect(queue.bytes).toBe(written - read)
      }
      queue.clear()
      expect(pool.counters().out).toBe(0)
    }),
    { numRuns: 60 },
  )
})

test('messages are sent again from where the other end says that it stopped', () => {
  const pool = new BufferPool()
  const log = new SendLog(pool)
  for (let count = 0; count < 200; count++) {
    const message = pool.take(100)
    message.length = 1 + (count % 100)
    message.bytes[0] = count
    log.add(message)
    log.sent++
  }
  expect(log.acknowledge(150)).toBe(5050 + 1275)
  log.rewind()
  expect([log.sent, log.next!.bytes[0]]).toEqual([150, 150])
  expect(log.acknowledge(150)).toBe(0)
  log.clear()
  expect([log.bytes, log.next, pool.counters().out]).toEqual([0, undefined, 0])
})

test('credit doubles for one who starves while his reader keeps up, up to a limit of its own and one of all', () => {
  const credit = new ReadCredit(firstCredit)
  expect(credit.received(firstCredit)).toBe(true)
  expect(credit.received(1)).toBe(false)
  const slow = new ReadCredit(firstCredit)
  slow.received(200_000)
  expect(slow.starved(0)).toBe(0)
  slow.consumed(200_000)
  expect(slow.starved(0)).toBe(firstCredit)
  expect(slow.grant()).toBe(200_000 + 2 * firstCredit)
  for (let count = 0; count < 10; count++) slow.starved(0)
  expect(slow.window).toBe(largestCredit)
  expect(new ReadCredit(firstCredit).starved(64 * 1024 * 1024)).toBe(0)
})

test('nobody can have consumed more than has come', () => {
  const credit = new ReadCredit(firstCredit)
  credit.received(10)
  credit.consumed(1e9)
  credit.consumed(-5)
  expect(credit.grant()).toBe(firstCredit + 10)
})

test('few bytes do not hold on to the message that they came in', () => {
  const message = new Uint8Array(64 * 1024)
  expect(ownBytes(message, 0, 60_000).buffer).toBe(message.buffer)
  expect(ownBytes(message, 0, 3000).buffer.byteLength).toBe(3000)
  expect(ownBytes(message, 0, 100).buffer).not.toBe(message.buffer)
})
