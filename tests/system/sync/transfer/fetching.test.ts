import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HashPool } from '../../../../src/engines/sync/content/hash-pool.ts'
import { PartialFile } from '../../../../src/engines/sync/files/partial-file.ts'
import { readChunk, releaseHandles } from '../../../../src/engines/sync/files/read-chunk.ts'
import { FolderRoot } from '../../../../src/engines/sync/files/root.ts'
import type { Chunk, FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import { BufferPool } from '../../../../src/engines/sync/transfer/buffer-pool.ts'
import { Downloads } from '../../../../src/engines/sync/transfer/downloads.ts'
import { Fetcher } from '../../../../src/engines/sync/transfer/fetcher.ts'
import type { Finished, Need } from '../../../../src/engines/sync/transfer/interfaces.ts'
import { MemoryBudget } from '../../../../src/engines/sync/transfer/memory-budget.ts'
import { RateLimit } from '../../../../src/engines/sync/transfer/rate-limit.ts'
import type { Fault } from '../../../../src/wire/fault.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { soon } from '../../../support/soon.ts'
import { makeDevices } from '../../../support/sync/devices.ts'
import { fileRecord, sharedFolder } from '../../../support/sync/session-host.ts'
import { sessionPair } from '../../../support/sync/sessions.ts'

const folderId = 'folder'
const clock = new ManualClock()
const [near, far] = await makeDevices(2)
let home: string
let hash: HashPool
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hawser-fetch-'))
  hash = new HashPool({ threads: 1 })
})
afterEach(async () => {
  await hash.close()
  rmSync(home, { recursive: true, force: true })
})

/** The other device: its files on disk, read as they are asked for. */
async function sender(files: Record<string, Uint8Array>) {
  const path = join(home, 'there')
  const root = await FolderRoot.open(path, folderId, { create: true })
  const manifests = new Map<string, Chunk[]>()
  const needs: Need[] = []
  let sequence = 0
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), bytes)
    const { size, chunks, content } = await hash.hashFile(join(path, name))
    manifests.set(content, chunks)
    const best = fileRecord(far!.id, ++sequence, { path: name, size, content, chunks: chunks.length })
    needs.push({ best, own: undefined, devices: [far!.id] })
  }
  let sent = 0
  const { client, server } = await sessionPair([near!, far!], (_near, host) => {
    host.shared = [sharedFolder(folderId)]
    host.manifest = (_device, _folder, content) => manifests.get(content)
    host.readChunk = async (_device, want, into) => {
      sent += want.length
      return readChunk(root, want.path, want.offset, into.subarray(0, want.length))
    }
  })
  return {
    needs,
    session: client.session,
    get sent() {
      return sent
    },
    async end() {
      server.session.close('closed', 'Over.')
      await client.session.closed
      releaseHandles(root)
    },
  }
}

/** This device, with its store and folder on disk. */
async function receiver(memory = 32 * 1024 * 1024) {
  const path = join(home, 'here')
  const root = await FolderRoot.open(path, folderId, { create: true })
  const store = SyncStore.open({ path: join(home, 'sync.db'), notice: () => {} })
  const folder = store.folder(folderId)
  const budget = new MemoryBudget(memory)
  const downloads = new Downloads({
    budget,
    buffers: new BufferPool(),
    limit: new RateLimit(clock),
    clock,
    maxStreams: 16,
  })
  const stored: FileRecord[] = []
  const failures: Fault[] = []
  let queue: Need[] = []
  const drained = { now: Promise.withResolvers<void>() }
  const fetcher = new Fetcher({
    folderId,
    downloads,
    store: folder,
    files: {
      create: (name, size) => PartialFile.create(root, name, size),
      open: (name, size) => PartialFile.open(root, name, size),
    },
    locator: {
      locate: (hashes) => store.locate(hashes),
      read: (place, into) => readChunk(root, place.path, place.offset, into),
    },
    host: {
      next: (limit) => queue.splice(0, limit),
      async place({ best }, file) {
        return { record: best, found: await file.commit(best, { known: undefined, keep: true }) }
      },
      finished(files: readonly Finished[]) {
        const manifests = files.filter(({ chunks }) => chunks.length > 1)
        folder.put(
          files.map(({ record }) => record),
          new Map(manifests.map(({ record, chunks }) => [record.content, chunks])),
          new Map(files.map(({ record, found }) => [record.path, found])),
        )
        stored.push(...files.map(({ record }) => record))
      },
      failed: (_need, fault) => void failures.push(fault),
      halted: (fault) => void failures.push(fault),
      drained: () => drained.now.resolve(),
    },
    clock,
    nameOf: (device) => device,
  })
  return {
    path,
    folder,
    downloads,
    fetcher,
    stored,
    failures,
    bytes: (name: string) => readFileSync(join(path, name)),
    temporary: () => readdirSync(root.temporary),
    async bring(needs: readonly Need[]) {
      queue = [...needs]
      drained.now = Promise.withResolvers()
      fetcher.wake()
      await drained.now.promise
    },
    begin(needs: readonly Need[]) {
      queue = [...needs]
      fetcher.wake()
    },
    async end() {
      await fetcher.close()
      downloads.close()
      await soon(() => expect([budget.inUse, downloads.streams]).toEqual([0, 0]))
      releaseHandles(root)
      store.close()
    },
  }
}

