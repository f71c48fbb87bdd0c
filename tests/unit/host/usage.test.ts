import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import type { BondsSnapshot } from '../../../src/contract/index.ts'
import { Database } from '../../../src/host/database.ts'
import { localDay, Usage } from '../../../src/host/usage.ts'
import { bondSnapshot, linkSnapshot } from '../../support/bonds.ts'

const noon = new Date(2026, 10, 21, 12).getTime()
const second = 1000
const day = 86_400_000
const all = new Set(['a', 'b'])

function opened(folder = mkdtempSync(join(tmpdir(), 'hawser-usage-'))) {
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'hawser.db')
  const open = (now: number) => {
    const database = new Database({ path, notice: () => {}, report: () => {} })
    const usage = new Usage(database, now)
    return {
      usage,
      close() {
        usage.flush()
        database[Symbol.dispose]()
      },
    }
  }
  const rows = () => {
    const database = new DatabaseSync(path, { readOnly: true })
    const all = database.prepare('SELECT bond, link, day, bytes FROM usage ORDER BY day, link').all()
    database.close()
    return all.map((row) => Object.values(row).join(' '))
  }
  return { open, rows, path }
}

const snapshot = (at: number, links: Record<string, number>, bondId = 'a'): BondsSnapshot => ({
  at,
  bonds: [
    bondSnapshot(
      bondId,
      Object.entries(links).map(([id, dayBytes]) => linkSnapshot(id, { dayBytes })),
    ),
  ],
  receivers: [],
  loopDelayMs: 0,
  eventsLost: 0,
})

test('what an engine tells of a day is the whole of it, however often it is told', () => {
  const { usage } = opened().open(noon)
  for (const bytes of [100, 250, 250, 300]) usage.snapshot(snapshot(noon, { eth0: bytes, wwan0: 0 }))
  expect(usage.of(all, noon)).toEqual([
    { bondId: 'a', link: 'eth0', day: '2026-11-21', dayBytes: 300, monthBytes: 300 },
  ])
})

test('an engine that starts anew and counts from what it is given counts nothing twice', () => {
  const { usage } = opened().open(noon)
  usage.snapshot(snapshot(noon, { eth0: 1000 }))
  const given = usage.of(all, noon)[0]!.dayBytes
  // Before it has read what it was given, and after.
  usage.snapshot(snapshot(noon + second, { eth0: 0 }))
  usage.snapshot(snapshot(noon + second, { eth0: given }))
  usage.snapshot(snapshot(noon + second, { eth0: given + 10 }))
  expect(usage.of(all, noon)).toMatchObject([{ dayBytes: 1010, monthBytes: 1010 }])
})

test('it goes on where the last Hawser stopped, also on a later day of the month', () => {
  const store = opened()
  const first = store.open(noon)
  first.usage.snapshot(snapshot(noon, { eth0: 1000 }))
  first.close()
  const second = store.open(noon)
  expect(second.usage.of(all, noon)).toMatchObject([{ dayBytes: 1000, monthBytes: 1000 }])
  second.close()
  const third = store.open(noon + 2 * day)
  expect(third.usage.of(all, noon + 2 * day)).toEqual([
    { bondId: 'a', link: 'eth0', day: '2026-11-23', dayBytes: 0, monthBytes: 1000 },
  ])
  third.close()
  const nextMonth = store.open(noon + 10 * day)
  expect(nextMonth.usage.of(all, noon + 10 * day)).toEqual([])
  nextMonth.close()
})

test('at midnight the count begins anew, and an engine that is a moment late spoils nothing', () => {
  const store = opened()
  const { usage, close } = store.open(noon)
  const midnight = new Date(2026, 10, 22).getTime()
  usage.snapshot(snapshot(midnight - second, { eth0: 5000 }))
  usage.snapshot(snapshot(midnight + 100, { eth0: 5010 }))
  expect(usage.of(all, midnight + 200)).toMatchObject([{ day: '2026-11-22', dayBytes: 0, monthBytes: 5000 }])
  usage.snapshot(snapshot(midnight + 10 * second, { eth0: 70 }))
  expect(usage.of(all, midnight + 20 * second)).toMatchObject([{ dayBytes: 70, monthBytes: 5070 }])
  close()
  expect(store.rows()).toEqual(['a eth0 2026-11-21 5000', 'a eth0 2026-11-22 70'])
})

test('a clock that is set back goes on with the day it is set to', () => {
  const { usage } = opened().open(noon)
  usage.snapshot(snapshot(noon, { eth0: 400 }))
  usage.snapshot(snapshot(noon + day, { eth0: 400 }))
  usage.snapshot(snapshot(noon + day + 6 * second, { eth0: 30 }))
  usage.snapshot(snapshot(noon + 20 * second, { eth0: 0 }))
  expect(usage.of(all, noon + 20 * second)).toMatchObject([{ day: '2026-11-21', dayBytes: 400 }])
})

test('it is written every ten seconds, not with every snapshot', () => {
  const store = opened()
  const { usage } = store.open(noon)
  usage.snapshot(snapshot(noon + second, { eth0: 1e6 }))
  expect(store.rows()).toEqual([])
  usage.snapshot(snapshot(noon + 10 * second, { eth0: 2e6 }))
  usage.snapshot(snapshot(noon + 11 * second, { eth0: 3e6 }))
  expect(store.rows()).toEqual(['a eth0 2026-11-21 2000000'])
})

test('what keepalives alone amount to is written every few minutes', () => {
  const store = opened()
  const { usage } = store.open(noon)
  usage.snapshot(snapshot(noon + 60 * second, { eth0: 4000 }))
  expect(store.rows()).toEqual([])
  usage.snapshot(snapshot(noon + 300 * second, { eth0: 20_000 }))
  expect(store.rows()).toEqual(['a eth0 2026-11-21 20000'])
  usage.snapshot(snapshot(noon + 310 * second, { eth0: 20_070 }))
  expect(store.rows()).toEqual(['a eth0 2026-11-21 20000'])
})

test('only bonds that are there are told of, each link apart', () => {
  const { usage } = opened().open(noon)
  usage.snapshot(snapshot(noon, { eth0: 1, wwan0: 2 }, 'a'))
  usage.snapshot(snapshot(noon, { eth0: 3 }, 'gone'))
  expect(usage.of(all, noon).map(({ link, dayBytes }) => [link, dayBytes])).toEqual([
    ['eth0', 1],
    ['wwan0', 2],
  ])
})

test('days are kept for 400 days', () => {
  const store = opened()
  for (const at of [noon, noon + 399 * day, noon + 402 * day]) {
    const { usage, close } = store.open(at)
    usage.snapshot(snapshot(at, { eth0: 7 }))
    close()
  }
  expect(store.rows()).toHaveLength(2)
})

test('without a database the month is counted in memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-usage-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'file'), '')
  const errors: unknown[] = []
  const database = new Database({
    path: join(folder, 'file', 'hawser.db'),
    notice: () => {},
    report: (error) => errors.push(error),
  })
  const usage = new Usage(database, noon)
  usage.snapshot(snapshot(noon + 20 * second, { eth0: 1000 }))
  expect(usage.of(all, noon)).toMatchObject([{ dayBytes: 1000 }])
  expect(usage.of(all, noon + day)).toMatchObject([{ dayBytes: 0, monthBytes: 1000 }])
  expect(errors.length).toBeGreaterThan(0)
})

test('a day is that of the clock on the wall', () => {
  expect(localDay(new Date(2026, 0, 5, 23, 59).getTime())).toBe('2026-01-05')
  expect(localDay(new Date(2026, 0, 6, 0, 0).getTime())).toBe('2026-01-06')
})
