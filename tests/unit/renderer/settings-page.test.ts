import { describe, expect, test } from 'vitest'
import { settingRows } from '../../../src/contract/catalogue/index.ts'
import { defaultSettings } from '../../../src/host/settings-format.ts'
import {
  changedPaths,
  groupOf,
  shownGroups,
  valueWords,
} from '../../../src/renderer/pages/settings/catalogue-view.ts'
import { parseRoute } from '../../../src/renderer/state/router.ts'

const settings = defaultSettings()
const pathsOf = (query: string, onlyChanged = false, of = settings) =>
  shownGroups(of, query, onlyChanged).flatMap(({ rows, entries }) =>
    [...rows, ...entries.flatMap((each) => each.rows)].map(({ path }) => path),
  )

describe('the search', () => {
  test('without words shows everything', () => {
    expect(pathsOf('').toSorted()).toEqual(settingRows.map(({ path }) => path).toSorted())
  })
  test('finds by name, by path, by reason and by choice', () => {
    expect(pathsOf('close to tray')).toContain('preferences.closeToTray')
    expect(pathsOf('sync.upload')).toEqual(['sync.upload'])
    expect(pathsOf('somebody tidied up')).toEqual(['preferences.closeToTray'])
    expect(pathsOf('werift')).toEqual(['tunnel.stack'])
  })
  test('wants every word', () => {
    expect(pathsOf('upload LIMIT')).toContain('sync.upload')
    expect(pathsOf('upload zebra')).toEqual([])
  })
  test('finds what new entries begin with', () => {
    expect(pathsOf('stall limit')).toEqual(['rules[].stallLimitMs'])
  })
})

test('only what is otherwise than by default is marked as changed', () => {
  expect(changedPaths(settings)).toEqual([])
  const other = {
    ...settings,
    deviceName: 'Van',
    sync: { ...settings.sync, hours: [{ from: 0, to: 6, upload: 0, download: 0 }] },
    preferences: { ...settings.preferences, theme: 'dark' as const, closeToTrayExplained: true },
  }
  expect(changedPaths(other)).toEqual(['preferences.theme', 'sync.hours', 'deviceName'])
  expect(pathsOf('', true, other)).toEqual(['preferences.theme', 'sync.hours', 'deviceName'])
})

test.each([
  ['preferences.closeToTray', true, 'On'],
  ['preferences.theme', 'dark', 'Dark'],
  ['sync.upload', 0, 'No limit'],
  ['sync.upload', 2_500_000, '20\u00a0Mbit/s'],
  ['sync.listen', { host: '0.0.0.0', port: 8741 }, '0.0.0.0:8741'],
  ['transfer.rendezvous', null, 'None: on this network only'],
  ['rules[].holdMs', 10_000, '10\u00a0s'],
  ['rules[].failover', [], 'None'],
])('the value of %s, %j, is said as "%s"', (path, value, words) => {
  expect(valueWords(path, value)).toBe(words)
})

test('addresses lead to a setting or a group', () => {
  expect(parseRoute('#/settings/sync.upload')).toEqual({ page: 'settings', setting: 'sync.upload' })
  expect(parseRoute('#/settings')).toEqual({ page: 'settings', setting: '' })
  expect(groupOf('rules[].holdMs')?.id).toBe('forwarding')
  expect(groupOf('sync')?.id).toBe('sync')
  expect(groupOf('nothing')).toBeUndefined()
})
