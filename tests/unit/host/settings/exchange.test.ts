import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Settings } from '../../../../src/contract/settings.ts'
import { thisMachine } from '../../../../src/host/addresses.ts'
import { SettingsExchange } from '../../../../src/host/settings/exchange.ts'
import { UndoFile } from '../../../../src/host/settings/undo.ts'
import { defaultSettings } from '../../../../src/host/settings-format.ts'
import { fullSettings, way } from '../../../support/exchanged.ts'
import { rule } from '../../../support/rules.ts'

async function open(first: Settings = defaultSettings(), busy: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-exchange-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const at = { value: first, applied: 0, now: 1000 }
  const make = () =>
    new SettingsExchange({
      settings: {
        latest: {
          get value() {
            return at.value
          },
        },
        async change(next) {
          at.value = next(at.value)
          return at.value
        },
      },
      undo: new UndoFile(folder, undefined, () => {}),
      version: '0.1.0',
      deviceName: () => 'Truck',
      machine: thisMachine,
      busyOf: (noun, id) => busy[`${noun} ${id}`] ?? '',
      changed: async () => {
        at.applied++
      },
      now: () => at.now++,
    })
  return { at, exchange: make(), again: make }
}

describe('single settings', () => {
  test('are changed together, and what they were is told', async () => {
    const { at, exchange } = await open()
    const before = await exchange.changeSingle({ 'sync.upload': 5, deviceName: 'Van' })
    expect(before).toEqual({ 'sync.upload': 0, deviceName: null })
    expect(at.value).toMatchObject({ sync: { upload: 5 }, deviceName: 'Van' })
    await exchange.changeSingle(before)
    expect(at.value).toEqual(defaultSettings())
    expect(at.applied).toBe(2)
  })

  test.each([
    [{ 'sync.upload': -1 }, 'invalid'],
    [{ 'sync.upload': 5, 'sync.streams': 99 }, 'invalid'],
    [{ 'transfer.saveTo': 'Downloads' }, 'invalid'],
    [{ 'transfer.relayOnly': true }, 'invalid'],
    [{ 'diagnose.timeServers': ['-x'] }, 'invalid'],
    [{ rules: [] }, 'setting-unknown'],
    [{ 'rules[].holdMs': 1 }, 'setting-unknown'],
    [{ '__proto__.x': 1 }, 'setting-unknown'],
    [{ version: 2 }, 'setting-unknown'],
  ])('are not changed by %j, neither of them', async (values, code) => {
    const { at, exchange } = await open()
    await expect(exchange.changeSingle(values)).rejects.toMatchObject({ code })
    expect(at.value).toEqual(defaultSettings())
  })
})

describe('an import', () => {
  test('is previewed: what changes, starts and stops, and what to know', async () => {
    const from = await open(fullSettings())
    const { text } = await from.exchange.export(undefined)
    const present = { ...defaultSettings(), rules: [rule({ id: 'old', name: 'Old' })] }
    const { at, exchange } = await open(present, { 'rule old': '3 connections' })
    const preview = await exchange.preview({ text })
    expect(preview.effects).toEqual([
      { does: 'stop', noun: 'rule', id: 'old', name: 'Old', busy: '3 connections' },
      { does: 'start', noun: 'rule', id: 'stage', name: 'Stage', busy: '' },
      { does: 'start', noun: 'bond', id: 'uplink', name: 'Uplink', busy: '' },
      { does: 'start', noun: 'way', id: 'w1', name: 'Proxy', busy: '' },
      { does: 'start', noun: 'folder', id: 'rushes', name: 'Rushes', busy: '' },
    ])
    expect(preview.differences).toContainEqual(
      expect.objectContaining({ kind: 'removed', noun: 'rule', name: 'Old' }),
    )
    expect(preview.differences).toContainEqual({
      part: 'sync',
      kind: 'changed',
      noun: 'setting',
      name: 'sync.upload',
      fields: [{ path: 'sync.upload', from: '0', to: '1000000' }],
    })
    expect(preview.warnings.join('\n')).toMatch(/interrupted: "Old" \(3 connections\)/)
    expect(preview.warnings.join('\n')).toMatch(/will be trusted: "Studio"/)
    expect(preview.warnings.join('\n')).toMatch(/2 passwords/)
    expect(JSON.stringify(preview)).not.toContain('planted')
    expect(at.value).toBe(present)
  })

  test('is undone as a whole, also after a restart', async () => {
    const from = await open(fullSettings())
    const { text } = await from.exchange.export(undefined)
    const { at, exchange, again } = await open()
    const undoId = await exchange.import({ text })
    expect(at.value.rules).toHaveLength(2)
    const later = again()
    expect(await later.last()).toMatchObject({ undoId, what: 'the import of settings' })
    expect(await later.undo(undoId)).toEqual({ what: 'the import of settings', left: 0 })
    expect(at.value).toEqual(defaultSettings())
    expect(await later.last()).toBeNull()
    await expect(later.undo(undoId)).rejects.toMatchObject({ code: 'undo-gone' })
  })

  test('that is undone leaves what was changed since', async () => {
    const from = await open(fullSettings())
    const { text } = await from.exchange.export(undefined)
    const { at, exchange } = await open()
    const undoId = await exchange.import({ text })
    await exchange.changeSingle({ 'sync.upload': 7, 'sync.download': 8 })
    const mine = rule({ id: 'mine' })
    const [stage, crane] = at.value.rules
    at.value = { ...at.value, rules: [{ ...stage!, name: 'Stage 2' }, crane!, mine] }
    expect((await exchange.undo(undoId)).left).toBe(2)
    expect(at.value.rules.map(({ name }) => name)).toEqual(['Stage 2', mine.name])
    expect(at.value.sync).toMatchObject({ upload: 7, download: 8 })
    expect(at.value.peers).toEqual([])
  })

  test('that would make two rules listen on one port is refused, and nothing has changed', async () => {
    const taken = rule({ id: 'a', listen: { host: '127.0.0.1', port: 9999 } })
    const from = await open({ ...defaultSettings(), rules: [taken] })
    const { text } = await from.exchange.export(undefined)
    const value = JSON.parse(text)
    value.settings.rules.push({ ...taken, id: 'b', name: 'b' })
    const { at, exchange } = await open()
    const clash = JSON.stringify(value)
    expect((await exchange.preview({ text: clash })).warnings.join()).toMatch(/already listens on port 9999/)
    await expect(exchange.import({ text: clash })).rejects.toMatchObject({ code: 'rule-overlap' })
    expect(at.value).toEqual(defaultSettings())
  })
})

