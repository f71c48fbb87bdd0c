import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestOf } from '../../../../src/engines/sync/model/best.ts'
import { parseConflictName } from '../../../../src/engines/sync/model/conflict-name.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import type { FolderStore } from '../../../../src/engines/sync/store/folder-store.ts'
import { needPriority } from '../../../../src/engines/sync/store/priority.ts'
import { deviceOf, hashOf, openStore, tidyAll, withoutSequence } from './records.ts'

const us = 'us'
const devices = [deviceOf('A'), deviceOf('B'), deviceOf('C')]
const paths = [
  'a',
  'a-b',
  'a/x',
  'a/x/y',
  'a/é',
  'b',
  'b.conflict-20240131-142530-ABCDEFGH.txt',
  'ü/ß',
  '😀',
  'ﬀ',
]

/** Records of the paths by who holds them: what the store must agree with. */
class Naive {
  readonly held = new Map<string, Map<string, FileRecord>>()
  readonly indexIds = new Map<string, string>()
  wanted: (record: FileRecord) => boolean = () => true

  of(holder: string): Map<string, FileRecord> {
    const records = this.held.get(holder) ?? new Map<string, FileRecord>()
    this.held.set(holder, records)
    return records
  }

  best(path: string): { record: FileRecord; holders: string[] } | undefined {
    const held = [...this.held].flatMap(([holder, records]) => {
      const record = records.get(path)
      return record ? [{ holder, record }] : []
    })
    const record = bestOf(held.map((one) => one.record))
    if (record === undefined) return undefined
    const same = held.filter((one) => JSON.stringify(one.record) === JSON.stringify(record))
    return { record, holders: same.map(({ holder }) => holder) }
  }

  needs(): { path: string; best: FileRecord; own: FileRecord | undefined; devices: string[] }[] {
    return paths.flatMap((path) => {
      const best = this.best(path)
      if (best === undefined || best.holders.includes(us) || !this.wanted(best.record)) return []
      return [{ path, best: best.record, own: this.of(us).get(path), devices: best.holders.sort() }]
    })
  }

  totals() {
    const live = (records: (FileRecord | undefined)[]) =>
      records.filter(
        (record) => record !== undefined && !record.deleted && record.kind !== 'directory',
      ) as FileRecord[]
    const bytes = (records: FileRecord[]) => records.reduce((sum, { size }) => sum + size, 0)
    const global = live(paths.map((path) => this.best(path)?.record))
    const local = live([...this.of(us).values()])
    const needs = this.needs()
    const made = needs.filter(({ best }) => !best.deleted)
    const fetched = made.filter(
      ({ best, own }) => best.content !== '' && !(own?.deleted === false && own.content === best.content),
    )
    return {
      globalFiles: global.length,
      globalBytes: bytes(global),
      localFiles: local.length,
      localBytes: bytes(local),
      needFiles: made.length,
      needBytes: bytes(fetched.map(({ best }) => best)),
      needDeletes: needs.filter(({ best, own }) => best.deleted && own?.deleted === false).length,
      conflicts: local.filter(({ kind, path }) => kind === 'file' && parseConflictName(path) !== undefined)
        .length,
    }
  }

  lacks(device: string) {
    let files = 0
    let bytes = 0
    for (const path of paths) {
      const best = this.best(path)
      if (best === undefined || !best.holders.includes(us) || best.holders.includes(device)) continue
      const theirs = this.of(device).get(path)
      if (best.record.deleted ? theirs?.deleted === false : true) files++
      if (!best.record.deleted) bytes += best.record.size
    }
    return { files, bytes }
  }
}

const path = fc.constantFrom(...paths)
const version = fc
  .array(fc.nat(3), { minLength: 3, maxLength: 3 })
  .map((counts) => counts.flatMap((count, at) => (count === 0 ? [] : [[devices[at]!, count] as const])))
const record: fc.Arbitrary<FileRecord> = fc
  .record({
    path,
    kind: fc.constantFrom('file', 'file', 'directory', 'symlink'),
    deleted: fc.boolean(),
    size: fc.constantFrom(0, 1, 70_000, 2 ** 40, Number.MAX_SAFE_INTEGER / 64 - 0.5),
    mtime: fc.constantFrom(-1, 0, 1, 1_700_000_000_000, 2 ** 50),
    mode: fc.constantFrom(-1, 0o644, 0o755),
    content: fc.constantFrom('one', 'two', 'three').map(hashOf),
    version,
    by: fc.constantFrom(...devices),
  })
  .map((it) => {
    const isFile = it.kind === 'file' && !it.deleted
    const size = isFile ? Math.floor(it.size) : 0
    return {
      ...it,
      kind: it.kind as FileRecord['kind'],
      size,
      content: size > 0 ? it.content : '',
      chunks: size > 0 ? 1 : 0,
      target: it.kind === 'symlink' && !it.deleted ? 'there' : '',
      sequence: 0,
    }
  })
