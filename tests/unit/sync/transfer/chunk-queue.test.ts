import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Ask, ChunkQueue, type ChunkTaker } from '../../../../src/engines/sync/transfer/chunk-queue.ts'

interface Options {
  folder?: string
  devices?: string[]
  small?: boolean
  urgent?: boolean
}

/** A file of chunks of so many bytes; each hash is the file's name and the chunk's number, unless it is given. */
function taker(path: string, options: Options = {}) {
  const asked = new Set<number>()
  const it: ChunkTaker & { isAsked: Set<number> } = {
    isAsked: asked,
    folderId: options.folder ?? 'folder',
    path,
    content: path,
    devices: new Set(options.devices ?? ['A']),
    isSmall: options.small ?? false,
    copies: false,
    isUrgent: options.urgent ?? false,
    offsetOf: () => 0,
    asked: (index, isAsked) => (isAsked ? asked.add(index) : asked.delete(index)),
    arrived: () => undefined,
    lost: () => {},
  }
  return it
}
const chunks = (path: string, count: number, length: number) =>
  Array.from({ length: count }, (_, index) => ({ index, hash: `${path}${index}`, length }))
const hashes = (asks: Ask[] | undefined) => asks?.map(({ wanted }) => wanted.hash)

const megabyte = 1024 * 1024

test('a request is for 8 chunks, or 64 small ones, or 4 MB', () => {
  const queue = new ChunkQueue()
  queue.add(taker('a'), chunks('a', 100, 100_000))
  expect(queue.compose('A')).toHaveLength(8)
  const large = new ChunkQueue()
  large.add(taker('a'), chunks('a', 100, 1.5 * megabyte))
  expect(large.compose('A')).toHaveLength(2)
  const small = new ChunkQueue()
  for (let i = 0; i < 100; i++) small.add(taker(`${i}`, { small: true }), chunks(`${i}-`, 1, 4096))
  expect(small.compose('A')).toHaveLength(64)
  expect(small.compose('A')).toHaveLength(36)
  expect(small.compose('A')).toBeUndefined()
})

test('a chunk larger than what may be asked for is asked for alone', () => {
  const queue = new ChunkQueue()
  queue.add(taker('a'), chunks('a', 2, megabyte))
  expect(queue.compose('A', 1000)).toHaveLength(1)
})

test('folders take turns by bytes, and one that had nothing to ask for has nothing to catch up on', () => {
  const queue = new ChunkQueue()
  queue.add(taker('x', { folder: 'one' }), chunks('x', 100, 4 * megabyte))
  for (let i = 0; i < 20; i++) queue.compose('A')
  queue.add(taker('y', { folder: 'two' }), chunks('y', 100, megabyte))
  const turns = Array.from({ length: 10 }, () => hashes(queue.compose('A'))![0]![0])
  expect(turns.filter((name) => name === 'x')).toHaveLength(5)
})

test('large files take turns', () => {
  const queue = new ChunkQueue()
  queue.add(taker('a'), chunks('a', 4, 4 * megabyte))
  queue.add(taker('b'), chunks('b', 4, 4 * megabyte))
  const order = Array.from({ length: 6 }, () => hashes(queue.compose('A'))![0])
  expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
})

test('small files go first, urgent ones before them, and every fourth request is of a large file', () => {
  const queue = new ChunkQueue()
  queue.add(taker('large'), chunks('l', 100, 4 * megabyte))
  for (let i = 0; i < 1000; i++) queue.add(taker(`${i}`, { small: true }), chunks(`s${i}-`, 1, 4096))
  queue.add(taker('now', { small: true, urgent: true }), chunks('u', 1, 4096))
  const first = Array.from({ length: 8 }, () => hashes(queue.compose('A'))![0]![0])
  expect(first.join('')).toBe('ussl' + 'sssl')
})

