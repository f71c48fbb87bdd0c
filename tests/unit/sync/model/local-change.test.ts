import { expect, test } from 'vitest'
import {
  type Found,
  type FoundContent,
  localChange,
  needsHash,
  overriding,
} from '../../../../src/engines/sync/model/local-change.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { compareVersions } from '../../../../src/engines/sync/model/version.ts'
import { deletedRecord, directoryRecord, fileRecord } from './records.ts'

const now = 50_000
const onDisk = (record: FileRecord, change: Partial<Found & FoundContent> = {}): Found & FoundContent => ({
  path: record.path,
  kind: record.kind,
  size: record.size,
  mtime: record.mtime,
  mode: record.mode,
  target: record.target,
  content: record.content,
  chunks: record.chunks,
  ...change,
})

test('what is as it was makes no record', () => {
  for (const known of [fileRecord(), directoryRecord()]) {
    expect(localChange(known, onDisk(known), 'B', now)).toBeUndefined()
  }
  expect(localChange(undefined, undefined, 'B', now)).toBeUndefined()
  expect(localChange(deletedRecord(), undefined, 'B', now)).toBeUndefined()
})

test('a new, a changed, a vanished and a resurrected file each follow what was known', () => {
  const known = fileRecord()
  const gone = deletedRecord()
  const cases = [
    [undefined, onDisk(known), { deleted: false, content: known.content }],
    [known, onDisk(known, { content: 'c2', size: 11 }), { deleted: false, content: 'c2', size: 11 }],
    [known, undefined, { deleted: true, content: '', size: 0, mtime: now }],
    [gone, onDisk(known), { deleted: false, content: known.content }],
    [directoryRecord(), onDisk(known), { kind: 'file', deleted: false }],
  ] as const
  for (const [before, found, expected] of cases) {
    const record = localChange(before, found, 'B', now)!
    expect(record).toMatchObject({ ...expected, by: 'B' })
    expect(compareVersions(record.version, before?.version ?? [])).toBe('newer')
  }
})

test('a touched file keeps its content in a new version; differences that FAT makes are none', () => {
  const known = fileRecord({ mtime: 10_001 })
  expect(localChange(known, onDisk(known, { mtime: 10_000 }), 'B', now)).toBeUndefined()
  expect(localChange(known, onDisk(known, { mtime: 12_000 }), 'B', now)).toBeUndefined()
  expect(localChange(known, onDisk(known, { mtime: 60_000 }), 'B', now)).toMatchObject({
    mtime: 60_000,
    content: known.content,
  })
})

test('entries that come and go in a directory are no change of it', () => {
  const known = directoryRecord()
  expect(localChange(known, onDisk(known, { mtime: 999_999 }), 'B', now)).toBeUndefined()
})

test('a system without modes neither sees nor makes a change of them', () => {
  const known = fileRecord({ mode: 0o755 })
  expect(localChange(known, onDisk(known, { mode: -1 }), 'B', now)).toBeUndefined()
  expect(localChange(known, onDisk(known, { mode: -1, content: 'c2' }), 'B', now)?.mode).toBe(0o755)
  const fromWindows = fileRecord({ mode: -1 })
  expect(localChange(fromWindows, onDisk(fromWindows, { mode: 0o644 }), 'B', now)).toBeUndefined()
  expect(localChange(known, onDisk(known, { mode: 0o600 }), 'B', now)?.mode).toBe(0o600)
})

test('of a link only the target counts', () => {
  const known = fileRecord({ kind: 'symlink', target: 'x', size: 0, content: '', chunks: 0, mode: -1 })
  expect(localChange(known, onDisk(known, { mtime: 99_999, mode: 0o777 }), 'B', now)).toBeUndefined()
  expect(localChange(known, onDisk(known, { target: 'y', mode: 0o777 }), 'B', now)).toMatchObject({
    target: 'y',
    mode: -1,
  })
})

test('a file that all others have already is adopted without a version of our own', () => {
  const best = fileRecord({ version: [['A', 4]], mtime: 5000 })
  const found = onDisk(best, { mtime: 77_000 })
  expect(localChange(undefined, found, 'B', now, best)).toEqual(best)
  const edited = fileRecord({ content: 'c0', version: [['B', 1]] })
  expect(localChange(edited, found, 'B', now, best)).toMatchObject({
    version: [
      ['A', 4],
      ['B', 1],
    ],
  })
  expect(localChange(edited, undefined, 'B', now, deletedRecord({ version: [['A', 9]] }))?.version).toEqual([
    ['A', 9],
    ['B', 1],
  ])
  // Touched by a person: that is news.
  expect(localChange(best, found, 'B', now, best)).toMatchObject({ by: 'B', mtime: 77_000 })
})

test('what others made newer is overridden by what is here, and by its absence', () => {
  const own = fileRecord({ version: [['B', 1]] })
  const best = fileRecord({ version: [['A', 9]], content: 'c2' })
  const record = overriding(own, best, 'B', now)
  expect(record.content).toBe(own.content)
  expect(compareVersions(record.version, best.version)).toBe('newer')
  expect(compareVersions(record.version, own.version)).toBe('newer')
  expect(overriding(undefined, best, 'B', now)).toMatchObject({ deleted: true, content: '', path: best.path })
})

test('a file is read again unless it looks just as it did', () => {
  const known = fileRecord()
  const seen = { size: 10, mtime: 1000, inode: '7' }
  const found = { ...onDisk(known), inode: '7' }
  expect(needsHash(known, seen, found)).toBe(false)
  expect(needsHash(known, { ...seen, inode: '' }, found)).toBe(false)
  expect(needsHash(known, undefined, found)).toBe(true)
  expect(needsHash(known, seen, { ...found, mtime: 1001 })).toBe(true)
  expect(needsHash(known, seen, { ...found, inode: '8' })).toBe(true)
  expect(needsHash(known, { ...seen, size: 11 }, { ...found, size: 11 })).toBe(true)
  expect(needsHash(deletedRecord(), seen, found)).toBe(true)
  expect(needsHash(undefined, seen, { ...found, kind: 'directory' })).toBe(false)
})
