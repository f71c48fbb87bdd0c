import { describe, expect, test } from 'vitest'
import { exportName, toCsv } from '../../../src/renderer/charts/export.ts'
import { type ChartConfig, roundMax, shortTick, translucent } from '../../../src/renderer/charts/options.ts'
import { summarise } from '../../../src/renderer/charts/panel.tsx'
import { parseRoute } from '../../../src/renderer/state/router.ts'
import { levelOf } from '../../../src/renderer/state/thresholds.ts'

describe('CSV', () => {
  const data = [
    [0, 1],
    [0, 0.5],
    [1, null],
  ]
  const lines = toCsv(['rateDown', 'Modem "2", left'], data).split('\r\n')
  test('names its columns, those with commas in quotes', () =>
    expect(lines[0]).toBe('time,rateDown,"Modem ""2"", left"'))
  test('has one line a step with its time, empty where nothing is known', () => {
    expect(lines).toHaveLength(4)
    expect(lines[2]).toBe('1970-01-01T00:00:01.000Z,0.5,')
  })
  test('is called after the rule', () =>
    expect(exportName('Crane / left: №1', 0, 'csv')).toBe('hawser-Crane-left-1-1970-01-01T000000.csv'))
})

describe('a y axis', () => {
  test('ends at a round number above everything', () =>
    expect([0, 93, 1_000_000].map((max) => roundMax(max, 50))).toEqual([50, 150, 1_500_000]))
  test('writes round numbers short', () =>
    expect(['80.0 Mbit/s', '2.50 MB', '100 ms', '1.05 s'].map(shortTick)).toEqual([
      '80 Mbit/s',
      '2.5 MB',
      '100 ms',
      '1.05 s',
    ]))
})

test('colours of either notation become translucent', () => {
  expect(translucent('rgb(1, 2, 3)', 0.5)).toBe('rgba(1, 2, 3, 0.5)')
  expect(translucent('oklch(0.5 0.1 20)', 0.5)).toBe('oklch(0.5 0.1 20 / 0.5)')
})

test('a chart can be told in a sentence', () => {
  const config: ChartConfig = {
    sync: '',
    times: true,
    atLeast: 1,
    format: (value) => `${value} ms`,
    series: [
      { label: 'Gap', colour: 'x', look: 'line' },
      { label: 'Late', colour: 'x', look: 'marks' },
    ],
  }
  const data = [
    [1, 2, 3],
    [40, 130, 41],
    [0, 1, 0],
  ] as [number[], number[], number[]]
  expect(summarise('Frames', config, data)).toBe('Frames: Gap now 41 ms, between 40 ms and 130 ms; Late: 1.')
  expect(summarise('Frames', config, [[], [], []])).toBe('Frames: no data yet.')
})

test.each([
  ['', { page: 'overview' }],
  ['#/forwarding', { page: 'forwarding' }],
  ['#/forwarding/a%20b', { page: 'rule', ruleId: 'a b' }],
  ['#/bonding', { page: 'bonding' }],
  ['#/bonding/a%2Fb', { page: 'bond', bondId: 'a/b' }],
  ['#/bonding/receiver/r1', { page: 'receiver', receiverId: 'r1' }],
  ['#/sync', { page: 'sync' }],
  ['#/sync/rushes-12', { page: 'folder', folderId: 'rushes-12' }],
  ['#/devices', { page: 'devices' }],
  ['#/help/frames', { page: 'help', topic: 'frames' }],
  ['#/nonsense/%', { page: 'overview' }],
])('the address %s leads to its page', (hash, route) => expect(parseRoute(hash)).toEqual(route))

test('numbers become warnings and errors at their thresholds', () => {
  expect([0.005, 0.01, 0.06].map((share) => levelOf('lateRatio', share))).toEqual(['ok', 'warn', 'error'])
  expect([900, 1500, 6000].map((ms) => levelOf('behindMs', ms))).toEqual(['ok', 'warn', 'error'])
})
