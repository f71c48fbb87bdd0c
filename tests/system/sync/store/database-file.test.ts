import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FolderStore } from '../../../../src/engines/sync/store/folder-store.ts'
import { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import { contentOf, deviceOf, fileRecord, hashOf, tidyAll } from '../../../unit/sync/store/records.ts'

const [a, b] = [deviceOf('A'), deviceOf('B')]
const { content, chunks, size } = contentOf('film', 700)
let directory: string
let path: string
let notices: string[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hawser-store-'))
  path = join(directory, 'sync.db')
  notices = []
})
afterEach(() => rmSync(directory, { recursive: true }))

const open = () => SyncStore.open({ path, notice: (text) => notices.push(text) })
const setAside = () => readdirSync(directory).filter((name) => /^sync\.db\.damaged-[^.]*Z$/.test(name))

function fill(store: SyncStore): FolderStore {
  const folder = store.folder('films')
  folder.setWanted('rule', undefined)
  folder.put(
    [fileRecord('a', { content, chunks: 700, size }), fileRecord('b')],
    new Map([[content, chunks]]),
    new Map([['a', { size, mtime: 5, mode: 0o600, inode: '77' }]]),
  )
  const theirs = Array.from({ length: 2000 }, (_, n) => fileRecord(`theirs ${n}`, { sequence: n + 1, by: b }))
  folder.putRemote(b, 'index', theirs.slice(0, 1000))
  folder.putRemote(b, 'index', theirs.slice(1000))
  folder.putPartial('theirs 0', { content: hashOf('theirs 0'), temp: 'temp', done: Uint8Array.of(3) })
  return folder
}

/** Everything that can be asked. */
const contentsOf = (store: SyncStore) => {
  const folder = store.folder('films')
  return {
    ids: store.folderIds(),
    sequence: folder.sequence,
    indexId: folder.indexId,
    own: [...folder.knownUnder('')],
    needed: folder.needed({ limit: 5000 }),
    totals: folder.totals(),
    lacks: [folder.lacks(a), folder.lacks(b)],
    remote: folder.remote(b),
    partials: [folder.partials(), folder.partial('theirs 0')],
    manifest: folder.manifest(content),
    places: store.locate(chunks.map(({ hash }) => hash)),
  }
}

test('a store that is opened again has everything', () => {
  const store = open()
  fill(store)
  tidyAll(store)
  const before = contentsOf(store)
  expect(before.needed).toHaveLength(2000)
  expect(before.places.size).toBe(700)
  store.close()
  const again = open()
  expect(contentsOf(again)).toEqual(before)
  again.close()
  expect(notices).toEqual([])
})

test('work that was put off goes on after the store was opened again', () => {
  const store = open()
  const folder = fill(store)
  folder.dropRemote(b)
  store.tidy(0)
  store.folder('others').put([fileRecord('a')])
  store.forget('others')
  store.close()
  const again = open()
  tidyAll(again)
  expect(again.folder('films').totals()).toMatchObject({ globalFiles: 2, needFiles: 0 })
  expect(again.folderIds()).toEqual(['films'])
  again.close()
  const database = new DatabaseSync(path)
  const count = (table: string) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']
  expect([count('files'), count('folders'), count('holders')]).toEqual([2, 1, 0])
  database.close()
})

test('no sequence is given twice, even if all transactions since the opening were lost with the power', () => {
  const files = [path, `${path}-wal`]
  let last = -1
  for (let round = 0; round < 3; round++) {
    const store = open()
    const folder = store.folder('films')
    const kept = files.map((file) => readFileSync(file))
    folder.put([fileRecord('first')])
    if (round > 0) expect(folder.sequence).toBeGreaterThan(last)
    folder.put(Array.from({ length: 100 }, (_, n) => fileRecord(`file ${n}`)))
    last = folder.sequence
    store.close()
    for (const [at, file] of files.entries()) writeFileSync(file, kept[at]!)
  }
  expect(notices).toEqual([])
})

