import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FolderStore } from '../../../../src/engines/sync/store/folder-store.ts'
import { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import { deviceOf, fileRecord, hashOf } from '../../../unit/sync/store/records.ts'

const few = 2000
const many = 60_000
const b = deviceOf('B')
let directory: string
let path: string
let store: SyncStore
const folders: FolderStore[] = []
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hawser-scale-'))
  path = join(directory, 'sync.db')
  store = SyncStore.open({ path, notice: () => {} })
  for (const count of [few, many]) folders.push(fill(store.folder(`with-${count}`), count))
})
afterAll(() => {
  store.close()
  rmSync(directory, { recursive: true })
})

/** Half of the files are ours already. */
function fill(folder: FolderStore, count: number): FolderStore {
  for (let from = 0; from < count; from += 1000) {
    const records = Array.from({ length: 1000 }, (_, k) => recordOf(from + k))
    folder.putRemote(b, 'index', records)
    folder.put(records.filter((_, k) => k % 2 === 0))
  }
  return folder
}

const pathOf = (n: number) => `project ${n % 7}/reel ${Math.floor(n / 500)}/clip ${n}.mov`
const recordOf = (n: number) =>
  fileRecord(pathOf(n), {
    size: 1000 * (n % 300),
    mtime: 1_700_000_000_000 + 977 * n,
    content: hashOf(`${n}`),
    sequence: n + 1,
  })

const rounds = 41

/** Of the processor alone, whoever else has it meanwhile; the system may count it in steps of 4 ms, so all rounds at once. */
function processorMs(task: (round: number) => unknown): number {
  const before = process.threadCpuUsage()
  for (let round = 0; round < rounds; round++) task(round)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

test('thirty times the files make no call that shows or pages much slower', () => {
  const calls: Record<string, (folder: FolderStore, count: number, round: number) => unknown> = {
    needed: (folder, _, round) => {
      const after = `${4 * 2 ** 40 + round} 0`
      return expect(folder.needed({ limit: 100, after }).length).toBeGreaterThan(0)
    },
    'needed by path': (folder) => folder.needed({ limit: 100, after: 'project 3', order: 'path' }),
    'since, in the middle': (folder, count) => folder.since(count / 4, 100),
    'since, at the end': (folder) => folder.since(folder.sequence, 100),
    totals: (folder) => folder.totals(),
    lacks: (folder) => folder.lacks(b),
    children: (folder) => folder.children('', { limit: 100 }),
    best: (folder, count, round) => {
      for (let n = 0; n < 100; n++) folder.best(pathOf((n * 7919 + round * 101) % count))
    },
    locate: (_, count, round) => {
      const hashes = Array.from({ length: 100 }, (_, n) => hashOf(`${(n * 7919 + round * 101) % count}`))
      return store.locate(hashes)
    },
    put: (folder, count, round) => folder.put([recordOf((round * 7919) % count)]),
  }
  const slower: string[] = []
  for (const [name, call] of Object.entries(calls)) {
    const [small, large] = [few, many].map((count, at) =>
      processorMs((round) => call(folders[at]!, count, round)),
    )
    // A scan of all would be 30 times slower; a deeper tree and cold pages are not.
    if (large! > 10 * small! + 0.5 * rounds) slower.push(`${name}: ${small} ms, then ${large} ms`)
  }
  expect(slower).toEqual([])
})

test('a path costs a few hundred bytes, whatever the number of devices that have it', () => {
  const sizeOf = () => {
    store.close()
    const { size } = statSync(path)
    store = SyncStore.open({ path, notice: () => {} })
    return size
  }
  const before = sizeOf()
  expect(before / (few + many)).toBeLessThan(500)
  const folder = store.folder(`with-${few}`)
  for (let n = 0; n < 20; n++) {
    const device = `DEVICE${String(n).padStart(46, '0')}`
    for (let from = 0; from < few; from += 1000)
      folder.putRemote(
        device,
        'index',
        Array.from({ length: 1000 }, (_, k) => recordOf(from + k)),
      )
  }
  // Twenty more holders of 2000 paths.
  expect((sizeOf() - before) / (20 * few)).toBeLessThan(10)
})
