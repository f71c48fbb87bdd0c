import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FolderStore } from '../../../../src/engines/sync/store/folder-store.ts'
import type { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import type { Child, DiskState } from '../../../../src/engines/sync/store/types.ts'
import {
  contentOf,
  deletedRecord,
  deviceOf,
  directoryRecord,
  fileRecord,
  hashOf,
  openStore,
  tidyAll,
  withoutSequence,
} from './records.ts'

const [a, b] = [deviceOf('A'), deviceOf('B')]
const disk: DiskState = { size: 100, mtime: 1_700_000_000_123, mode: 0o644, inode: '123' }

let store: SyncStore
let folder: FolderStore
beforeEach(() => {
  store = openStore()
  folder = store.folder('films')
})
afterEach(() => store.close())

const paths = (records: Iterable<{ path: string }>) => [...records].map(({ path }) => path)
const neededPaths = () => folder.needed({ limit: 100 }).map(({ best }) => best.path)

test('own records get rising sequences and are found after each', () => {
  folder.put([fileRecord('b'), fileRecord('a')])
  folder.put([fileRecord('b', { size: 7 })])
  expect(folder.since(0, 10).map(({ path, sequence }) => [path, sequence])).toEqual([
    ['a', 2],
    ['b', 3],
  ])
  expect(paths(folder.since(0, 1))).toEqual(['a'])
  expect(paths(folder.since(2, 10))).toEqual(['b'])
  expect(folder.sequence).toBe(3)
  expect(folder.get('b')?.sequence).toBe(3)
})

test('records come back as they were put', () => {
  const strange = fileRecord(`it's "; DROP TABLE files; -- %_\u0001/😀`, {
    mtime: -5,
    mode: -1,
    size: 2 ** 52,
    chunks: 2 ** 22,
    version: [
      [a, 2 ** 48],
      ['Z'.repeat(52), 1],
    ],
  })
  const link = fileRecord('__proto__', { kind: 'symlink', target: '../ü', content: '', size: 0, chunks: 0 })
  folder.put([strange, link])
  folder.putRemote(b, 'index', [strange])
  expect(withoutSequence(folder.get(strange.path))).toEqual(strange)
  expect(withoutSequence(folder.get('__proto__'))).toEqual(link)
  expect(withoutSequence(folder.best(strange.path)?.record)).toEqual(strange)
})

test('versions may name more devices than get a number', () => {
  const id = (n: number) => `DEVICE${String(n).padStart(46, '0')}`
  const records = Array.from({ length: 20 }, (_, n) =>
    fileRecord(`file ${n}`, {
      version: Array.from({ length: 256 }, (_, k) => [id(n * 256 + k), 1] as const),
      by: id(n * 256),
    }),
  )
  folder.put(records)
  for (const record of records) expect(withoutSequence(folder.get(record.path))).toEqual(record)
})

describe('what cannot be given back as it was put is refused, and nothing of its batch stays', () => {
  test.each([
    ['a path with NUL', { path: 'a\0b' }],
    ['half a surrogate pair', { path: 'a\ud800' }],
    ['no path', { path: '' }],
    ['a size that is no whole number', { size: 0.5 }],
    ['a size above 2^53', { size: 2 ** 60 }],
    ['a negative size', { size: -1 }],
    ['a time that is none', { mtime: Number.NaN }],
    ['a content that is no hash', { content: 'DROP' }],
    ['an unknown kind', { kind: 'fifo' as 'file' }],
    ['a count that is none', { version: [[a, -1]] as const }],
  ])('%s', (_, change) => {
    const bad = fileRecord('bad', change)
    expect(() => folder.put([fileRecord('good'), bad])).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => folder.putRemote(b, 'index', [fileRecord('good'), bad])).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    )
    expect(folder.best('good')).toBeUndefined()
  })
})

