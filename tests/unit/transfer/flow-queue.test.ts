import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockBytes } from '../../../src/transfer/files.ts'
import { type Work, WorkQueue } from '../../../src/transfer/flow/work-queue.ts'

const kib = 1024

/** All that is left, at most `maxBytes` at a time. */
function drain(queue: WorkQueue, maxBytes: number): Work[] {
  const all: Work[] = []
  for (let work = queue.next(maxBytes); work; work = queue.next(maxBytes)) all.push({ ...work })
  return all
}

test('a file comes in order, in runs of the size that is asked for', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 100 * kib)
  expect(queue.waitingBytes).toBe(100 * kib)
  expect(drain(queue, 64 * kib)).toEqual([
    { transfer: 1, file: 0, offset: 0, bytes: 64 * kib },
    { transfer: 1, file: 0, offset: 64 * kib, bytes: 36 * kib },
  ])
  expect(queue.waitingBytes).toBe(0)
})

test('files come one after the other, and a run is never of two', () => {
  const queue = new WorkQueue()
  queue.add(1, 4, 10)
  queue.add(1, 2, 20)
  queue.add(1, 3, 0)
  expect(drain(queue, 1 << 20).map(({ file, bytes }) => [file, bytes])).toEqual([
    [4, 10],
    [2, 20],
  ])
})

test('blocks that the receiver has are left out', () => {
  const queue = new WorkQueue()
  const size = 4 * blockBytes + 10
  queue.add(1, 0, size, Uint8Array.of(0b0_1101))
  expect(queue.waitingBytes).toBe(blockBytes + 10)
  expect(drain(queue, 1 << 20).map(({ offset, bytes }) => [offset, bytes])).toEqual([
    [blockBytes, blockBytes],
    [4 * blockBytes, 10],
  ])
  queue.add(1, 1, size, Uint8Array.of(0xff))
  expect(queue.next(1 << 20)).toBeUndefined()
})

test('a list of blocks that changes later changes nothing', () => {
  const queue = new WorkQueue()
  const has = Uint8Array.of(0)
  queue.add(1, 0, 3 * blockBytes, has)
  has[0] = 7
  expect(drain(queue, blockBytes)).toHaveLength(3)
  expect(queue.waitingBytes).toBe(0)
})

test('transfers share alike, by bytes', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 1000 * kib)
  queue.add(2, 0, 1000 * kib)
  const bytes = { 1: 0, 2: 0 } as Record<number, number>
  for (let turn = 0; turn < 20; turn++) {
    // What lanes take differs.
    const work = queue.next(turn % 2 === 0 ? 64 * kib : 16 * kib)!
    bytes[work.transfer]! += work.bytes
    expect(Math.abs(bytes[1]! - bytes[2]!)).toBeLessThanOrEqual(64 * kib)
  }
})

test('one that comes late, or was paused, does not catch up on what others had', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 1000 * kib)
  for (let turn = 0; turn < 10; turn++) queue.next(32 * kib)
  queue.add(2, 0, 1000 * kib)
  const first = Array.from({ length: 10 }, () => queue.next(32 * kib)!.transfer)
  expect(first.filter((transfer) => transfer === 1)).toHaveLength(5)
  queue.pause(2, true)
  expect(Array.from({ length: 5 }, () => queue.next(32 * kib)!.transfer)).toEqual([1, 1, 1, 1, 1])
  queue.pause(2, false)
  const then = Array.from({ length: 10 }, () => queue.next(16 * kib)!.transfer)
  expect(then.filter((transfer) => transfer === 1).length).toBeGreaterThanOrEqual(4)
})

test('what was paused is kept; with all paused there is nothing', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 100)
  queue.pause(1, true)
  expect(queue.next(100)).toBeUndefined()
  expect(queue.waitingBytes).toBe(100)
  queue.pause(1, false)
  expect(queue.next(100)?.bytes).toBe(100)
})

test('a file that is wished for comes next, the last wish first', () => {
  const queue = new WorkQueue()
  for (let file = 0; file < 5; file++) queue.add(1, file, 100)
  expect(queue.next(50)?.file).toBe(0)
  queue.prefer(1, 3)
  queue.prefer(1, 4)
  queue.prefer(1, 77)
  queue.prefer(9, 0)
  expect(drain(queue, 100).map(({ file }) => file)).toEqual([4, 3, 0, 1, 2])
})

test('what is given back goes first, cut as it is needed', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 300)
  const lost = queue.next(100)!
  queue.next(100)
  queue.giveBack(lost)
  expect(queue.waitingBytes).toBe(200)
  expect(drain(queue, 60).map(({ offset, bytes }) => [offset, bytes])).toEqual([
    [0, 60],
    [60, 40],
    [200, 60],
    [260, 40],
  ])
})

test('what is given back of a transfer that is gone is dropped', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 300)
  const lost = queue.next(100)!
  queue.remove(1)
  queue.giveBack(lost)
  expect(queue.waitingBytes).toBe(0)
  expect(queue.next(100)).toBeUndefined()
})

test('a file that is taken out takes along what was given back of it', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 300)
  queue.add(1, 1, 50)
  queue.giveBack(queue.next(100)!)
  queue.removeFile(1, 0)
  expect(queue.waitingBytes).toBe(50)
  expect(drain(queue, 100).map(({ file }) => file)).toEqual([1])
})

test('a file that is added again starts over', () => {
  const queue = new WorkQueue()
  queue.add(1, 0, 300)
  queue.next(200)
  queue.add(1, 0, 300)
  expect(queue.waitingBytes).toBe(300)
  expect(queue.next(1000)).toMatchObject({ offset: 0, bytes: 300 })
})

test('whatever lanes take and give back, each byte is done once', () => {
  const step = fc.record({
    what: fc.constantFrom('take', 'take', 'back', 'done'),
    bytes: fc.integer({ min: 1, max: 400 }),
  })
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 * blockBytes }), { maxLength: 6 }),
      fc.uint8Array({ minLength: 6, maxLength: 6 }),
      fc.array(step, { maxLength: 60 }),
      (sizes, has, steps) => {
        const queue = new WorkQueue()
        const done = sizes.map((size) => new Uint8Array(Math.ceil(size / kib)))
        sizes.forEach((size, file) => {
          queue.add(file % 2, file, size, Uint8Array.of(has[file]!))
          for (let unit = 0; unit * kib < size; unit++)
            if ((has[file]! >> Math.floor((unit * kib) / blockBytes)) & 1) done[file]![unit] = 1
        })
        const held: Work[] = []
        const finish = (work: Work) => {
          for (let at = work.offset; at < work.offset + work.bytes; at += kib) done[work.file]![at / kib]!++
          queue.done(work)
        }
        for (const { what, bytes } of steps) {
          const work = what === 'take' ? queue.next(bytes * kib) : held.shift()
          if (!work) continue
          if (what === 'take') held.push(work)
          else if (what === 'back') queue.giveBack(work)
          else finish(work)
        }
        for (const work of held) queue.giveBack(work)
        for (let work = queue.next(100 * kib); work; work = queue.next(100 * kib)) finish(work)
        expect(queue.waitingBytes).toBe(0)
        expect(done.every((units) => units.every((times) => times === 1))).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})
