import { expect, test } from 'vitest'
import { counter, gauge, type Metric, type Point } from '../../../src/host/observe/metric.ts'
import { SeriesTable, type Subject } from '../../../src/host/observe/series.ts'

const io = counter('test.io', 'By', '')
const rate = gauge('test.rate', 'By/s', '')
const rtt = gauge('test.rtt', 's', '')
type Column = 'bytes' | 'rate' | 'rttMs'

const table = (limit?: number) =>
  new SeriesTable<Column>(
    {
      bytes: { metric: io },
      rate: { metric: rate },
      rttMs: { metric: rtt, scale: 0.001, join: 'highest', least: 0 },
    },
    () => 1000,
    limit,
  )

function subject(source: string, values: Partial<Record<Column, number>>, series = source): Subject<Column> {
  return { source, series, attributes: { id: series }, value: (column) => values[column] }
}

function told(from: SeriesTable<Column>): [string, string | undefined, number][] {
  const found: [string, string | undefined, number][] = []
  from.tell((metric: Metric, point: Point) => found.push([metric.name, point.attributes['id'], point.value]))
  return found
}
const bytesOf = (from: SeriesTable<Column>, id: string) =>
  told(from).find(([name, of]) => name === 'test.io' && of === id)?.[2]

test('counters go on when the engine that counts begins again at 0', () => {
  const rules = table()
  rules.take([subject('a', { bytes: 500 })])
  rules.ended()
  rules.take([subject('a', { bytes: 0 })])
  rules.take([subject('a', { bytes: 70 })])
  expect(bytesOf(rules, 'a')).toBe(570)
})

test('a new engine that has counted beyond the old one before it is looked at is counted whole', () => {
  const rules = table()
  rules.take([subject('a', { bytes: 500 })])
  rules.ended()
  rules.take([subject('a', { bytes: 900 })])
  expect(bytesOf(rules, 'a')).toBe(1400)
})

test('a counter that falls by itself has begun anew', () => {
  const rules = table()
  rules.take([subject('a', { bytes: 500 })])
  rules.take([subject('a', { bytes: 20 })])
  expect(bytesOf(rules, 'a')).toBe(520)
})

test('gauges are true no longer than the snapshot they are from', () => {
  const rules = table()
  rules.take([subject('a', { bytes: 1, rate: 9 }), subject('b', { bytes: 1, rate: 8 })])
  rules.take([subject('a', { bytes: 1, rate: 7 })])
  expect(told(rules).filter(([name]) => name === 'test.rate')).toEqual([['test.rate', 'a', 7]])
  rules.ended()
  expect(told(rules).map(([name]) => name)).toEqual(['test.io', 'test.io'])
})

test('what comes and goes adds up in the series of what it belongs to', () => {
  const tubes = table()
  tubes.take([
    subject('tube1', { bytes: 100, rate: 3, rttMs: 20 }, 'peer'),
    subject('tube2', { bytes: 50, rate: 4, rttMs: 80 }, 'peer'),
  ])
  expect(told(tubes)).toEqual([
    ['test.io', 'peer', 150],
    ['test.rate', 'peer', 7],
    ['test.rtt', 'peer', 0.08],
  ])
  tubes.take([])
  tubes.take([subject('tube3', { bytes: 10, rttMs: -1 }, 'peer')])
  expect(told(tubes)).toEqual([['test.io', 'peer', 160]])
})

test('something that is left out of a snapshot for a while is not counted twice', () => {
  const groups = table()
  groups.take([subject('g1', { bytes: 100 }, 'r')])
  groups.take([])
  groups.take([subject('g1', { bytes: 130 }, 'r')])
  expect(bytesOf(groups, 'r')).toBe(130)
})

test('there are never more series than the limit; those that are gone make room, and what is left out is counted', () => {
  const rules = table(2)
  rules.take(['a', 'b', 'c', 'd'].map((id) => subject(id, { bytes: 1 })))
  expect(rules.leftOut).toBe(2)
  expect(told(rules).map(([, id]) => id)).toEqual(['a', 'b'])
  rules.take([subject('c', { bytes: 1 })])
  rules.take([subject('c', { bytes: 1 }), subject('d', { bytes: 1 })])
  expect(rules.leftOut).toBe(0)
  expect(told(rules).map(([, id]) => id)).toEqual(['c', 'd'])
})

test('sources that came and went do not pile up', () => {
  const groups = table(2)
  for (let n = 0; n < 1000; n++) groups.take([subject(`g${n}`, { bytes: 1 }, 'r')])
  expect(bytesOf(groups, 'r')).toBe(1000)
})

test('what is in the settings no more is forgotten', () => {
  const rules = table()
  rules.take([subject('a', { bytes: 1 }), subject('b', { bytes: 1 })])
  rules.keep(({ id }) => id === 'b')
  expect(told(rules).map(([, id]) => id)).toEqual(['b'])
})