test('a batch that fails in its middle leaves records, sums, sequences and devices as they were', () => {
  folder.put([fileRecord('before')])
  folder.putRemote(b, 'index', [fileRecord('theirs', { sequence: 4 })])
  const before = [folder.totals(), folder.sequence, folder.remote(b), folder.lacks(b)]
  const manifests = new Map([
    [
      hashOf('c'),
      [
        { hash: 'no hash', length: 1 },
        { hash: hashOf('d'), length: 1 },
      ],
    ],
  ])
  const stranger = fileRecord('after', {
    by: deviceOf('S'),
    version: [[deviceOf('S'), 1]],
    content: hashOf('c'),
    chunks: 2,
  })
  expect(() => folder.put([stranger, fileRecord('theirs')], manifests)).toThrow('chunks')
  expect([folder.totals(), folder.sequence, folder.remote(b), folder.lacks(b)]).toEqual(before)
  expect(folder.get('after')).toBeUndefined()
  folder.put([stranger])
  expect(folder.get('after')?.by).toBe(deviceOf('S'))
})

test('own records below a path come in order of their bytes, and the store may change meanwhile', () => {
  const names = ['a', 'a!', 'a/😀', 'a/ﬀ', 'a/b/c', 'a0', 'ab', 'b/a']
  folder.put(names.map((name) => fileRecord(name)))
  folder.putRemote(b, 'index', [fileRecord('a/theirs')])
  expect(paths(folder.under('a'))).toEqual(['a', 'a/b/c', 'a/ﬀ', 'a/😀'])
  expect(paths(folder.under(''))).toEqual(['a', 'a!', 'a/b/c', 'a/ﬀ', 'a/😀', 'a0', 'ab', 'b/a'])
  const many = Array.from({ length: 900 }, (_, n) => fileRecord(`many/${String(n).padStart(4, '0')}`))
  folder.put(many)
  const found: string[] = []
  for (const { path } of folder.under('many')) {
    found.push(path)
    folder.put([fileRecord(path, { deleted: true })])
  }
  expect(found).toEqual(paths(many))
})

test('what the scan saw stays with a record until it is put without', () => {
  folder.put([fileRecord('a'), fileRecord('b')], undefined, new Map([['a', disk]]))
  expect(folder.known('a')).toEqual({ own: folder.get('a'), disk })
  expect(folder.disk('b')).toBeUndefined()
  const windows = { ...disk, mode: -1, inode: '340282366920938463463374607431768211455' }
  const before = folder.sequence
  folder.putDisk(
    new Map([
      ['b', windows],
      ['unknown', disk],
    ]),
  )
  expect(folder.sequence).toBe(before)
  expect(folder.disk('b')).toEqual(windows)
  expect(folder.disk('unknown')).toBeUndefined()
  folder.putRemote(b, 'index', [fileRecord('a', { version: [[b, 9]] })])
  expect(folder.disk('a')).toEqual(disk)
  expect([...folder.knownUnder('')].map((known) => known.disk)).toEqual([disk, windows])
  folder.put([fileRecord('a', { size: 3 })])
  expect(folder.disk('a')).toBeUndefined()
})

