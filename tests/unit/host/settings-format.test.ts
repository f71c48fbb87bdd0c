import { expect, test } from 'vitest'
import { settingsSchema } from '../../../src/contract/index.ts'
import {
  defaultSettings,
  formatSettings,
  readNewerSettings,
  readSettings,
  type SettingsFormat,
} from '../../../src/host/settings-format.ts'
import { rule } from '../../support/rules.ts'

const failure = (text: string, format?: SettingsFormat) => {
  try {
    readSettings(text, format)
  } catch (error) {
    return error
  }
  return undefined
}

test('what is written is read back the same', () => {
  const settings = { ...defaultSettings(), rules: [rule({ name: 'a' }), rule({ name: 'b' })] }
  expect(readSettings(formatSettings(settings))).toEqual({ settings, version: 1, unknown: [] })
})

test('text that is not JSON is refused with line and column', () => {
  expect(failure('{\n  "version": 1,\n  "rules": [}\n}')).toMatchObject({
    code: 'settings-invalid',
    message: expect.stringContaining('line 3, column 13'),
    detail: { line: 3, column: 13 },
  })
})

test('a value that does not fit is refused with its place, path and reason', () => {
  const good = formatSettings({ ...defaultSettings(), rules: [rule({ name: 'a' })] })
  const bad = good.replace(/"port": \d+/, '"port": 70000')
  const line = bad.slice(0, bad.indexOf('70000')).split('\n').length
  expect(failure(bad)).toMatchObject({
    code: 'settings-invalid',
    detail: { line, path: 'rules.0.listen.port', reason: 'Ports go from 1 to 65535.' },
  })
})

test.each(['[]', '1', 'null', '{}', '{"version":"1"}', '{"version":0}', '{"version":1.5}'])(
  '%s is refused',
  (text) => expect(failure(text)).toMatchObject({ code: 'settings-invalid' }),
)

test('two rules with one id are refused', () => {
  const twins = [rule({ id: 'x', name: 'a' }), rule({ id: 'x', name: 'b' })]
  expect(failure(formatSettings({ ...defaultSettings(), rules: twins }))).toMatchObject({
    detail: { path: 'rules.1.id' },
  })
})

test('names that mean nothing are told', () => {
  expect(readSettings('{"version":1,"preferences":{"them":"dark"},"colour":1}').unknown).toEqual([
    'preferences.them',
    'colour',
  ])
})

test('a file of a newer version is told apart, and as much of it used as is understood', () => {
  const text = '{"version":2,"preferences":{"theme":"dark"},"novelty":{}}'
  expect(failure(text)).toMatchObject({ code: 'settings-newer' })
  expect(readNewerSettings(text)?.preferences.theme).toBe('dark')
  expect(readNewerSettings('{"version":2,"rules":"elsewhere"}')).toBeUndefined()
})

test('older versions are migrated step by step', () => {
  const anyVersion = { safeParse: (value: object) => settingsSchema.safeParse({ ...value, version: 1 }) }
  const format: SettingsFormat = {
    version: 3,
    schema: anyVersion as never,
    migrations: {
      1: ({ colour, ...rest }) => ({ ...rest, look: colour }),
      2: ({ look, ...rest }) => ({ ...rest, preferences: { theme: look } }),
    },
  }
  const { settings, version } = readSettings('{"version":1,"colour":"dark"}', format)
  expect(settings.preferences.theme).toBe('dark')
  expect(version).toBe(1)
  expect(failure('{"version":1}', { ...format, migrations: {} })).toMatchObject({ code: 'settings-invalid' })
})

test('nothing in the file reaches a prototype', () => {
  readSettings('{"version":1,"__proto__":{"polluted":1},"preferences":{"__proto__":{"polluted":1}}}')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('two ways with the same id are refused', () => {
  const way = {
    id: 'x',
    name: 'a',
    party: 'van-1',
    kind: 'socks',
    listen: { host: '127.0.0.1', port: 1 },
  } as const
  const { tunnel, ...rest } = defaultSettings()
  const text = JSON.stringify({ ...rest, tunnel: { ...tunnel, ways: [way, { ...way, name: 'b' }] } })
  expect(failure(text)).toMatchObject({ code: 'settings-invalid', detail: { path: 'tunnel.ways.1.id' } })
})
