import { join } from 'node:path'
import { expect, test } from 'vitest'
import type {
  ReceiverSnapshot,
  Series,
  SeriesKind,
  SyncSnapshot,
  Tube,
  TunnelSnapshot,
} from '../../../src/contract/index.ts'
import { type ForwardSnapshot, ruleColumns } from '../../../src/contract/index.ts'
import { Database } from '../../../src/host/database.ts'
import { Past } from '../../../src/host/past.ts'
import { bondSnapshot, linkSnapshot } from '../../support/bonds.ts'
import { input, open, signal, telemetryUntil, temporaryFolder } from './opened.ts'

const minute = 60_000
const noon = 29_000_000 * minute

/** What engines and windows tell at one instant: everything moves 1000 bytes/s, and is counted since `began`. */
function tell(past: Past, at: number, began: number): void {
  const total = at - began
  const figures = { downRate: 1000, rate: 1000 }
  past.transfers({ samples: [{ at, sessions: [{ id: 's', figures, lanes: [{ lane: 0, figures }] }] }] })
  const columns = Object.fromEntries(ruleColumns.map((name) => [name, [0]]))
  past.forward({
    at,
    ids: ['rule'],
    columns: { ...columns, rateDown: [1000], bytesDown: [total] },
  } as unknown as ForwardSnapshot)
  const link = { address: '192.0.2.1:5', bitrate: 1000, jitterMs: 2, rttMs: 0, packets: 0, bytes: total }
  const receiver = {
    id: 'receiver',
    bitrate: 1000,
    drops: 0,
    refusedLimit: 0,
    refusedFlood: 0,
    refusedSource: 0,
    refusedPackets: 0,
    groupsTotal: 1,
    groups: [{ id: 'g', bytes: total, packets: total, missing: total / 1000, duplicates: 0, links: [link] }],
  } as unknown as ReceiverSnapshot
  past.bond({
    at,
    bonds: [bondSnapshot('bond', [linkSnapshot('wwan 0', { bitrate: 1000, bytes: total })])],
    receivers: [receiver],
    loopDelayMs: 0,
    eventsLost: 0,
  })
  past.sync({
    at,
    folders: [{ id: 'folder', downRate: 1000, downBytes: total }],
  } as unknown as SyncSnapshot)
  const tube = { id: `t${at}`, peerId: 'DEVICE', state: 'open', rateIn: 1000, rttMs: -1 } as unknown as Tube
  past.tunnel({ at, tubes: [tube] } as unknown as TunnelSnapshot)
}

function opened(folder: string, at: number) {
  const reports: unknown[] = []
  let now = at
  const database = new Database({
    path: join(folder, 'hawser.db'),
    notice: (text) => reports.push(text),
    report: (error) => reports.push(error),
  })
  const past = new Past({ database, now: () => now, notice: (notice) => reports.push(notice) })
  return {
    past,
    reports,
    run(ms: number, began = noon) {
      for (const end = now + ms; now < end; now += 500) tell(past, now, began)
    },
    /** The clock goes on. */
    goTo(at: number) {
      now = at
    },
    read: (kind: SeriesKind, id: string, from: number, points = 2000): Series =>
      past.read({ kind, ids: [id], from, to: now, points })[0]!,
    [Symbol.dispose]() {
      past[Symbol.dispose]()
      database[Symbol.dispose]()
    },
  }
}

/** Of each kind: a subject, one of its parts, and what of it moves. */
const subjects = [
  ['rules', 'all', '', 'rateDown'],
  ['rule', 'rule', '', 'rateDown'],
  ['bond', 'bond', 'wwan 0', 'bitrate'],
  ['receiver', 'receiver', '', 'bitrate'],
  ['folder', 'folder', '', 'downRate'],
  ['tube', 'DEVICE', '', 'rateIn'],
  ['transfer', 'all', '', 'downRate'],
] as const

test('history of every kind outlives a restart: minutes of before, a gap, and what is measured since', async () => {
  const folder = await temporaryFolder()
  {
    using first = opened(folder, noon)
    first.run(3 * minute + 10_000)
    expect(first.reports).toEqual([])
  }
  using second = opened(folder, noon + 6 * minute + 20_000)
  second.run(30_000)
  for (const [kind, id, part, column] of subjects) {
    const { at, parts } = second.read(kind, id, noon)
    const values = parts.find((one) => one.id === part)!.columns[column]!
    expect([kind, at.slice(0, 7).map((time) => (time - noon) / minute)]).toEqual([
      kind,
      [0, 1, 2, 3, 4, 5, 6],
    ])
    expect([kind, values.slice(0, 6)]).toEqual([kind, [1000, 1000, 1000, 1000, null, null]])
    expect([kind, values[at.indexOf(noon + 6 * minute + 19_999)]]).toEqual([kind, null])
    expect([kind, at.at(-1), values.at(-1)]).toEqual([kind, noon + 6 * minute + 49_500, 1000])
    expect(at.every((time, n) => n === 0 || time > at[n - 1]!)).toBe(true)
  }
  expect(second.reports).toEqual([])
})

test('what was counted before and after a restart within a minute is told, and told once', async () => {
  const folder = await temporaryFolder()
  {
    using first = opened(folder, noon)
    first.run(20_000)
  }
  using second = opened(folder, noon + 30_000)
  // Into the next minute, so that the one of the restart is filed.
  second.run(60_000, noon + 30_000)
  const { bytesDown } = second.read('rule', 'rule', noon).parts[0]!.columns
  expect(bytesDown!.reduce<number>((all, value) => all + (value ?? 0), 0)).toBe(19_500 + 59_500)
})