test('only its owner may read it', () => {
  open().close()
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

describe('a database that cannot be read is set aside, told, and a new one begun:', () => {
  const foreign = (sql: string) => () => {
    rmSync(path)
    const database = new DatabaseSync(path)
    database.exec(sql)
    database.close()
  }
  test.each([
    ['no database at all', () => writeFileSync(path, 'x'.repeat(10_000))],
    ['only its beginning', () => writeFileSync(path, readFileSync(path).subarray(0, 20_000))],
    ['its tables overwritten', () => writeFileSync(path, readFileSync(path).fill(0xa5, 100, 8192))],
    ['tables of another program', foreign('CREATE TABLE files (x); PRAGMA user_version = 1')],
    ['a format that is newer', foreign('PRAGMA user_version = 99')],
  ])('%s', (_, damage) => {
    const store = open()
    const { indexId } = fill(store)
    store.close()
    damage()
    const again = open()
    const folder = again.folder('films')
    expect(folder.indexId).not.toBe(indexId)
    expect([...folder.under('')]).toEqual([])
    expect(folder.remote(b)).toEqual({ indexId: '', sequence: 0 })
    folder.put([fileRecord('new')])
    expect(notices).toEqual([expect.stringContaining('sync.db.damaged-')])
    expect(setAside()).toHaveLength(1)
    again.close()
  })
})

test('damage that is met in use ends the store, and the next one begins anew', () => {
  const store = open()
  fill(store)
  store.close()
  // The first pages, which are read when it is opened, stay as they are.
  writeFileSync(path, readFileSync(path).fill(0x5a, 20 * 8192))
  const damaged = open()
  const folder = damaged.folder('films')
  const readAll = () => folder.needed({ limit: 5000 }).length + [...folder.under('')].length
  expect(readAll).toThrow(expect.objectContaining({ code: 'sync-store-damaged' }))
  expect(() => folder.put([fileRecord('new')])).toThrow(
    expect.objectContaining({ code: 'sync-store-damaged' }),
  )
  expect(() => damaged.tidy()).toThrow(expect.objectContaining({ code: 'sync-store-damaged' }))
  damaged.close()
  expect(notices).toHaveLength(1)
  expect(setAside()).toHaveLength(1)
  const again = open()
  again.folder('films').put([fileRecord('new')])
  expect(again.folder('films').totals().localFiles).toBe(1)
  again.close()
  expect(notices).toHaveLength(1)
})

test('random damage anywhere gives what is right, or the fault, and the store can always be opened', () => {
  const store = open()
  fill(store)
  tidyAll(store)
  store.close()
  const whole = readFileSync(path)
  let faults = 0
  for (let round = 0; round < 20; round++) {
    const bytes = Buffer.from(whole)
    const at = (Math.imul(round + 1, 2_654_435_761) >>> 0) % (bytes.length - 600)
    bytes.fill((round * 37) & 0xff, at, at + 600)
    writeFileSync(path, bytes)
    for (let attempt = 0; attempt < 2; attempt++) {
      const opened = open()
      try {
        contentsOf(opened)
        opened.folder('films').putRemote(b, 'index', [fileRecord('b', { size: round })])
        tidyAll(opened)
      } catch (error) {
        faults++
        expect(error).toMatchObject({ code: 'sync-store-damaged' })
      } finally {
        opened.close()
      }
    }
  }
  expect(faults).toBeGreaterThan(3)
})

test('a process that is killed at any moment leaves sums that are those of the records', async () => {
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await delay(20 + 37 * round)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const store = open()
    tidyAll(store)
    const folder = store.folder('films')
    const own = [...folder.under('')]
    const needs = folder.needed({ limit: 5000 })
    const sum = (sizes: number[]) => sizes.reduce((one, other) => one + other, 0)
    expect(own.length).toBeGreaterThan(0)
    expect(folder.totals()).toMatchObject({
      localFiles: own.length,
      localBytes: sum(own.map((record) => record.size)),
      needFiles: needs.length,
      needBytes: sum(needs.map(({ best }) => best.size)),
    })
    expect(folder.sequence).toBeGreaterThanOrEqual(Math.max(...own.map(({ sequence }) => sequence)))
    for (const record of own.slice(0, 20)) {
      const manifest = folder.manifest(record.content)!
      expect(sum(manifest.map(({ length }) => length))).toBe(record.size)
      expect(store.locate([manifest[39]!.hash]).get(manifest[39]!.hash)).toContainEqual(
        expect.objectContaining({ path: record.path }),
      )
    }
    store.close()
  }
  expect(notices).toEqual([])
})
