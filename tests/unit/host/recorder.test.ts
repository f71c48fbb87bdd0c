import { expect, test } from 'vitest'
import { type ForwardSnapshot, type RuleColumn, ruleColumns } from '../../../src/contract/index.ts'
import { columnSets, newRow, type Row } from '../../../src/host/columns.ts'
import { Recent } from '../../../src/host/recent.ts'
import { Recorder } from '../../../src/host/recorder.ts'
import { rulesIn } from '../../../src/host/samples.ts'

type Numbers = Partial<Record<RuleColumn, number>>

function snapshot(at: number, rules: Record<string, Numbers>) {
  const ids = Object.keys(rules)
  const columns = Object.fromEntries(
    ruleColumns.map((name) => [name, ids.map((id) => rules[id]?.[name] ?? 0)]),
  )
  return rulesIn({ at, ids, columns } as unknown as ForwardSnapshot)
}

function recorded() {
  const minutes: { at: number; ruleId: string; row: Row }[] = []
  const recent = new Recent(columnSets.rule)
  const recorder = new Recorder(columnSets.rule, recent, (at, rows) => {
    for (const [ruleId, row] of rows) minutes.push({ at, ruleId, row: row.slice() })
  })
  return { recent, recorder, minutes }
}
const column = (name: RuleColumn) => ruleColumns.indexOf(name)
const start = 600_000

test('counters become increases, also over a restart of the engine', () => {
  const { recent, recorder } = recorded()
  for (const [n, bytesDown] of [100, 150, 150, 30, 40].entries())
    recorder.record(snapshot(start + n * 100, { a: { bytesDown } }))
  recorder.engineRestarted()
  recorder.record(snapshot(start + 500, { a: { bytesDown: 60 } }))
  expect(recent.read('a', 60, start + 500).columns.bytesDown).toEqual([100, 50, 0, 30, 10, 60])
})

test('seconds hold averages of gauges, maxima of the worst cases and sums of counters', () => {
  const { recent, recorder } = recorded()
  for (let n = 0; n <= 10; n++)
    recorder.record(
      snapshot(start + n * 100, {
        a: { rateDown: n * 10, frameIntervalMs: n === 3 ? 90 : 33, frames: n * 2 },
      }),
    )
  const second = recent.read('a', 600, start + 1000)
  expect(second.at).toEqual([start])
  expect(second.columns).toMatchObject({ rateDown: [45], frameIntervalMs: [90], frames: [18] })
})

test('minutes are filed when they are over, and the last one at the end', () => {
  const { recorder, minutes } = recorded()
  for (let n = 0; n < 1205; n++) recorder.record(snapshot(start + n * 100, { a: { bytesUp: n, fps: 25 } }))
  expect(minutes.map(({ at }) => at)).toEqual([start, start + 60_000])
  recorder.flush()
  expect(minutes.map(({ row }) => row[column('bytesUp')])).toEqual([599, 600, 5])
  expect(minutes.map(({ row }) => row[column('fps')])).toEqual([25, 25, 25])
})

test('the last half hour is kept as it was measured, and by the second', () => {
  const { recent, recorder } = recorded()
  const snapshots = 22_000
  for (let n = 0; n < snapshots; n++) recorder.record(snapshot(start + n * 100, { a: { connections: n } }))
  const now = start + (snapshots - 1) * 100
  const minute = recent.read('a', 60, now)
  expect(minute.at.length).toBe(601)
  expect(minute.columns.connections.at(-1)).toBe(snapshots - 1)
  expect(recent.read('a', 10, now).at.length).toBe(101)
  const halfHour = recent.fine.read('a', now - 1_800_000, now)
  expect(halfHour.at).toHaveLength(18_001)
  expect(halfHour.columns.connections[0]).toBe(snapshots - 1 - 18_000)
  const coarse = recent.read('a', 1800, now)
  expect(coarse.at.length).toBeGreaterThan(1797)
  expect(coarse.at.every((at, n) => n === 0 || at === coarse.at[n - 1]! + 1000)).toBe(true)
})

test('of a rule that is missing from a snapshot nothing is known then, one that is forgotten leaves nothing', () => {
  const { recent, recorder } = recorded()
  recorder.record(snapshot(start, { a: { connections: 3 }, b: { connections: 1 } }))
  recorder.record(snapshot(start + 100, { b: { connections: 1 } }))
  recorder.record(snapshot(start + 200, { a: { connections: 4 }, b: { connections: 1 } }))
  expect(recent.read('a', 60, start + 200).columns.connections).toEqual([3, null, 4])
  recorder.keep((id) => id === 'b')
  expect(recent.read('a', 60, start + 200).columns.connections).toEqual([null, null, null])
  expect(recent.read('b', 60, start + 200).columns.connections).toEqual([1, 1, 1])
})

test('a slot that is used again holds nothing of its earlier round', () => {
  const { recent, recorder } = recorded()
  for (let n = 0; n < 600; n++) recorder.record(snapshot(start + n * 100, { a: { connections: 7 } }))
  const idle = { a: { rateDown: 0 } }
  for (let n = 600; n < 22_000; n++) recorder.record(snapshot(start + n * 100, idle))
  const { connections } = recent.read('a', 60, start + 2_199_900).columns
  expect(connections).toHaveLength(601)
  expect(connections.every((value) => value === 0)).toBe(true)
})

test('numbers that are none are taken as zero', () => {
  const { recent, recorder } = recorded()
  recorder.record(snapshot(start, { a: { fps: Number.NaN, bytesDown: Number.POSITIVE_INFINITY } }))
  expect(recent.read('a', 60, start).columns).toMatchObject({ fps: [0], bytesDown: [0] })
})

test('a row has a place for every column', () => {
  expect(newRow(columnSets.rule).length).toBe(ruleColumns.length)
})
