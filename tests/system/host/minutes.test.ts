import { mkdir, open as openFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { type SeriesKind, seriesColumns } from '../../../src/contract/index.ts'
import { columnSets } from '../../../src/host/columns.ts'
import { Database } from '../../../src/host/database.ts'
import { History } from '../../../src/host/history.ts'
import { minuteTable } from '../../../src/host/minute-tables.ts'
import { Minutes } from '../../../src/host/minutes.ts'
import { temporaryFolder } from './opened.ts'

const minute = 60_000
const noon = 29_000_000 * minute
const everything = { from: 0, to: noon * 2, points: 2000 }

/** The minutes of a user-data folder, as hosts open it one after the other. */
function kept(folder: string) {
  const notices: string[] = []
  const reports: unknown[] = []
  const stuck: boolean[] = []
  const open = (now = noon) => {
    const database = new Database({
      path: join(folder, 'hawser.db'),
      notice: (text) => notices.push(text),
      report: (error) => reports.push(error),
    })
    const minutes = new Minutes({ database, now, stuck: (isStuck) => stuck.push(isStuck) })
    return {
      database,
      minutes,
      /** Files one value in all columns of a minute. */
      add(kind: SeriesKind, key: string, at: number, value: number, samples = 600) {
        minutes.alive(at)
        minutes.add(kind, at, [[key, new Float64Array(columnSets[kind].names.length).fill(value), samples]])
      },
      read: (kind: SeriesKind, id: string, range: Partial<typeof everything> = {}) => {
        const { at, parts } = minutes.read(
          kind,
          id,
          { from: noon, to: noon + 10 * minute, points: 2000, ...range },
          seriesColumns[kind],
        )
        return { at, parts: Object.fromEntries(parts.map((part) => [part.id, part.columns])) }
      },
      [Symbol.dispose]() {
        minutes.close()
        database[Symbol.dispose]()
      },
    }
  }
  return { open, notices, reports, stuck }
}

test('minutes of every kind are kept; those in which nothing flowed take no room and are told as zero', async () => {
  const folder = await temporaryFolder()
  const { open, reports } = kept(folder)
  using store = open()
  for (const kind of Object.keys(seriesColumns) as SeriesKind[]) {
    store.add(kind, 'a', noon, 1)
    store.add(kind, 'a', noon + minute, 0)
    store.add(kind, 'a', noon + 2 * minute, 2.5)
  }
  store.add('bond', 'a wwan 0', noon, 4)
  for (const kind of Object.keys(seriesColumns) as SeriesKind[]) {
    const { at, parts } = store.read(kind, 'a', { to: noon + 2 * minute })
    expect(at).toEqual([noon, noon + minute, noon + 2 * minute])
    const [name] = seriesColumns[kind]
    expect(parts['']![name]).toEqual([1, 0, 2.5])
  }
  expect(store.read('bond', 'a').parts['wwan 0']?.['bytes']?.[0]).toBe(4)
  expect(store.read('rule', 'nobody')).toEqual({ at: [], parts: {} })
  using database = new DatabaseSync(join(folder, 'hawser.db'), { readOnly: true })
  expect(database.prepare(`SELECT count(*) AS rows FROM ${minuteTable('rule')}`).get()).toEqual({ rows: 2 })
  expect(reports).toEqual([])
})

test('minutes in which Hawser did not run, or slept, are gaps', async () => {
  const { open } = kept(await temporaryFolder())
  {
    using first = open(noon)
    first.add('folder', 'a', noon, 1)
  }
  using second = open(noon + 3 * minute)
  second.add('folder', 'a', noon + 3 * minute, 2)
  second.minutes.alive(noon + 4 * minute)
  // The machine slept.
  second.add('folder', 'a', noon + 8 * minute, 3)
  const { downRate } = second.read('folder', 'a').parts['']!
  expect(downRate).toEqual([1, null, null, 2, 0, null, null, null, 3, null, null])
})

test('what was not measured is not known, whatever else flowed', async () => {
  const { open } = kept(await temporaryFolder())
  using store = open()
  const { names } = columnSets.tube
  const row = new Float64Array(names.length).fill(5)
  row[names.indexOf('rttMs')] = Number.NaN
  store.minutes.add('tube', noon, [['a', row, 600]])
  store.add('tube', 'a', noon + minute, 7)
  const { rttMs, rateIn } = store.read('tube', 'a', { to: noon + minute }).parts['']!
  expect(rttMs).toEqual([null, 7])
  expect(rateIn).toEqual([5, 7])
})

test('a minute that two hosts saw parts of is completed: gauges by how much each saw, counters as a sum', async () => {
  const { open } = kept(await temporaryFolder())
  for (const [value, samples] of [
    [3, 100],
    [6, 200],
  ] as const) {
    using store = open()
    store.add('rule', 'a', noon, value, samples)
  }
  using store = open()
  const { bytesDown, fps, frameIntervalMs, bufferedKernel } = store.read('rule', 'a', { to: noon }).parts['']!
  expect([bytesDown, fps, frameIntervalMs, bufferedKernel]).toEqual([[9], [5], [6], [5]])
})

test('thirty days are told in steps that a chart can show, and no longer kept', async () => {
  const { open, reports } = kept(await temporaryFolder())
  const day = 24 * 60 * minute
  {
    using store = open()
    for (let n = 0; n < 30; n++) store.add('receiver', 'a', noon + n * minute, 60)
    const month = store.minutes.read(
      'receiver',
      'a',
      { from: noon, to: noon + 30 * day, points: 2000 },
      seriesColumns.receiver,
    )
    expect(month.stepMs).toBe(30 * minute)
    const place = month.at.indexOf(Math.floor(noon / month.stepMs) * month.stepMs)
    const first = month.parts[0]!.columns
    const sum = first['bytes']!.slice(place, place + 2).reduce<number>((all, each) => all + (each ?? 0), 0)
    expect(sum).toBe(1800)
    expect(Math.max(...first['bitrate']!.map((rate) => rate ?? 0))).toBeLessThanOrEqual(60)
    store.add('receiver', 'b', noon + 31 * day, 1)
    expect(store.read('receiver', 'a', everything).parts).toEqual({})
    expect(
      Object.keys(store.read('receiver', 'b', { from: noon + 31 * day, to: noon + 31 * day }).parts),
    ).toEqual([''])
  }
  // Also where nothing has flowed since.
  using later = open(noon + 70 * day)
  later.database.use((database) => {
    expect(database.prepare('SELECT count(*) AS rows FROM subjects').get()).toEqual({ rows: 0 })
    expect(database.prepare('SELECT count(*) AS rows FROM runs').get()).toEqual({ rows: 1 })
  }, undefined)
  expect(reports).toEqual([])
})

/** As version 1 had it. */
function oldDatabase(path: string, rows: readonly (readonly [id: string, at: number, rate: number])[]): void {
  using database = new DatabaseSync(path)
  database.exec(`
    CREATE TABLE IF NOT EXISTS rules (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS minutes (
      rule INTEGER NOT NULL, minute INTEGER NOT NULL, "rateDown" REAL NOT NULL DEFAULT 0,
      "bufferedKernel" REAL NOT NULL DEFAULT 0, PRIMARY KEY (rule, minute)
    ) WITHOUT ROWID;
    PRAGMA user_version = 1;`)
  for (const [id, at, rate] of rows) {
    database.prepare('INSERT OR IGNORE INTO rules (id) VALUES (?)').run(id)
    database
      .prepare('INSERT INTO minutes VALUES ((SELECT key FROM rules WHERE id = ?), ?, ?, -1)')
      .run(id, at / minute, rate)
  }
}

test('the minutes of an older version are taken over, also when it ran once more in between', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'hawser.db')
  const { open, reports } = kept(folder)
  oldDatabase(path, [
    ['a', noon, 10],
    ['b', noon + minute, 20],
  ])
  {
    using store = open(noon + 5 * minute)
    const { rateDown, bufferedKernel, fps } = store.read('rule', 'a', { to: noon + minute }).parts['']!
    expect([rateDown, bufferedKernel, fps]).toEqual([
      [10, null],
      [null, null],
      [0, null],
    ])
    expect(store.read('rule', 'b', { to: noon + minute }).parts['']!['rateDown']).toEqual([null, 20])
    store.add('rule', 'c', noon + 5 * minute, 5)
    store.add('bond', 'x wwan0', noon + 5 * minute, 5)
  }
  oldDatabase(path, [['b', noon + 7 * minute, 70]])
  using store = open(noon + 8 * minute)
  expect(store.read('rule', 'b').parts['']!['rateDown']).toEqual([
    ...[null, 20, null, null, null, 0, null, 70],
    ...[0, null, null],
  ])
  expect(store.read('rule', 'c').parts['']!['fps']?.[5]).toBe(5)
  expect(store.read('bond', 'x').parts['wwan0']!['bytes']?.[5]).toBe(5)
  expect(reports).toEqual([])
})