test('counters are told as increases: over a restart of the engine, and of senders that come and go', async () => {
  using host = opened(await temporaryFolder(), noon)
  host.run(2 * minute)
  host.past.engineStarting('bond')
  host.past.engineStarting('forward')
  host.run(1000, noon + 2 * minute)
  const sum = (kind: SeriesKind, id: string, column: string) =>
    host.read(kind, id, noon).parts[0]!.columns[column]!.reduce<number>((all, value) => all + (value ?? 0), 0)
  for (const [kind, id] of [
    ['rule', 'rule'],
    ['rules', 'all'],
  ] as const)
    expect([kind, sum(kind, id, 'bytesDown')]).toEqual([kind, 120_000])
  expect(sum('receiver', 'receiver', 'missing')).toBeCloseTo(120)
})

test('the last half hour is there as it was measured wherever one looks, and by the second as a whole', async () => {
  using host = opened(await temporaryFolder(), noon)
  host.run(31 * minute)
  const closely = host.past.read({
    kind: 'bond',
    ids: ['bond', 'nobody'],
    from: noon + 3 * minute,
    to: noon + 4 * minute,
    columns: ['bitrate', 'no such'],
    points: 2000,
  })
  expect(closely[0]).toMatchObject({ stepMs: 100, parts: [{ id: 'wwan 0' }] })
  expect(closely[0]!.at).toHaveLength(121)
  expect(Object.keys(closely[0]!.parts[0]!.columns)).toEqual(['bitrate'])
  expect(closely[1]).toMatchObject({ id: 'nobody', at: [], parts: [] })
  const whole = host.read('bond', 'bond', noon + minute)
  expect(whole.stepMs).toBe(1000)
  expect(whole.at.length).toBeGreaterThan(1795)
  const day = host.read('bond', 'bond', noon - 24 * 60 * minute)
  expect(day.stepMs).toBe(minute)
  expect(day.parts[0]!.columns['bitrate']!.slice(-32, -1)).toEqual(Array.from({ length: 31 }, () => 1000))
  expect(host.read('transfer', 's', noon + minute).parts.map(({ id }) => id)).toEqual(['', '0'])
  const { subjects: kept, leftOut, bytes, limit, inFullMs } = host.past.state
  expect({ kept, leftOut, inFullMs }).toEqual({ kept: 10, leftOut: 0, inFullMs: 1_800_000 })
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(limit)
})

test('where nothing flows nothing is written', async () => {
  const folder = await temporaryFolder()
  using host = opened(folder, noon)
  host.run(2 * minute)
  const idle = Object.fromEntries(ruleColumns.map((name) => [name, [0]]))
  for (let at = noon + 2 * minute; at < noon + 10 * minute; at += 1000)
    host.past.forward({ at, ids: ['rule'], columns: idle } as unknown as ForwardSnapshot)
  host.goTo(noon + 10 * minute)
  host.past.flush()
  const never = host.past.read({
    kind: 'rule',
    ids: ['rule'],
    from: noon + 5 * minute,
    to: noon + 7 * minute,
    points: 20,
  })
  expect(never[0]!.parts[0]!.columns['rateDown']).toEqual([0, 0, 0])
  // Nor is what no window tells of a gap.
  const transfers = host.read('transfer', 'all', noon + 3 * minute).parts[0]!.columns['downRate']!
  expect(transfers.length).toBeGreaterThan(150)
  expect(transfers.every((rate) => rate === 0)).toBe(true)
  using database = new Database({ path: join(folder, 'hawser.db'), notice() {}, report() {} })
  const rows = database.use((one) => one.prepare('SELECT minute FROM minutes_rule').all(), [])
  expect(rows.map((row) => Number(row['minute']) - noon / minute)).toEqual([0, 1])
})

test('a host that ends writes the minute that runs; the next one tells of it', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const rule = await first.server.addRule({ rule: input() }, signal)
  await telemetryUntil(first, ({ forward }) => (forward?.columns.bytesDown[0] ?? 0) > 2000)
  const figures = { downRate: 5000, rate: 5000 }
  const note = { at: Date.now(), sessions: [{ id: 's', figures, lanes: [] }] }
  await first.server.noteTransfers({ samples: [note] }, signal)
  await first[Symbol.asyncDispose]()
  const second = await open(folder)
  const hour = { from: Date.now() - 60 * minute, to: Date.now() + minute, points: 60 }
  const ask = async (kind: SeriesKind, id: string) =>
    (await second.server.series({ kind, ids: [id], ...hour }, signal)).series[0]!.parts[0]!.columns
  expect((await ask('rule', rule.id))['rateDown']?.some((rate) => (rate ?? 0) > 0)).toBe(true)
  expect((await ask('rules', 'all'))['bytesDown']?.some((bytes) => (bytes ?? 0) > 0)).toBe(true)
  expect((await ask('transfer', 'all'))['downRate']?.some((rate) => (rate ?? 0) > 0)).toBe(true)
  expect(await second.server.historyState(undefined, signal)).toMatchObject({
    leftOut: 0,
    lost: 0,
    unwritten: 0,
  })
})