describe('needs', () => {
  test('come directories first, then small and new files, then what is deleted from the bottom up', () => {
    const newer = { version: [[a, 2]] as const }
    const deleted = (path: string, kind: 'file' | 'directory') => deletedRecord(path, { ...newer, kind })
    folder.put([
      directoryRecord('old'),
      directoryRecord('old/deep'),
      fileRecord('old/deep/file'),
      fileRecord('old/file'),
    ])
    folder.putRemote(b, 'index', [
      deleted('never here', 'file'),
      deleted('old', 'directory'),
      deleted('old/deep', 'directory'),
      deleted('old/deep/file', 'file'),
      deleted('old/file', 'file'),
      fileRecord('film', { size: 10 ** 10 }),
      fileRecord('small and old', { size: 1, mtime: 1 }),
      fileRecord('small and new', { size: 60_000, mtime: 5 }),
      fileRecord('middle', { size: 10 ** 6, mtime: 10 ** 13 }),
      directoryRecord('new/deep/deeper'),
      directoryRecord('new'),
      directoryRecord('new/deep'),
    ])
    const order = [
      'new',
      'new/deep',
      'new/deep/deeper',
      'small and new',
      'small and old',
      'middle',
      'film',
      'old/deep/file',
      'old/file',
      'old/deep',
      'old',
      'never here',
    ]
    expect(neededPaths()).toEqual(order)
    expect(folder.totals()).toMatchObject({ needFiles: 7, needDeletes: 4 })
  })

  test('of a content that is here already count no bytes', () => {
    folder.put([fileRecord('a'), fileRecord('b')])
    folder.putRemote(b, 'index', [
      fileRecord('a', { version: [[a, 2]], mtime: 5 }),
      fileRecord('b', { version: [[a, 2]], content: hashOf('new'), size: 7 }),
    ])
    expect(folder.totals()).toMatchObject({ needFiles: 2, needBytes: 7 })
  })

  test('pages stay where they are while the store changes, also among equal priorities', () => {
    const records = Array.from({ length: 50 }, (_, n) => fileRecord(`file ${String(n).padStart(2, '0')}`))
    folder.putRemote(b, 'index', records)
    for (const order of ['priority', 'path'] as const) {
      const found: string[] = []
      let after: string | undefined
      do {
        const page = folder.needed({ limit: 7, order, ...(after !== undefined && { after }) })
        found.push(...page.map(({ best }) => best.path))
        after = page.at(-1)?.cursor
        // Those already seen go, new ones come before.
        if (order === 'priority') folder.put(page.slice(0, 3).map(({ best }) => best))
      } while (after !== undefined)
      expect(found).toEqual(
        paths(records).filter((path) => order === 'priority' || folder.get(path) === undefined),
      )
    }
  })

  test('paths that are left out take no room of a page', () => {
    folder.putRemote(
      b,
      'index',
      Array.from({ length: 500 }, (_, n) => fileRecord(`file ${n}`)),
    )
    const isLast = (path: string) => Number(path.slice(5)) >= 490
    const page = folder.needed({ limit: 8, skip: (path) => !isLast(path) })
    expect(page.map(({ best }) => isLast(best.path))).toEqual(Array(8).fill(true))
    const after = page.at(-1)!.cursor
    expect(folder.needed({ limit: 8, skip: (path) => !isLast(path), after })).toHaveLength(2)
  })

  test('a path whose rule changed is needed or not once everything was tidied', () => {
    folder.putRemote(b, 'index', [fileRecord('keep/a'), fileRecord('skip/b')])
    const rule = (skipped: string) => (best: { path: string }) => !best.path.startsWith(skipped)
    folder.setWanted('no skip', rule('skip'))
    expect(neededPaths()).toEqual(['keep/a'])
    tidyAll(store)
    expect(folder.totals()).toMatchObject({ needFiles: 1, globalFiles: 2 })
    folder.putRemote(b, 'index', [fileRecord('skip/c')])
    expect(neededPaths()).toEqual(['keep/a'])
    folder.setWanted('no keep', rule('keep'))
    tidyAll(store)
    expect(neededPaths().sort()).toEqual(['skip/b', 'skip/c'])
  })

  test('files of a content that is needed, and own ones that are to be deleted, are found by it', () => {
    const content = hashOf('moved')
    folder.put([fileRecord('from', { content }), fileRecord('other')])
    folder.putRemote(b, 'index', [
      deletedRecord('from', { version: [[a, 2]] }),
      fileRecord('to', { content }),
      // The same first 48 bits.
      fileRecord('alike', { content: content.slice(0, 40) + '0'.repeat(24) }),
    ])
    expect(folder.neededByContent(content).map(({ best }) => best.path)).toEqual(['to'])
    expect(folder.movable(content).map(({ own }) => own?.path)).toEqual(['from'])
    folder.put([folder.best('to')!.record, folder.best('from')!.record])
    expect(folder.neededByContent(content)).toEqual([])
    expect(folder.movable(content)).toEqual([])
    expect(folder.neededByContent('')).toEqual([])
  })
})