test('a device is asked only for what it has and may be asked for', () => {
  const queue = new ChunkQueue()
  queue.add(taker('a', { devices: ['A'] }), chunks('a', 1, 10))
  queue.add(taker('b', { devices: ['B', 'A'] }), chunks('b', 1, 10))
  expect(hashes(queue.compose('B'))).toEqual(['b0'])
  expect(queue.compose('C')).toBeUndefined()
  expect(queue.compose('A', undefined, () => false)).toBeUndefined()
  expect(hashes(queue.compose('A'))).toEqual(['a0'])
})

test('what was asked for in vain is asked for again before the rest', () => {
  const queue = new ChunkQueue()
  const file = taker('a')
  queue.add(file, chunks('a', 4, 4 * megabyte))
  const [ask] = queue.compose('A')!
  queue.compose('A')
  expect([...file.isAsked]).toEqual([0, 1])
  queue.again(ask!.wanted)
  expect([...file.isAsked]).toEqual([1])
  expect(hashes(queue.compose('A'))).toEqual(['a0'])
  expect(hashes(queue.compose('A'))).toEqual(['a2'])
})

test('a chunk of several files is everybody’s, and stays wanted when one of them goes', () => {
  const queue = new ChunkQueue()
  const [a, b] = [taker('a'), taker('b', { devices: ['B'] })]
  queue.add(a, [{ index: 3, hash: 'h', length: 10 }])
  queue.add(b, [{ index: 5, hash: 'h', length: 10 }])
  expect(queue.queuedBytes).toBe(10)
  const [ask] = queue.compose('A')!
  expect(b.isAsked.has(5)).toBe(true)
  queue.remove(a)
  expect(queue.isWanted(ask!.wanted)).toBe(true)
  queue.again(ask!.wanted)
  expect(queue.compose('A')).toBeUndefined()
  const [other] = queue.compose('B')!
  expect(other!.claim).toEqual({ taker: b, index: 5 })
  expect(queue.done(other!.wanted)).toEqual([{ taker: b, index: 5 }])
})

test('every chunk is asked for exactly once unless it comes back, whatever the order of calls', () => {
  const step = fc.record({
    what: fc.constantFrom('add', 'compose', 'done', 'again', 'remove' as const),
    which: fc.nat(7),
    size: fc.constantFrom(10, 70_000, 3_000_000),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queue = new ChunkQueue()
      const takers: ChunkTaker[] = []
      let asked: Ask[] = []
      for (const { what, which, size } of steps) {
        if (what === 'add') {
          const file = taker(`${takers.length}`, { small: which % 2 === 0, folder: `${which % 3}` })
          takers.push(file)
          // Files share chunks: the hash is told by the size and the number.
          queue.add(
            file,
            Array.from({ length: which + 1 }, (_, index) => ({
              index,
              hash: `${size}-${index}`,
              length: size,
            })),
          )
        } else if (what === 'compose') {
          const asks = queue.compose('A') ?? []
          for (const { wanted, claim } of asks) {
            expect(asked.some((ask) => ask.wanted.hash === wanted.hash)).toBe(false)
            expect(takers).toContain(claim.taker)
          }
          asked.push(...asks)
        } else if (what === 'remove') {
          const [gone] = takers.splice(which % Math.max(takers.length, 1), 1)
          if (gone) queue.remove(gone)
        } else {
          const [ask] = asked.splice(which % Math.max(asked.length, 1), 1)
          if (ask && what === 'done') queue.done(ask.wanted)
          else if (ask) queue.again(ask.wanted)
        }
      }
      for (const { wanted } of asked) queue.again(wanted)
      asked = []
      for (let asks = queue.compose('A'); asks !== undefined; asks = queue.compose('A')) {
        for (const { wanted } of asks) queue.done(wanted)
      }
      expect([queue.queuedChunks, queue.queuedBytes]).toEqual([0, 0])
      for (const file of takers) queue.remove(file)
      expect([...queue.takers()]).toEqual([])
    }),
  )
})
