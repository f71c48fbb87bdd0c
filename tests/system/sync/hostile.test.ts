import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashChunk } from '../../../src/engines/sync/content/hash-chunk.ts'
import { contentId } from '../../../src/engines/sync/model/manifest.ts'
import { beginFrame, endFrame, frameType } from '../../../src/engines/sync/protocol/frame.ts'
import { encodeFolders } from '../../../src/engines/sync/protocol/messages.ts'
import { DeviceTable, writeRecord } from '../../../src/engines/sync/protocol/records.ts'
import type { CloseReason } from '../../../src/engines/sync/transport.ts'
import { folderId, SyncDevice } from '../../support/sync/engines.ts'
import { fileRecord, sharedFolder } from '../../support/sync/session-host.ts'
import { Stranger } from '../../support/sync/stranger.ts'

let victim: SyncDevice
let friend: SyncDevice
let stranger: Stranger

/** A device that shares its folder with a friend, and with somebody who does not behave. */
beforeEach(async () => {
  victim = await SyncDevice.make('victim')
  friend = await SyncDevice.make('friend')
  stranger = await Stranger.make('stranger')
})
afterEach(async () => {
  await Promise.all([victim, friend, stranger].map((each) => each[Symbol.asyncDispose]()))
})

async function begin(): Promise<void> {
  await victim.start([friend, stranger])
  await friend.start([victim])
  stranger.connect([victim])
  await victim.until((_, { peers }) => peers.every(({ state }) => state === 'connected'))
}

const records = (...list: ReturnType<typeof fileRecord>[]) => {
  stranger.host.records.set(folderId, list)
  stranger.host.shared = [{ ...stranger.host.shared[0]!, sequence: list.at(-1)?.sequence ?? 0 }]
}
const record = (sequence: number, change: Parameters<typeof fileRecord>[2]) =>
  fileRecord(stranger.device.id, sequence, change)

/** What the victim and its friend do is not affected. */
async function worksOn(): Promise<void> {
  const name = `proof ${Math.random()}`
  writeFileSync(join(friend.root, name), 'from a friend')
  await victim.until(() => existsSync(join(victim.root, name)))
  await victim.until(() => readFileSync(join(victim.root, name), 'utf8') === 'from a friend')
  expect(victim.events.filter(({ level, code }) => level === 'error' && code.startsWith('folder'))).toEqual(
    [],
  )
}

test('bytes that are not what was announced are not taken; it is told, and a device that has them helps', async () => {
  const right = Buffer.from('the right content')
  const content = hashChunk(right)
  const named = { path: 'clip.mov', size: right.length, content, chunks: 1 }
  stranger.host.files.set('clip.mov', Buffer.from('the wrong content'))
  records(record(1, named))
  await begin()
  await victim.until(({ heldTotal, state }) => heldTotal === 1 && state === 'waiting')
  expect(
    victim.events.some(({ code, peerId }) => code === 'sync-protocol' && peerId === stranger.device.id),
  ).toBe(true)
  expect(existsSync(join(victim.root, 'clip.mov'))).toBe(false)
  await worksOn()
  writeFileSync(join(friend.root, 'other.mov'), right)
  await victim.until(() => existsSync(join(victim.root, 'clip.mov')), 20_000)
  expect(readFileSync(join(victim.root, 'clip.mov'))).toEqual(right)
  // What was begun before is thrown away when the file is in place.
  await victim.until(() => readdirSync(join(victim.root, '.hawser/tmp')).length === 0)
})

test('a manifest that is not that of the content, or names more than it may, is refused and costs little', async () => {
  const chunks = [1, 2].map((n) => ({ hash: String(n).repeat(64), length: 20_000 }))
  const content = contentId(chunks)
  stranger.host.manifests.set(content, [chunks[0]!, { ...chunks[1]!, length: 4_000_000 }])
  records(
    record(1, { path: 'bomb.mov', size: 40_000, content, chunks: 2 }),
    record(2, { path: 'vast.mov', size: 2 ** 43, content: 'cd'.repeat(32), chunks: 4_194_304 }),
    record(3, { path: 'more.mov', size: 2 ** 43, content: 'ce'.repeat(32), chunks: 4_194_303 }),
  )
  await begin()
  const before = process.memoryUsage.rss()
  await victim.until(({ heldTotal }) => heldTotal === 3)
  await worksOn()
  expect(process.memoryUsage.rss() - before).toBeLessThan(300e6)
  expect(readdirSync(victim.root).some((name) => name.endsWith('.mov'))).toBe(false)
})