describe('the index of another device', () => {
  test('is remembered as far as it came', () => {
    expect(folder.remote(b)).toEqual({ indexId: '', sequence: 0 })
    folder.putRemote(b, 'one', [fileRecord('a', { sequence: 5 }), fileRecord('b', { sequence: 9 })])
    expect(folder.remote(b)).toEqual({ indexId: 'one', sequence: 9 })
    expect(folder.remotes()).toEqual([b])
  })

  test('that begins anew takes back at once what it had', () => {
    folder.put([fileRecord('both')])
    folder.putRemote(b, 'one', [fileRecord('both'), fileRecord('theirs')])
    folder.putRemote(a, 'one', [fileRecord('theirs')])
    folder.putRemote(b, 'two', [fileRecord('new', { sequence: 1 })])
    expect(folder.remote(b)).toEqual({ indexId: 'two', sequence: 1 })
    expect(folder.best('both')?.devices).toEqual([])
    expect(folder.best('theirs')?.devices).toEqual([a])
    expect(folder.lacks(b)).toEqual({ files: 1, bytes: 100 })
    expect(neededPaths().sort()).toEqual(['new', 'theirs'])
    tidyAll(store)
    expect(folder.totals()).toMatchObject({ globalFiles: 3, needFiles: 2 })
  })

  test('that is dropped leaves no needs, and its paths go when nobody has them', () => {
    folder.putRemote(b, 'one', [fileRecord('theirs')])
    folder.dropRemote(b)
    expect(folder.needed({ limit: 10 })).toEqual([])
    expect(folder.best('theirs')).toBeUndefined()
    tidyAll(store)
    expect(folder.totals()).toMatchObject({ globalFiles: 0, globalBytes: 0, needFiles: 0, needBytes: 0 })
    expect(folder.children('', { limit: 10 }).entries).toEqual([])
    expect(folder.remotes()).toEqual([])
  })

  test('may be dropped while those of others are still being taken out of every path', () => {
    const records = Array.from({ length: 300 }, (_, n) => fileRecord(`file ${n}`))
    for (const device of [a, b]) folder.putRemote(device, 'one', records)
    folder.dropRemote(a)
    expect(store.tidy(0)).toBe(true)
    folder.dropRemote(b)
    tidyAll(store)
    expect(folder.totals()).toMatchObject({ globalFiles: 0, needFiles: 0, needBytes: 0 })
    expect(folder.best('file 0')).toBeUndefined()
  })

  test('sizes beyond what numbers hold add up and come back to nothing', () => {
    const huge = Array.from({ length: 9 }, (_, n) =>
      fileRecord(`huge ${n}`, { size: Number.MAX_SAFE_INTEGER }),
    )
    folder.putRemote(b, 'one', [...huge, fileRecord('one', { size: 3 })])
    expect(folder.totals().needBytes).toBe(Number.MAX_SAFE_INTEGER)
    folder.putRemote(
      b,
      'one',
      huge.map(({ path }) => deletedRecord(path)),
    )
    expect(folder.totals()).toMatchObject({ globalBytes: 3, needBytes: 3 })
  })
})

test('files on their way are remembered with what is done', () => {
  const done = Uint8Array.of(1, 128, 0)
  folder.putPartial('a/b', { content: hashOf('x'), temp: 'abc.part', done })
  folder.putPartial('a/b', { content: hashOf('y'), temp: 'def.part', done })
  expect(folder.partial('a/b')).toEqual({ content: hashOf('y'), temp: 'def.part', done })
  expect(folder.partials()).toEqual([{ path: 'a/b', content: hashOf('y'), temp: 'def.part' }])
  expect(store.folder('others').partials()).toEqual([])
  folder.removePartial('a/b')
  expect(folder.partial('a/b')).toBeUndefined()
})

test('copies of conflicts are counted and listed until they are gone', () => {
  const copies = ['b/x.conflict-20240131-142530-ABCDEFGH.txt', 'a.conflict-20240131-142530-ABCDEFGH']
  folder.put([...copies.map((path) => fileRecord(path)), fileRecord('a')])
  folder.putRemote(b, 'one', [fileRecord('theirs.conflict-20240131-142530-ABCDEFGH')])
  expect(folder.totals().conflicts).toBe(2)
  expect(paths(folder.conflicts({ limit: 1 }))).toEqual([copies[1]])
  expect(paths(folder.conflicts({ limit: 9, after: copies[1]! }))).toEqual([copies[0]])
  folder.put(copies.map((path) => deletedRecord(path)))
  expect(folder.totals().conflicts).toBe(0)
  expect(folder.conflicts({ limit: 9 })).toEqual([])
})

