import { describe, expect, test } from 'vitest'
import { type LinkColumn, type LinkSnapshot, linkColumns } from '../../../src/contract/bond.ts'
import type { HawserEvent } from '../../../src/contract/events.ts'
import { eventsNear } from '../../../src/renderer/charts/marks.ts'
import { type ChartConfig, stack } from '../../../src/renderer/charts/options.ts'
import { summarise, valueAt } from '../../../src/renderer/charts/panel.tsx'
import { perSecond } from '../../../src/renderer/charts/per-second.ts'
import { bondCharts } from '../../../src/renderer/pages/bonding/chart-configs.ts'
import { type LinkKey, linkKey, linkKeyKind, linkRow } from '../../../src/renderer/state/link-series.ts'
import { columnsOf } from '../../../src/renderer/state/past.ts'
import { LiveSeries } from '../../../src/renderer/state/series.ts'

const link = (id: string, part: Partial<Record<LinkColumn, number>> = {}) =>
  ({ id, ...Object.fromEntries(linkColumns.map((name) => [name, 0])), ...part }) as LinkSnapshot

describe('the links of a bond over time', () => {
  const series = () => new LiveSeries(linkKeyKind)
  test('share one time line, with gaps where a link was not there', () => {
    const bond = series()
    bond.take(1000, linkRow({ links: [link('a', { bitrate: 5 })] }))
    bond.take(1100, linkRow({ links: [link('a', { bitrate: 6 }), link('b', { bitrate: 7 })] }))
    bond.take(1200, linkRow({ links: [link('b', { bitrate: 8 })] }))
    expect(bond.fine.read(0, [linkKey('bitrate', 'a'), linkKey('bitrate', 'b')])).toEqual([
      [1, 1.1, 1.2],
      [5, 6, null],
      [null, 7, 8],
    ])
  })
  test('keep increases of counters and values of gauges', () => {
    const bond = series()
    for (const [n, naks] of [10, 14, 2].entries())
      bond.take(1000 + 100 * n, linkRow({ links: [link('a', { naks, window: 20 + n })] }))
    expect(bond.fine.read(0, [linkKey('naks', 'a'), linkKey('window', 'a')]).slice(1)).toEqual([
      [0, 4, 0],
      [20, 21, 22],
    ])
  })
  test('have no round trip before one was measured, and averages of what was', () => {
    const bond = series()
    for (const [at, rttMs] of [
      [1000, 0],
      [1300, 40],
      [1600, 60],
      [2000, 0],
    ] as const)
      bond.take(at, linkRow({ links: [link('a', { rttMs })] }))
    expect(bond.fine.read(0, [linkKey('rttMs', 'a')])[1]).toEqual([null, 40, 60, null])
    expect(bond.coarse.read(0, [linkKey('rttMs', 'a')])[1]).toEqual([50])
  })
  test('begin with what the host remembers', () => {
    const bond = series()
    bond.take(3000, linkRow({ links: [link('a', { bitrate: 33 }), link('b', { bitrate: 1 })] }))
    const remembered = columnsOf<LinkKey>({
      at: [1000, 2000, 3000],
      parts: [{ id: 'a', columns: { bitrate: [11, 22, 99], rttMs: [null, null, null] } }],
    })
    bond.backfill(remembered, remembered)
    expect(
      bond.fine.read(0, [linkKey('bitrate', 'a'), linkKey('bitrate', 'b'), linkKey('rttMs', 'a')]),
    ).toEqual([
      [1, 2, 3],
      [11, 22, 33],
      [null, null, 1],
      [null, null, null],
    ])
  })
  test('are forgotten when nothing of them is left', () => {
    const bond = series()
    bond.take(0, linkRow({ links: [link('gone')] }))
    for (let n = 1; n <= 3700; n++) bond.take(n * 1000, linkRow({ links: [link('here', { rttMs: 5 })] }))
    expect(bond.fine.names.some((name) => name.endsWith('gone'))).toBe(false)
    expect(bond.coarse.names.some((name) => name.endsWith('gone'))).toBe(false)
    expect(bond.coarse.names).toHaveLength(linkColumns.length)
  })
})

test('increases become increases within a second, however long the steps', () => {
  const tenths = Array.from({ length: 15 }, (_, n) => n / 10)
  expect(
    perSecond(
      tenths,
      tenths.map(() => 2),
    ).slice(-2),
  ).toEqual([20, 20])
  expect(perSecond([1, 2, 3], [5, null, 7])).toEqual([5, null, 7])
  expect(perSecond([60, 120, 180], [600, null, 30])).toEqual([10, null, 0.5])
  expect(perSecond([], [])).toEqual([])
})

describe('a stacked chart', () => {
  const [bitrate] = bondCharts('x', [
    { id: 'a', name: 'Modem 1', look: { colour: 'link-0', dashed: false } },
    { id: 'b', name: 'Modem 2', look: { colour: 'link-1', dashed: false } },
  ])
  const config: ChartConfig = { ...bitrate!.config, format: String }
  const data = stack([
    [1, 2, 3],
    [10, null, 30],
    [1, 2, 3],
  ])
  test('draws each on those before it; a gap in one is none in the others', () =>
    expect(data).toEqual([
      [1, 2, 3],
      [10, 0, 30],
      [11, 2, 33],
    ]))
  test('has a gap where nothing is known of any', () =>
    expect(
      stack([
        [1, 2],
        [null, 5],
        [null, 6],
      ]),
    ).toEqual([
      [1, 2],
      [null, 5],
      [null, 11],
    ]))
  test('still tells each value by itself', () => {
    expect([0, 1].map((n) => valueAt(config, data, n, 2))).toEqual([30, 3])
    expect(summarise('Bitrate', config, data)).toBe(
      'Bitrate: Modem 1 now 30, between 0 and 30; Modem 2 now 3, between 1 and 3.',
    )
  })
})

test('windows are told without what is in flight, which is drawn beside them', () => {
  const { config: windows } = bondCharts('x', [
    { id: 'a', name: 'Modem 1', look: { colour: 'link-0', dashed: false } },
  ]).at(-1)!
  expect(windows.series.map(({ look, companion }) => [look, companion ?? false])).toEqual([
    ['line', false],
    ['dashed', true],
  ])
  expect(summarise('Windows', windows, [[1], [20], [12]])).toBe('Windows: Modem 1 now 20, between 20 and 20.')
})

test('the flags under the pointer are the newest few of those near it', () => {
  const events = [100, 5000, 5100, 5200, 5300, 5400, 9000].map((at) => ({ at }) as HawserEvent)
  expect(eventsNear(events, 4.9, 5.5).map(({ at }) => at)).toEqual([5100, 5200, 5300, 5400])
  expect(eventsNear(events, 6, 7)).toEqual([])
})