test('what the disk does not take waits, is written when it does, and is given up in the end', async () => {
  const folder = await temporaryFolder()
  const { open, stuck, reports } = kept(folder)
  using store = open()
  store.add('rule', 'a', noon, 1)
  // As of a full disk: the database may not grow.
  const pages = (limit: number) =>
    store.database.use((database) => database.exec(`PRAGMA max_page_count = ${limit}`), undefined)
  pages(1)
  const many = (at: number) =>
    store.minutes.add(
      'rule',
      at,
      Array.from({ length: 3000 }, (_, n) => [`r${n}`, new Float64Array(18).fill(n + 0.5), 600] as const),
    )
  many(noon + minute)
  expect(stuck).toEqual([true])
  expect(store.minutes.unwritten).toBe(3000)
  expect(store.read('rule', 'a').parts['']!['fps']?.[0]).toBe(1)
  expect(reports.length).toBeGreaterThan(0)
  for (let n = 2; n < 9; n++) many(noon + n * minute)
  expect(store.minutes).toMatchObject({ unwritten: 20_000, lost: 4000 })
  pages(1_000_000)
  many(noon + 9 * minute)
  expect(stuck).toEqual([true, false])
  expect(store.minutes.unwritten).toBe(0)
  expect(store.read('rule', 'r7').parts['']!['fps']?.slice(3, 10)).toEqual([
    7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5,
  ])
})

