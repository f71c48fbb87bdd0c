import { expect, test } from 'vitest'
import { blockBytes } from '../../../src/transfer/files.ts'
import { Fault } from '../../../src/wire/fault.ts'
import {
  MemoryDisk,
  MemorySource,
  type MemoryTree,
  patternBytes,
} from '../../support/transfer/memory-files.ts'
import { SessionPair, type TestEnd } from '../../support/transfer/session-pair.ts'

const block = blockBytes

function expectSame(disk: MemoryDisk, tree: MemoryTree): void {
  const files = Object.keys(tree).filter((path) => !path.endsWith('/'))
  expect([...disk.files.keys()].sort()).toEqual(files.sort())
  for (const path of files) expect(Buffer.compare(disk.files.get(path)!, tree[path]!), path).toBe(0)
}

async function opened(options?: ConstructorParameters<typeof SessionPair>[0]): Promise<SessionPair> {
  const pair = new SessionPair(options)
  await pair.open()
  return pair
}

const stateOf = (end: TestEnd, id?: string) => end.transfer(id)?.state
const isOver = (end: TestEnd, id?: string) =>
  ['done', 'failed', 'cancelled', 'declined'].includes(stateOf(end, id) ?? '')

test('both ends have the same words and the name of the other', async () => {
  const pair = await opened()
  const left = await pair.left.session.opened
  const right = await pair.right.session.opened
  expect(left.words).toBe(right.words)
  expect(left.words.split(' ').length).toBeGreaterThanOrEqual(4)
  expect([left.peer, right.peer]).toEqual(['right', 'left'])
  expect(pair.left.session.snapshot()).toMatchObject({ state: 'open', sealed: true, proven: true })
  await pair.close()
})

test('a tree of files of all sizes arrives as it was, empty ones and folders included', async () => {
  const tree: MemoryTree = { 'shoot/': patternBytes(0, 0) }
  for (const size of [0, 1, 1023, 1024, 1025, block - 1, block, block + 1, 3 * block, 5 * block + 77])
    tree[`shoot/${size}.bin`] = patternBytes(size, size)
  const pair = await opened()
  const id = pair.left.offer(new MemorySource(tree))
  await pair.until(() => isOver(pair.left, id) && isOver(pair.right))
  expectSame(pair.right.disk, tree)
  expect(pair.left.transfer(id)).toMatchObject({ state: 'done', filesDone: 10, faultCode: '' })
  expect(pair.right.transfer()).toMatchObject({ state: 'done', filesDone: 10, name: 'shoot' })
  expect(pair.right.transfer()!.bytesDone).toBe(pair.right.transfer()!.bytes)
  await pair.close()
  expect(pair.right.sinks[0]!.closed).toBe('kept')
})

test('thousands of small files take a few reads and messages each', async () => {
  const tree: MemoryTree = {}
  for (let file = 0; file < 2000; file++) tree[`many/${file}`] = patternBytes(file % 700, file)
  const pair = await opened({ both: { seal: false } })
  const messages = { control: 0, data: 0 }
  pair.network.tamper = (message, channel) => {
    messages[channel]++
    return message
  }
  const source = new MemorySource(tree)
  pair.left.offer(source)
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  expectSame(pair.right.disk, tree)
  expect(source.reads).toBe(Object.values(tree).filter((bytes) => bytes.length > 0).length)
  expect(messages.data).toBeLessThan(200)
  expect(messages.control).toBeLessThan(200)
  await pair.close()
})

test('small files that were on a lane which is lost go by another one', async () => {
  const tree: MemoryTree = { 'many/large': patternBytes(40_000, 1) }
  for (let file = 0; file < 500; file++) tree[`many/${file}`] = patternBytes(4096, file)
  const pair = await opened({ network: { delayMs: 20 } })
  pair.left.offer(new MemorySource(tree))
  await pair.until(() => (pair.right.transfer()?.filesDone ?? 0) > 50)
  pair.network.cutAll()
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  expectSame(pair.right.disk, tree)
  expect(pair.left.session.snapshot().memory).toBe(0)
  await pair.close()
})

test('both ends send at once', async () => {
  const pair = await opened()
  const there = { 'a.bin': patternBytes(700_000, 1), 'b.bin': patternBytes(300_000, 2) }
  const back = { 'c.bin': patternBytes(900_000, 3) }
  pair.left.offer(new MemorySource(there))
  pair.right.offer(new MemorySource(back))
  await pair.until(() => pair.left.disk.files.size === 1 && pair.right.disk.files.size === 2)
  expectSame(pair.right.disk, there)
  expectSame(pair.left.disk, back)
  await pair.close()
})