test('a folder arrives whole: small files many at once, large ones in chunks, with time and mode', async () => {
  const files: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    'large.mov': randomBytes(6_000_000),
    'deep/er/clip': randomBytes(700_000),
    sparse: Buffer.concat([randomBytes(300_000), Buffer.alloc(8_000_000), randomBytes(300_000)]),
  }
  for (let i = 0; i < 200; i++) files[`d${i % 7}/f${i}`] = randomBytes(10 + i * 20)
  for (const directory of ['deep/er', ...Array.from({ length: 7 }, (_, i) => `d${i}`)]) {
    mkdirSync(join(home, 'here', directory), { recursive: true })
  }
  const there = await sender(files)
  const here = await receiver()
  here.downloads.addSource(there.session)
  await here.bring(there.needs)
  expect(here.failures).toEqual([])
  for (const [name, bytes] of Object.entries(files)) expect(here.bytes(name).equals(bytes)).toBe(true)
  expect(here.stored).toHaveLength(204)
  const { mtimeMs, mode } = statSync(join(here.path, 'large.mov'))
  expect([Math.floor(mtimeMs), mode & 0o777]).toEqual([1_700_000_000_000, 0o644])
  expect(here.temporary()).toEqual([])
  // Chunks of zeros did not travel.
  expect(there.sent).toBeLessThan(
    Object.values(files).reduce((sum, { length }) => sum + length, 0) - 7_000_000,
  )
  await here.end()
  await there.end()
})

test('a copy and a changed version of what is here take little or nothing from the other device', async () => {
  const bytes = randomBytes(5_000_000)
  const changed = Buffer.concat([bytes.subarray(0, 2_000_000), randomBytes(1000), bytes.subarray(2_000_000)])
  const there = await sender({ first: bytes, copy: bytes, changed })
  const here = await receiver()
  here.downloads.addSource(there.session)
  const [first, copy, other] = there.needs
  await here.bring([first!])
  const sent = there.sent
  await here.bring([copy!, other!])
  expect(here.failures).toEqual([])
  expect(here.bytes('changed').equals(changed)).toBe(true)
  expect(here.bytes('copy').equals(bytes)).toBe(true)
  expect(there.sent - sent).toBeLessThan(600_000)
  await here.end()
  await there.end()
})

test('broken off and begun again with a new session, a file goes on where it was', async () => {
  const bytes = randomBytes(20_000_000)
  const there = await sender({ large: bytes })
  const here = await receiver()
  here.downloads.addSource(there.session)
  here.begin(there.needs)
  while (here.fetcher.counters.downBytes < 5_000_000) await new Promise((resolve) => setImmediate(resolve))
  await here.end()
  await there.end()
  const before = there.sent
  expect(before).toBeLessThan(bytes.length)

  const again = await sender({ large: bytes })
  const back = await receiver()
  expect(back.folder.partials()).toHaveLength(1)
  back.downloads.addSource(again.session)
  await back.bring(again.needs)
  expect(back.failures).toEqual([])
  expect(back.bytes('large').equals(bytes)).toBe(true)
  expect(again.sent).toBeLessThan(bytes.length - 4_000_000)
  expect(back.folder.partials()).toEqual([])
  expect(back.temporary()).toEqual([])
  await back.end()
  await again.end()
})

test('a connection that ends in the middle fails the file, and nothing stays open', async () => {
  const there = await sender({ large: randomBytes(20_000_000), small: randomBytes(100) })
  const here = await receiver()
  here.downloads.addSource(there.session)
  here.begin(there.needs)
  while (here.fetcher.counters.downBytes < 2_000_000) await new Promise((resolve) => setImmediate(resolve))
  await there.end()
  here.downloads.removeSource(there.session.device)
  while (here.fetcher.active > 0) await new Promise((resolve) => setImmediate(resolve))
  expect(here.failures.map(({ code }) => code)).toEqual(['chunk-unavailable'])
  expect(here.stored.map(({ path }) => path)).toEqual(['small'])
  await here.end()
})
