import { describe, expect, test } from 'vitest'
import {
  isSingle,
  leafOf,
  settingGroups,
  settingLeaves,
  settingRows,
  valueAt,
  withValueAt,
} from '../../src/contract/catalogue/index.ts'
import { fieldText, parseField } from '../../src/contract/catalogue/text.ts'
import { defaultSettings } from '../../src/host/settings-format.ts'

describe('the table of settings', () => {
  test('has a row for everything that has a default, and none for anything else', () => {
    const rows = settingRows.map(({ path }) => path)
    expect(rows.toSorted()).toEqual([...settingLeaves().keys()].toSorted())
  })

  test('gives each row a name, what it does and a reason', () => {
    const bare = settingRows.filter(
      ({ name, does, why }) => !name || !/[.!]$/.test(does) || !/[.!]$/.test(why),
    )
    expect(bare.map(({ path }) => path)).toEqual([])
  })

  test('names every choice', () => {
    const unnamed = settingRows.flatMap(({ path, words = {} }) =>
      leafOf(path)
        .options.filter((option) => !Object.hasOwn(words, option))
        .map((option) => `${path}: ${option}`),
    )
    expect(unnamed).toEqual([])
  })

  test('says where each is edited that has no field of its own', () => {
    const lost = settingRows.filter((row) => isSingle(row) && leafOf(row.path).control === 'other')
    expect(lost.map(({ path }) => path)).toEqual([])
  })

  test('has no two groups of one id, and no two fields of one name in a group', () => {
    const ids = settingGroups.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const names = settingRows.filter(isSingle).map(({ name }) => name)
    expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([])
  })
})

describe('a field of a setting', () => {
  test('holds every default, and gives it back', () => {
    const settings = defaultSettings()
    for (const { path } of settingRows.filter(isSingle)) {
      const value = valueAt(settings, path)
      if (value === undefined) continue
      expect([path, parseField(path, fieldText(path, value))]).toEqual([path, { value }])
    }
  })

  test('is in the unit that people use', () => {
    expect(fieldText('sync.upload', 2_500_000)).toBe('20')
    expect(parseField('sync.upload', '0,5')).toEqual({ value: 62_500 })
    expect(fieldText('sync.listen', { host: 'fd00::1', port: 8741 })).toBe('[fd00::1]:8741')
  })

  test.each([
    ['sync.streams', '17', { kind: 'max', limit: 16 }],
    ['sync.streams', '0', { kind: 'min', limit: 1 }],
    ['sync.streams', '2.5', { kind: 'whole' }],
    ['sync.streams', '', { kind: 'number' }],
    ['sync.memoryMB', 'much', { kind: 'number' }],
    ['sync.listen', '8741', { kind: 'endpoint' }],
    ['observe.push.endpoint', 'collector', expect.objectContaining({ kind: 'other' })],
    ['diagnose.timeServers', '-x', { kind: 'server', server: '-x' }],
    ['sync.listen', '0.0.0.0:99999', { kind: 'other', message: 'Ports go from 1 to 65535.' }],
  ])('%s does not take "%s"', (path, text, problem) => {
    expect(parseField(path, text)).toEqual({ problem })
  })

  test('that is empty stands for a missing value where there may be none', () => {
    expect(parseField('transfer.rendezvous', '')).toEqual({ value: null })
    expect(parseField('diagnose.timeServers', '\n , ')).toEqual({ value: [] })
    expect(parseField('deviceName', '')).toEqual({ value: null })
  })

  test('holds a path with commas as one', () => {
    expect(parseField('diagnose.wireguardFiles', '/etc/a,b.conf\n/etc/c.conf')).toEqual({
      value: ['/etc/a,b.conf', '/etc/c.conf'],
    })
  })
})

test('a value is put at a path without touching what is beside it', () => {
  const before = defaultSettings()
  const after = withValueAt(before, 'observe.prometheus.enabled', true)
  expect(after.observe.prometheus.enabled).toBe(true)
  expect(after.observe.push).toBe(before.observe.push)
  expect(before.observe.prometheus.enabled).toBe(false)
  expect(valueAt(before, 'observe.prometheus.toString')).toBeUndefined()
})