test('several transfers are under way together', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  const ids = [1, 2, 3].map((each) =>
    pair.left.offer(new MemorySource({ [`${each}.bin`]: patternBytes(8_000_000, each) })),
  )
  await pair.until(() => ids.some((id) => stateOf(pair.left, id) === 'done'))
  for (const id of ids) expect(pair.left.transfer(id)!.bytesDone).toBeGreaterThan(4_000_000)
  await pair.until(() => ids.every((id) => isOver(pair.left, id)))
  await pair.close()
})

test('what is declined is not read', async () => {
  const pair = await opened()
  pair.right.accepts = false
  const source = new MemorySource({ 'a.bin': patternBytes(1000, 1) })
  const id = pair.left.offer(source)
  await pair.until(() => pair.right.offers.length === 1)
  expect(pair.right.offers[0]!.manifest).toMatchObject({ name: 'a.bin', files: 1, bytes: 1000 })
  pair.right.offers[0]!.decline('No room.')
  await pair.until(() => isOver(pair.left, id))
  expect(pair.left.transfer(id)).toMatchObject({ state: 'declined', problem: 'No room.' })
  expect(source).toMatchObject({ reads: 0, isClosed: true })
  await pair.close()
})

for (const by of ['left', 'right'] as const) {
  test(`what the ${by === 'left' ? 'sender' : 'receiver'} cancels ends on both sides, and nothing of it stays`, async () => {
    const pair = await opened()
    const source = new MemorySource({ 'a.bin': patternBytes(8_000_000, 1) })
    pair.left.offer(source)
    await pair.until(() => (pair.right.transfer()?.bytesDone ?? 0) > 0)
    pair[by].session.cancel(pair[by].transfer()!.id)
    await pair.until(() => isOver(pair.left) && isOver(pair.right))
    await pair.until(() => pair.right.sinks[0]!.closed === 'dropped')
    expect([stateOf(pair.left), stateOf(pair.right)]).toEqual(['cancelled', 'cancelled'])
    expect(pair.right.disk.parts.size).toBe(0)
    expect(source.isClosed).toBe(true)
    // What was on its way disturbs nobody.
    const tree = { 'b.bin': patternBytes(600_000, 2) }
    pair.left.offer(new MemorySource(tree))
    await pair.until(() => isOver(pair.right, pair.right.transfer()!.id) && pair.right.disk.files.size === 1)
    expectSame(pair.right.disk, tree)
    await pair.close()
  })

  test(`what the ${by === 'left' ? 'sender' : 'receiver'} pauses stands still, others go on, and it goes on later`, async () => {
    const pair = await opened({ network: { delayMs: 5 }, both: { seal: false } })
    const tree = { 'a.bin': patternBytes(8_000_000, 1) }
    const id = pair.left.offer(new MemorySource(tree))
    await pair.until(() => (pair.right.transfer()?.bytesDone ?? 0) > 0)
    const theirs = pair.right.transfer()!.id
    pair[by].session.pause(by === 'left' ? id : theirs, true)
    await pair.until(() => stateOf(pair.left, id) === 'paused' && stateOf(pair.right, theirs) === 'paused')
    await pair.pass(500)
    const { bytesDone } = pair.right.transfer(theirs)!
    const other = pair.left.offer(new MemorySource({ 'b.bin': patternBytes(1_000_000, 2) }))
    await pair.until(() => isOver(pair.left, other))
    expect(pair.right.transfer(theirs)!.bytesDone).toBe(bytesDone)
    expect(pair.left.transfer(id)!.pausedBy).toBe(by === 'left' ? 'us' : 'them')
    pair[by].session.pause(by === 'left' ? id : theirs, false)
    await pair.until(() => isOver(pair.left, id))
    expect(Buffer.compare(pair.right.disk.files.get('a.bin')!, tree['a.bin'])).toBe(0)
    await pair.close()
  })
}

test('a file that is wished for comes before the others', async () => {
  const tree: MemoryTree = {}
  for (let file = 0; file < 60; file++) tree[`${file}.bin`] = patternBytes(block, file)
  const pair = await opened({ network: { delayMs: 5 } })
  pair.left.offer(new MemorySource(tree))
  await pair.until(() => (pair.right.transfer()?.filesDone ?? 0) > 0)
  pair.right.session.prefer(pair.right.transfer()!.id, 59)
  await pair.until(() => pair.right.disk.files.has('59.bin'))
  expect(pair.right.disk.files.size).toBeLessThan(50)
  await pair.until(() => isOver(pair.left))
  expectSame(pair.right.disk, tree)
  await pair.close()
})

test('snippets of text arrive whole and in order, and their promise says when', async () => {
  const pair = await opened()
  const long = '𝄞é😀'.repeat(40_000)
  let isThere = false
  void Promise.all([pair.left.session.sendText('first'), pair.left.session.sendText(long)]).then(() => {
    isThere = true
  })
  const back = pair.right.session.sendText('')
  await pair.until(() => isThere && pair.left.texts.length === 1)
  await pair.pass(100)
  await back
  expect(pair.right.texts).toEqual(['first', long])
  expect(pair.left.texts).toEqual([''])
  await expect(pair.left.session.sendText('x'.repeat(1024 * 1024 + 1))).rejects.toMatchObject({
    code: 'transfer-limit',
  })
  await pair.close()
})