/** Speaks as the stranger, word for word. */
async function speak(): Promise<{ say(frame: Uint8Array): Promise<void>; closed: Promise<CloseReason> }> {
  await victim.start([friend, stranger])
  await friend.start([victim])
  await victim.until((_, { peers }) => peers.some(({ state }) => state === 'connected'))
  const { connection, control } = await stranger.raw(victim)
  await control.write(encodeFolders([sharedFolder(folderId, { sequence: 1000 })]))
  await victim.until(({ peers }) => peers.every(({ shares }) => shares))
  return { say: (frame) => control.write(frame), closed: connection.closed }
}

/** A batch of the index with one record, which nobody has checked. */
function batchOf(path: string): Uint8Array {
  const writer = beginFrame(frameType.indexBatch)
  writer.varint(1)
  writeRecord(writer, new DeviceTable(), record(1, { path, size: 0, content: '', chunks: 0 }))
  return endFrame(writer)
}

test.each(['../escape', '/etc/escape', '.hawser/folder', 'a/../../escape', '.HAWSER/tmp/x', 'a//b'])(
  'a device that names the path %j is cut off, which is shown, and nothing is written',
  async (path) => {
    const { say, closed } = await speak()
    await say(batchOf(path))
    expect(await closed).toMatchObject({ code: 'file-path-unsafe', byPeer: true })
    await victim.until((_, { peers }) =>
      peers.some(({ id, faultCode }) => id === stranger.device.id && faultCode === 'file-path-unsafe'),
    )
    await worksOn()
    expect(readdirSync(victim.home).sort()).toEqual(['folder', 'sync.db', 'sync.db-wal'])
    expect(readFileSync(join(victim.root, '.hawser/folder'), 'utf8').trim()).toBe(folderId)
  },
)

test('an index that was not asked for, goes back, or is no index ends the session', async () => {
  const { say, closed } = await speak()
  const writer = beginFrame(frameType.indexBatch)
  writer.raw(new Uint8Array(60_000).fill(0xff))
  await say(endFrame(writer))
  expect(await closed).toMatchObject({ code: 'sync-protocol', byPeer: true })
  await worksOn()
})

test('links that lead out, and what is announced behind them, stay in the folder', async () => {
  mkdirSync(join(victim.home, 'outside'))
  const inside = Buffer.from('must not get out')
  stranger.host.files.set('link/file', inside)
  records(
    record(1, {
      path: 'link',
      kind: 'symlink',
      target: join(victim.home, 'outside'),
      size: 0,
      content: '',
      chunks: 0,
      mode: -1,
    }),
    record(2, { path: 'link/file', size: inside.length, content: hashChunk(inside) }),
  )
  await begin()
  await sleep(1500)
  expect(readdirSync(join(victim.home, 'outside'))).toEqual([])
  await worksOn()
  expect(readdirSync(join(victim.home, 'outside'))).toEqual([])
})

test('a device that stops in the middle of a chunk holds up no other', async () => {
  const never = new Promise<void>(() => {})
  stranger.host.holdRead = () => never
  const bytes = Buffer.alloc(200_000, 'stall')
  stranger.host.files.set('stalled.mov', bytes)
  records(record(1, { path: 'stalled.mov', size: bytes.length, content: hashChunk(bytes) }))
  await begin()
  await victim.until(({ streams }) => streams > 0)
  await worksOn()
  expect(victim.snapshot.memoryBytes).toBeLessThan(4_000_000)
})

// A million of them: HAWSER_SYNC_TOMBSTONES=1000000.
test('very many deletions of what never was here are taken, in bounded memory, while others are served', async () => {
  const count = Number(process.env['HAWSER_SYNC_TOMBSTONES'] ?? 12_000)
  stranger.host.indexSince = function* (_device, _folder, _index, sequence) {
    for (let from = sequence; from < count; from += 500)
      yield Array.from({ length: Math.min(500, count - from) }, (_, i) =>
        record(from + i + 1, { path: `gone/${from + i}`, deleted: true, size: 0, content: '', chunks: 0 }),
      )
  }
  stranger.host.shared = [{ ...stranger.host.shared[0]!, sequence: count }]
  await begin()
  const before = process.memoryUsage.rss()
  await worksOn()
  await victim.until(({ peers }) => peers.find(({ id }) => id === stranger.device.id)!.told, 200_000)
  await victim.until(({ needDeletes, state }) => needDeletes === 0 && state === 'idle', 200_000)
  expect(process.memoryUsage.rss() - before).toBeLessThan(400e6)
  await worksOn()
}, 500_000)