const device = fc.constantFrom(...devices)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('own' as const), records: fc.array(record, { maxLength: 4 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('remote' as const),
      device,
      records: fc.array(record, { maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('adopt' as const), path }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('reset' as const, 'drop' as const), device }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('rule' as const), letter: fc.constantFrom('', 'a', 'b') }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('tidy' as const) }) },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function apply(it: Step, naive: Naive, folder: FolderStore, tidy: () => void, count: number): void {
  const indexId = (of: string) => naive.indexIds.get(of) ?? 'first'
  if (it.type === 'own') {
    for (const one of it.records) naive.of(us).set(one.path, one)
    folder.put(it.records)
  } else if (it.type === 'remote') {
    for (const one of it.records) naive.of(it.device).set(one.path, one)
    folder.putRemote(it.device, indexId(it.device), it.records)
  } else if (it.type === 'adopt') {
    const best = naive.best(it.path)?.record
    if (best === undefined) return
    naive.of(us).set(it.path, best)
    folder.put([best])
  } else if (it.type === 'reset') {
    naive.of(it.device).clear()
    naive.indexIds.set(it.device, `index ${count}`)
    folder.resetRemote(it.device, indexId(it.device))
  } else if (it.type === 'drop') {
    naive.of(it.device).clear()
    folder.dropRemote(it.device)
  } else if (it.type === 'rule') {
    naive.wanted = (one) => !(it.letter !== '' && one.path.startsWith(it.letter))
    folder.setWanted(it.letter, naive.wanted)
  } else tidy()
}

function compare(naive: Naive, folder: FolderStore): void {
  for (const at of paths) {
    const best = naive.best(at)
    const found = folder.best(at)
    expect(withoutSequence(found?.record)).toEqual(best?.record)
    expect(found?.devices.sort()).toEqual(best?.holders.filter((holder) => holder !== us).sort())
    expect(withoutSequence(folder.get(at))).toEqual(naive.of(us).get(at))
  }
  const needs = naive.needs()
  const shown = (order: 'path' | 'priority') => {
    const all: unknown[] = []
    for (let after: string | undefined; ; ) {
      const page = folder.needed({ limit: 3, order, ...(after !== undefined && { after }) })
      for (const { best, own, devices } of page)
        all.push({
          path: best.path,
          best: withoutSequence(best),
          own: withoutSequence(own),
          devices: devices.sort(),
        })
      after = page.at(-1)?.cursor
      if (after === undefined) return all
    }
  }
  const bytesOf = (it: { path: string }) => Buffer.from(it.path)
  expect(shown('path')).toEqual(needs.sort((a, b) => Buffer.compare(bytesOf(a), bytesOf(b))))
  const priorities = shown('priority').map((it) =>
    needPriority(...([it] as typeof needs).map((n) => [n.best, n.own] as const)[0]!),
  )
  expect(priorities).toEqual([...priorities].sort((a, b) => a - b))
  expect(priorities).toHaveLength(needs.length)
  expect(folder.totals()).toEqual(naive.totals())
  for (const of of devices) expect(folder.lacks(of)).toEqual(naive.lacks(of))
}

test('whatever is put in whatever order, best records, needs and totals are those of a plain model', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      using store = openStore()
      const folder = store.folder('films')
      const naive = new Naive()
      for (const [count, it] of steps.entries()) {
        apply(it, naive, folder, () => tidyAll(store), count)
        // What is known of a path is right at once; sums, when all is tidied.
        for (const at of paths)
          expect(withoutSequence(folder.best(at)?.record)).toEqual(naive.best(at)?.record)
      }
      tidyAll(store)
      compare(naive, folder)
    }),
    { numRuns: 300 },
  )
})

test('records that come in another order end the same', () => {
  const put = fc.record({ device: fc.constantFrom(us, ...devices), record })
  fc.assert(
    fc.property(
      fc.uniqueArray(put, { selector: (it) => `${it.device} ${it.record.path}`, maxLength: 20 }),
      fc.nat(),
      (puts, seed) => {
        const end = (order: typeof puts) => {
          using store = openStore()
          const folder = store.folder('films')
          for (const { device: of, record: one } of order)
            of === us ? folder.put([one]) : folder.putRemote(of, 'first', [one])
          return [
            paths.map((at) => withoutSequence(folder.best(at)?.record)),
            folder.totals(),
            devices.map((of) => folder.lacks(of)),
            folder.needed({ limit: 100, order: 'path' }).map(({ best }) => best.path),
          ]
        }
        const shuffled = puts
          .map((it, at) => ({ it, key: Math.imul(seed + at + 1, 2_654_435_761) >>> 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ it }) => it)
        expect(end(shuffled)).toEqual(end(puts))
      },
    ),
    { numRuns: 200 },
  )
})