test('without a seal on both sides everything works too', async () => {
  const pair = await opened({ both: { seal: false } })
  expect(pair.left.session.snapshot().sealed).toBe(false)
  const tree = { 'a.bin': patternBytes(1_000_000, 1) }
  pair.left.offer(new MemorySource(tree))
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  expectSame(pair.right.disk, tree)
  await pair.close()
})

test('two ends with other secrets do not come together', async () => {
  const pair = new SessionPair({ secrets: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] })
  await expect(pair.open()).rejects.toMatchObject({ code: 'transfer-unproven' })
  const ends = [pair.left, pair.right]
  await pair.until(() => ends.every(({ session }) => session.snapshot().state === 'ended'))
  for (const { session } of ends) {
    expect(session.snapshot().faultCode).toBe('transfer-unproven')
    await expect(session.opened).rejects.toMatchObject({ code: 'transfer-unproven' })
  }
  await pair.close()
})

test('a file that cannot be read fails alone', async () => {
  const tree: MemoryTree = {}
  for (let file = 0; file < 5; file++) tree[`${file}.bin`] = patternBytes(3 * block, file)
  const pair = await opened()
  const source = new MemorySource(tree)
  source.before = (file, offset) => {
    if (file === 2 && offset > 0) throw new Fault('file-busy', 'The file has changed.')
  }
  pair.left.offer(source)
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  for (const end of [pair.left, pair.right]) {
    expect(end.transfer()).toMatchObject({ state: 'failed', filesDone: 4, faultCode: 'file-busy' })
    expect(end.transfer()!.problem).toContain('2.bin: The file has changed.')
    expect(end.transfer()!.current).toMatchObject([{ file: 2, state: 'failed' }])
  }
  delete tree['2.bin']
  expectSame(pair.right.disk, tree)
  await pair.close()
})

test('a sink is closed when the other end knows that all is there, or cannot hear it any more', async () => {
  for (const isClosed of [false, true]) {
    const pair = await opened({ network: { delayMs: 5 } })
    pair.right.prepare = (sink) => {
      const finish = sink.finish.bind(sink)
      sink.finish = async (file, hash) => {
        await finish(file, hash)
        pair.network.goDown()
      }
    }
    pair.left.offer(new MemorySource({ 'a.bin': patternBytes(block, 1) }))
    await pair.until(() => stateOf(pair.right) === 'done')
    await pair.pass(2000)
    expect([stateOf(pair.left), pair.right.sinks[0]!.closed]).toEqual(['moving', 'open'])
    if (isClosed) await pair.close()
    else pair.network.goUp()
    await pair.until(() => pair.right.sinks[0]!.closed === 'kept')
    if (!isClosed) await pair.close()
  }
})

test('a full disk ends the transfer on both sides, and what is there is kept', async () => {
  const pair = await opened()
  pair.right.prepare = (sink) => {
    sink.before = () => {
      if (sink.writes > 5) throw new Fault('disk-full', 'No room is left.')
    }
  }
  const source = new MemorySource({ 'a.bin': patternBytes(20 * block, 1) })
  pair.left.offer(source)
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  await pair.until(() => pair.right.sinks[0]!.closed === 'kept')
  for (const end of [pair.left, pair.right])
    expect(end.transfer()).toMatchObject({
      state: 'failed',
      faultCode: 'disk-full',
      problem: 'No room is left.',
    })
  expect(source.isClosed).toBe(true)
  await pair.close()
})

test('a sink that does not open ends the transfer on both sides', async () => {
  const pair = await opened()
  pair.right.prepare = (sink) => {
    sink.open = async () => {
      throw new Fault('folder-read-only', 'The folder cannot be written.', { folder: '/home/me/Films' })
    }
  }
  pair.left.offer(new MemorySource({ 'a.bin': patternBytes(1000, 1) }))
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  // Where it lies concerns only the one whose folder it is.
  expect(pair.left.transfer()).toMatchObject({ state: 'failed', faultCode: 'folder-read-only', where: '' })
  expect(pair.right.transfer()).toMatchObject({ faultCode: 'folder-read-only', where: '/home/me/Films' })
  await pair.close()
})