describe('browsing', () => {
  const all = (path: string, limit: number): Child[] => {
    const entries: Child[] = []
    for (let after: string | undefined = undefined; ; ) {
      const page = folder.children(path, { limit, ...(after !== undefined && { after }) })
      entries.push(...page.entries)
      after = page.next
      if (after === undefined) return entries
    }
  }

  test('shows the direct entries of all devices, with sizes and what is here', () => {
    folder.put([directoryRecord('a'), fileRecord('a/own', { size: 5 })])
    folder.putRemote(b, 'one', [
      fileRecord('a/theirs', { size: 7 }),
      deletedRecord('a/gone'),
      fileRecord('a-b'),
    ])
    expect(all('', 10).map(({ name, kind, here }) => [name, kind, here])).toEqual([
      ['a', 'directory', true],
      ['a-b', 'file', false],
    ])
    expect(all('a', 10).map(({ name, size, here }) => [name, size, here])).toEqual([
      ['own', 5, true],
      ['theirs', 7, false],
    ])
  })

  test('gives each entry once whatever lies below it, in pages of any size', () => {
    const name = fc.constantFrom('a', 'a!', 'a0', 'b', 'ü', '\u{10FFFF}')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
    const entry = fc.record({ path, deleted: fc.boolean(), directory: fc.boolean() })
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: (it) => it.path }),
        fc.integer({ min: 1, max: 4 }),
        (entries, limit) => {
          using others = openStore()
          folder = others.folder('films')
          folder.putRemote(
            b,
            'one',
            entries.map((it) =>
              it.deleted
                ? deletedRecord(it.path)
                : it.directory
                  ? directoryRecord(it.path)
                  : fileRecord(it.path),
            ),
          )
          const live = entries.filter(({ deleted }) => !deleted)
          for (const base of ['', 'a', 'a!', 'b/ü']) {
            const below = live.filter((it) => base === '' || it.path.startsWith(`${base}/`))
            const names = below.map((it) => it.path.slice(base === '' ? 0 : base.length + 1).split('/')[0])
            expect(
              all(base, limit)
                .map((it) => it.name)
                .sort(),
            ).toEqual([...new Set(names)].sort())
          }
        },
      ),
    )
  })

  test('takes several calls where thousands of entries were deleted', () => {
    const deleted = Array.from({ length: 2500 }, (_, n) => deletedRecord(`a/${String(n).padStart(4, '0')}`))
    folder.put([...deleted, fileRecord('a/z'), fileRecord('b')])
    const first = folder.children('', { limit: 10 })
    expect(first.entries).toEqual([])
    expect(first.next).toBeDefined()
    expect(all('', 10).map(({ name }) => name)).toEqual(['a', 'b'])
  })
})

test('a forgotten folder is gone at once, and one of the same name begins anew', () => {
  const { content, chunks, size } = contentOf('film', 3)
  folder.put([fileRecord('a', { content, chunks: 3, size })], new Map([[content, chunks]]))
  folder.putRemote(b, 'one', [fileRecord('b')])
  const { indexId } = folder
  store.forget('films')
  expect(store.folderIds()).toEqual([])
  expect(() => folder.get('a')).toThrow(expect.objectContaining({ code: 'folder-unknown' }))
  expect(() => folder.put([fileRecord('c')])).toThrow(expect.objectContaining({ code: 'folder-unknown' }))
  expect(store.locate([chunks[0]!.hash]).size).toBe(0)
  const again = store.folder('films')
  expect(again.indexId).not.toBe(indexId)
  expect(again.get('a')).toBeUndefined()
  expect(again.remote(b)).toEqual({ indexId: '', sequence: 0 })
  again.put([fileRecord('new')])
  tidyAll(store)
  expect(paths(again.under(''))).toEqual(['new'])
  expect(again.manifest(content)).toBeUndefined()
})
