import { describe, expect, test } from 'vitest'
import type { SettingsPart } from '../../../../src/contract/exchange.ts'
import type { Settings } from '../../../../src/contract/settings.ts'
import {
  formatPortable,
  openPortable,
  type Portable,
  readPortable,
  settingsOfProfile,
  takePortable,
} from '../../../../src/host/settings/portable.ts'
import { contentOf } from '../../../../src/host/settings/profiles.ts'
import { changeAllSecrets } from '../../../../src/host/settings/secrets.ts'
import { defaultSettings } from '../../../../src/host/settings-format.ts'
import { fullSettings } from '../../../support/exchanged.ts'

async function taken(
  present: Settings,
  file: Portable,
  { passphrase, parts }: { passphrase?: string; parts?: SettingsPart[] },
) {
  return takePortable(present, file, await openPortable(file, passphrase), parts)
}

const origin = { name: 'Truck', hawser: '0.1.0', at: 1000 }
const passphrase = 'correct horse'

const failure = (text: string) => {
  try {
    readPortable(text)
  } catch (error) {
    return error
  }
  return undefined
}
const file = async (change: (file: Record<string, unknown>) => void) => {
  const { text } = await formatPortable(defaultSettings(), 'settings', origin, undefined)
  const value = JSON.parse(text)
  change(value)
  return JSON.stringify(value, null, 2)
}

describe('a file of all settings', () => {
  test('makes an empty machine equal, but for passwords, which are in no line of it', async () => {
    const settings = fullSettings()
    const { text, secretsLeftOut } = await formatPortable(settings, 'settings', origin, undefined)
    expect(text).not.toContain('planted')
    expect(secretsLeftOut).toBe(2)
    const read = readPortable(text)
    expect(read.facts).toMatchObject({
      kind: 'settings',
      name: 'Truck',
      secrets: 'left-out',
      secretsCount: 2,
    })
    const all = await taken(defaultSettings(), read, {})
    expect(all.settings).toEqual(changeAllSecrets(settings, () => ''))
    expect(all.missing).toBe(2)
  })

  test('leaves the passwords alone that the machine has for the same things', async () => {
    const settings = fullSettings()
    const { text } = await formatPortable(settings, 'settings', origin, undefined)
    const all = await taken(settings, readPortable(text), {})
    expect(all).toEqual({ settings, missing: 0 })
  })

  test('carries passwords sealed, for who knows the passphrase', async () => {
    const settings = fullSettings()
    const { text, secretsLeftOut } = await formatPortable(settings, 'settings', origin, passphrase)
    expect(text).not.toContain('planted')
    expect(secretsLeftOut).toBe(0)
    const read = readPortable(text)
    expect(read.facts.secrets).toBe('sealed')
    expect(await taken(defaultSettings(), read, { passphrase })).toEqual({ settings, missing: 0 })
    await expect(taken(defaultSettings(), read, { passphrase: 'something else' })).rejects.toMatchObject({
      code: 'passphrase-wrong',
    })
    expect((await taken(defaultSettings(), read, {})).missing).toBe(2)
  })

  test('does not open when what is sealed was changed', async () => {
    const { text } = await formatPortable(fullSettings(), 'settings', origin, passphrase)
    const value = JSON.parse(text)
    value.sealed.data = Buffer.from('x'.repeat(80)).toString('base64')
    const read = readPortable(JSON.stringify(value))
    await expect(taken(defaultSettings(), read, { passphrase })).rejects.toMatchObject({
      code: 'passphrase-wrong',
    })
  })

  test('leaves what the key store alone opens behind', async () => {
    const settings = fullSettings()
    const locked = changeAllSecrets(settings, (_, secret) => (secret === '' ? '' : `sealed:${secret}`))
    const { text, secretsLeftOut } = await formatPortable(locked, 'settings', origin, passphrase)
    expect(text).not.toContain('sealed:')
    expect(secretsLeftOut).toBe(1 + 1)
  })

  test('is taken part by part', async () => {
    const { text } = await formatPortable(fullSettings(), 'settings', origin, undefined)
    const { settings } = await taken(defaultSettings(), readPortable(text), {
      parts: ['sync', 'rules'],
    })
    expect(settings.rules).toHaveLength(2)
    expect(settings.sync.upload).toBe(1_000_000)
    expect(settings.peers).toEqual([])
    expect(settings.deviceName).toBeUndefined()
  })

  test('without a part in it leaves that part as it is', async () => {
    const text = await file(({ settings }) => {
      for (const name of Object.keys(settings as object))
        if (name !== 'version' && name !== 'sync') delete (settings as Record<string, unknown>)[name]
    })
    const read = readPortable(text)
    expect(read.facts.parts).toEqual(['sync'])
    const present = fullSettings()
    const { settings } = await taken(present, read, {})
    expect(settings).toEqual({ ...present, sync: defaultSettings().sync })
  })
})