test('a database that is damaged while in use is set aside and a new one begun', async () => {
  const folder = await temporaryFolder()
  const { open, notices, reports } = kept(folder)
  using store = open()
  // More than SQLite keeps in memory, so that it must read what lies on disk.
  const rows = Array.from(
    { length: 100 },
    (_, n) => [`rule${n}`, new Float64Array(18).fill(n + 0.123), 600] as const,
  )
  for (let n = 0; n < 200; n++) store.minutes.add('rule', noon + n * minute, rows)
  const file = join(folder, 'hawser.db')
  const { size } = await stat(file)
  const handle = await openFile(file, 'r+')
  await handle.write(Buffer.alloc(size - 4096, 'x'), 0, size - 4096, 4096)
  await handle.close()
  for (let n = 0; n < 100; n++) store.read('rule', `rule${n}`, { to: noon + 200 * minute })
  store.add('rule', 'a', noon, 2)
  expect(store.read('rule', 'a').parts['']!['fps']?.[0]).toBe(2)
  expect(notices.length).toBe(1)
  expect(reports).toEqual([])
})

test('a database that is deleted while in use is begun anew', async () => {
  const folder = await temporaryFolder()
  const { open, notices } = kept(folder)
  using store = open()
  store.add('rule', 'a', noon, 1)
  for (const suffix of ['', '-wal', '-shm']) await rm(join(folder, `hawser.db${suffix}`), { force: true })
  store.add('rule', 'a', noon + minute, 2)
  expect(store.read('rule', 'a', { to: noon + minute }).parts['']!['fps']).toEqual([0, 2])
  using database = new DatabaseSync(join(folder, 'hawser.db'), { readOnly: true })
  expect(database.prepare('SELECT count(*) AS rows FROM minutes_rule').get()).toEqual({ rows: 1 })
  expect(notices).toEqual([])
})

test('without any database history is empty, and nothing throws', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'hawser.db'))
  const { open, reports, stuck } = kept(folder)
  using store = open()
  store.add('rule', 'a', noon, 1)
  expect(store.read('rule', 'a')).toEqual({ at: [], parts: {} })
  const history = new History(store.database)
  expect(history.eventsAfter(0, 10)).toEqual([])
  expect(history.lastSeq()).toBe(0)
  expect(stuck).toEqual([true])
  expect(reports.length).toBeGreaterThan(0)
})