test('a receiver whose disk stands still gets no more than it can hold, and all of it later', async () => {
  const pair = await opened()
  const { promise, resolve } = Promise.withResolvers<void>()
  pair.right.prepare = (sink) => {
    sink.before = () => promise
  }
  const tree = { 'a.bin': patternBytes(60 * 1024 * 1024, 1) }
  pair.left.offer(new MemorySource(tree))
  await pair.until(() => (pair.right.sinks[0]?.writes ?? 0) > 10)
  await pair.pass(3000)
  expect(pair.right.session.snapshot().memory).toBeLessThan(16 * 1024 * 1024)
  expect(pair.left.session.snapshot().memory).toBeLessThan(32 * 1024 * 1024)
  expect(pair.left.session.snapshot().quality.bottleneck).toBe('backpressure')
  resolve()
  await pair.until(() => isOver(pair.left))
  expectSame(pair.right.disk, tree)
  await pair.close()
})

test('what a session has received in part is gone on with in another one, and proven as a whole', async () => {
  const disk = new MemoryDisk()
  const tree = { 'a.bin': patternBytes(40 * block + 5, 1), 'b.bin': patternBytes(100, 2) }
  const first = await opened({ disks: { right: disk }, network: { delayMs: 5 } })
  first.left.offer(new MemorySource(tree))
  await first.until(() => (first.right.sinks[0]?.writes ?? 0) > 10)
  await first.close()
  expect(first.right.sinks[0]!.closed).toBe('kept')
  expect(first.right.transfer()).toMatchObject({ state: 'failed', faultCode: 'transfer-lost' })
  const kept = first.right.sinks[0]!.writes

  const second = await opened({ disks: { right: disk } })
  const source = new MemorySource(tree)
  second.left.offer(source)
  await second.until(() => isOver(second.left) && isOver(second.right))
  expectSame(disk, tree)
  expect(second.right.sinks[0]!.writes).toBe(42 - kept)
  expect(second.left.transfer()!.bytesKept).toBe(kept * block)
  expect(source.reads).toBe(42)
  await second.close()

  const third = await opened({ disks: { right: disk } })
  third.left.offer(new MemorySource(tree))
  await third.until(() => isOver(third.left) && isOver(third.right))
  expect(third.left.transfer()).toMatchObject({ state: 'done', filesDone: 2 })
  expect(third.right.sinks[0]!.writes).toBe(0)
  await third.close()
})

test('a file that was damaged on the disk meanwhile is sent anew as a whole', async () => {
  const disk = new MemoryDisk()
  const tree = { 'a.bin': patternBytes(20 * block, 1) }
  const first = await opened({ disks: { right: disk }, network: { delayMs: 5 } })
  first.left.offer(new MemorySource(tree))
  await first.until(() => (first.right.sinks[0]?.writes ?? 0) > 5)
  await first.close()
  const stored = [...disk.parts.values()][0]!.get(0)!
  stored.bytes[0]! ^= 1
  const second = await opened({ disks: { right: disk } })
  second.left.offer(new MemorySource(tree))
  await second.until(() => isOver(second.left) && isOver(second.right))
  expectSame(disk, tree)
  await second.close()
})

test('a disk that damages a file each time is given up', async () => {
  const pair = await opened()
  pair.right.prepare = (sink) => {
    sink.finish = async () => {
      throw new Fault('file-damaged', 'The file is not what was sent.')
    }
  }
  pair.left.offer(new MemorySource({ 'a.bin': patternBytes(2 * block, 1) }))
  await pair.until(() => isOver(pair.left) && isOver(pair.right))
  expect(pair.left.transfer()).toMatchObject({ state: 'failed', faultCode: 'file-damaged' })
  expect(pair.right.sinks[0]!.writes).toBe(8)
  await pair.close()
})

test('files that are offered while they are received already are declined', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  const tree = { 'a.bin': patternBytes(4_000_000, 1) }
  const first = pair.left.offer(new MemorySource(tree))
  const second = pair.left.offer(new MemorySource(tree))
  await pair.until(() => isOver(pair.left, first) && isOver(pair.left, second))
  expect([stateOf(pair.left, first), stateOf(pair.left, second)]).toEqual(['done', 'declined'])
  await pair.close()
})

test('what no one would take is not offered', async () => {
  const pair = await opened()
  const source = (path: string) => new MemorySource({ [path]: patternBytes(1, 1) })
  expect(() => pair.left.offer(source('../a'))).toThrow(expect.objectContaining({ code: 'file-path-unsafe' }))
  expect(() => pair.left.session.cancel('nobody')).toThrow(
    expect.objectContaining({ code: 'transfer-unknown' }),
  )
  await pair.close()
  expect(() => pair.left.offer(source('a'))).toThrow(expect.objectContaining({ code: 'closed' }))
})

test('closing tells the other side', async () => {
  const pair = await opened()
  await pair.close()
  const { left, right } = pair
  expect(await left.session.ended).toMatchObject({ code: 'closed' })
  expect(await right.session.ended).toMatchObject({ code: 'closed' })
  expect(right.session.snapshot()).toMatchObject({ state: 'ended', faultCode: '' })
})