test('a file of a profile adds the profile, and changes nothing else', async () => {
  const present = fullSettings()
  const profile = { id: 'venue', name: 'Venue A', savedAt: 5, ...contentOf(present) }
  const { text } = await formatPortable(
    settingsOfProfile(profile),
    'profile',
    { ...origin, name: 'Venue A' },
    passphrase,
  )
  expect(text).not.toContain('planted')
  expect(text).not.toContain('PEM')
  const read = readPortable(text)
  expect(read.facts).toMatchObject({ kind: 'profile', name: 'Venue A', parts: ['profiles'] })
  const { settings } = await taken(defaultSettings(), read, { passphrase })
  expect(settings).toEqual({ ...defaultSettings(), profiles: [profile] })
})

describe('a file is refused', () => {
  test.each([
    ['', /line 1/],
    ['[]', /no file of settings/],
    ['null', /no file of settings/],
    ['{"hawserRules":1,"rules":[]}', /rules alone/],
    ['{"version":1,"preferences":{}}', /hawser\.json/],
    ['{"hawserSettings":1}', /kind/],
    ['{"hawserSettings":1,"kind":"settings","settings":{}}', /version/],
    [
      '{"hawserSettings":1,"kind":"settings","settings":{"version":1,\n"sync":{"streams":99}}}',
      /line 2.*streams: at most 16\./,
    ],
  ])('that holds %s', (text, message) => {
    expect(failure(text)).toMatchObject({ code: 'import-invalid', message: expect.stringMatching(message) })
  })

  test.each([
    [2, 1],
    [1, 2],
  ])('that is newer: file %i, settings %i', async (hawserSettings, version) => {
    const text = await file((value) => {
      value['hawserSettings'] = hawserSettings
      value['settings'] = { ...(value['settings'] as object), version }
    })
    expect(failure(text)).toMatchObject({ code: 'settings-newer' })
  })

  test('in which two rules have one id, in a profile too', async () => {
    const { rules } = fullSettings()
    const twins = [rules[0], rules[0]]
    const text = await file(({ settings }) => Object.assign(settings as object, { rules: twins }))
    expect(failure(text)).toMatchObject({ code: 'import-invalid', detail: { path: 'settings.rules.1.id' } })
    const hidden = await file(({ settings }) =>
      Object.assign(settings as object, { profiles: [{ id: 'a', name: 'a', savedAt: 1, rules: twins }] }),
    )
    expect(failure(hidden)).toMatchObject({ detail: { path: 'settings.profiles.0.rules.1.id' } })
  })

  test('that is larger than may be', () => {
    expect(failure(' '.repeat(16_000_001))).toMatchObject({ code: 'import-invalid' })
  })
})

test('names that mean nothing are told', async () => {
  const text = await file(({ settings }) => Object.assign(settings as object, { colour: 1 }))
  expect(readPortable(text).unknown).toEqual(['colour'])
})