describe('profiles', () => {
  async function venues() {
    const first = fullSettings()
    const opened = await open(first, { 'bond uplink': '6.0 Mbit/s' })
    const { at, exchange } = opened
    const a = await exchange.saveProfile('Venue A', undefined)
    at.value = {
      ...at.value,
      rules: [rule({ id: 'arena', name: 'Arena' })],
      bonds: [],
      tunnel: {
        ...at.value.tunnel,
        ways: [way({ id: 'w2', name: 'Mixer', kind: 'forward', target: { host: 'a', port: 1 } })],
      },
      folders: at.value.folders.map((folder) => ({ ...folder, enabled: false })),
      preferences: { ...at.value.preferences, theme: 'light', closeToTrayExplained: true },
    }
    const b = await exchange.saveProfile('Venue B', undefined)
    return { ...opened, a, b, first }
  }

  test('put all of it in place at once, and leave alone what is of the machine', async () => {
    const { at, exchange, a, b, first } = await venues()
    expect(at.value.activeProfile).toBe(b.id)
    await exchange.switchProfile(a.id, false)
    const { rules, bonds, folders, tunnel, peers, sync, preferences, activeProfile } = at.value
    expect({ rules, bonds, folders, ways: tunnel.ways, peers, sync }).toEqual({
      rules: first.rules,
      bonds: first.bonds,
      folders: first.folders,
      ways: first.tunnel.ways,
      peers: first.peers,
      sync: first.sync,
    })
    expect(preferences).toMatchObject({ theme: 'dark', closeToTrayExplained: true })
    expect(activeProfile).toBe(a.id)
    expect(at.value.profiles).toHaveLength(2)
  })

  test('say before a switch what stops, what starts and what is in no profile', async () => {
    const { at, exchange, a, b } = await venues()
    expect(exchange.previewProfile(a.id)).toMatchObject({ unsaved: 0 })
    await exchange.switchProfile(a.id, false)
    at.value = { ...at.value, rules: at.value.rules.slice(0, 1) }
    const preview = exchange.previewProfile(b.id)
    expect(preview.unsaved).toBe(1)
    expect(preview.effects[0]).toEqual({
      does: 'stop',
      noun: 'bond',
      id: 'uplink',
      name: 'Uplink',
      busy: '6.0 Mbit/s',
    })
    expect(preview.effects.map(({ does, name }) => `${does} ${name}`)).toEqual(
      expect.arrayContaining(['stop Stage', 'start Arena', 'start Mixer', 'stop Rushes']),
    )
  })

  test('keep what was changed in the one that is left, where that is wished', async () => {
    const { at, exchange, a, b } = await venues()
    at.value = { ...at.value, rules: [] }
    await exchange.switchProfile(a.id, true)
    expect(at.value.profiles.find(({ id }) => id === b.id)?.rules).toEqual([])
    await exchange.switchProfile(b.id, false)
    expect(at.value.rules).toEqual([])
  })

  test('are switched back by undo', async () => {
    const { at, exchange, a } = await venues()
    const before = at.value
    const { undoId } = await exchange.switchProfile(a.id, false)
    expect(await exchange.undo(undoId)).toMatchObject({ left: 0 })
    expect(at.value).toEqual(before)
  })

  test('are saved anew, renamed, removed and brought back', async () => {
    const { at, exchange, a, b } = await venues()
    await exchange.saveProfile('Venue A', a.id)
    expect(at.value.profiles.find(({ id }) => id === a.id)?.rules).toEqual(at.value.rules)
    await exchange.renameProfile(a.id, 'Arena')
    await expect(exchange.renameProfile(a.id, 'venue b')).rejects.toMatchObject({ code: 'invalid' })
    await expect(exchange.saveProfile('ARENA', undefined)).rejects.toMatchObject({ code: 'invalid' })
    const before = at.value
    const undoId = await exchange.removeProfile(b.id)
    expect(at.value.profiles.map(({ name }) => name)).toEqual(['Arena'])
    await exchange.undo(undoId)
    expect(at.value).toEqual(before)
    await expect(exchange.switchProfile('none', false)).rejects.toMatchObject({ code: 'profile-unknown' })
  })

  test('go to another machine in a file, and are switched to there', async () => {
    const { exchange, a } = await venues()
    const { text, name } = await exchange.exportProfile(a.id, 'correct horse')
    expect(name).toBe('hawser-venue-a-profile.json')
    const other = await open()
    await other.exchange.import({ text, passphrase: 'correct horse' })
    expect(other.at.value.rules).toEqual([])
    await other.exchange.switchProfile(a.id, false)
    expect(other.at.value.tunnel.ways[0]?.password).toBe('planted-password')
  })
})
