import { describe, expect, test } from 'vitest'
import type { BondSnapshot, HawserEvent, Telemetry } from '../../../src/contract/index.ts'
import { settingsSchema } from '../../../src/contract/settings.ts'
import type { WindowTransfer } from '../../../src/contract/shell.ts'
import { type TrayActions, trayMenu } from '../../../src/main/tray-menu.ts'
import { type TrayInput, type TrayModel, type TrayToggle, trayModel } from '../../../src/main/tray-model.ts'
import { bond, bondSnapshot, receiver } from '../../support/bonds.ts'

const rule = (id: string, enabled = true) => ({ id, name: `Camera ${id}`, enabled }) as never
const forward = (states: string[], rates: number[] = []) =>
  ({ ids: states.map((_, n) => String(n + 1)), states, columns: { rateDown: rates } }) as never

const idle: Telemetry = { at: 0, engines: [], forward: forward([]) }
const settings = settingsSchema.parse({ version: 1 })
const input = (given: Partial<TrayInput> = {}): TrayInput => ({
  settings,
  telemetry: idle,
  transfers: { count: 0, rate: 0, transfers: [] },
  events: [],
  mutedUntil: 0,
  ...given,
})
const model = (
  things: Partial<typeof settings>,
  telemetry: Partial<Telemetry> = {},
  given: Partial<TrayInput> = {},
) =>
  trayModel(input({ settings: { ...settings, ...things }, telemetry: { ...idle, ...telemetry }, ...given }))
const labels = ({ sections }: TrayModel) =>
  sections.flatMap(({ toggles }) => toggles.map(({ label }) => label))

describe('the tray', () => {
  test.each([
    [['ready'], [0], 'ok'],
    [['active'], [1_000_000], 'active'],
    [['active', 'slow'], [1_000_000, 0], 'warning'],
    [['holding'], [0], 'warning'],
    [['active', 'failed'], [1_000_000, 0], 'error'],
  ])('of rules that are %j is %s', (states, rates, state) => {
    const rules = states.map((_, n) => rule(String(n + 1)))
    expect(model({ rules }, { forward: forward(states, rates) }).state).toBe(state)
  })

  test('tells the rate of all engines together', () => {
    const telemetry = {
      forward: forward(['active', 'active'], [1_000_000, 500_000]),
      bond: { bonds: [bondSnapshot('b', [], { bitrate: 125_000 })], receivers: [] } as never,
      sync: { folders: [{ id: 'f', downRate: 125_000, upRate: 0, conflicts: 0 }] } as never,
      tunnel: { tubes: [{ rateIn: 62_500, rateOut: 62_500 }], ways: [], requests: [] } as never,
    }
    const transfers = { count: 1, rate: 125_000, transfers: [] }
    expect(model({}, telemetry, { transfers }).tooltip).toBe('Hawser: 16.0 Mbit/s')
  })

  test('says so when an engine is down that is needed', () => {
    const away = { at: 0, engines: [] }
    expect(trayModel(input({ telemetry: away }))).toMatchObject({
      state: 'error',
      tooltip: 'Hawser: the forwarding engine is restarting',
      trouble: { label: 'the forwarding engine is restarting', path: '#/events' },
    })
    expect(model({ bonds: [bond({ id: 'b' })] })).toMatchObject({
      state: 'error',
      tooltip: expect.stringContaining('bonding engine is restarting'),
    })
    expect(model({}).state).toBe('ok')
  })

  test('shows fifteen of each and how many more there are', () => {
    const rules = Array.from({ length: 25 }, (_, n) => rule(String(n)))
    const [section] = model({ rules }).sections
    expect(section?.toggles).toHaveLength(15)
    expect(section).toMatchObject({ more: 10, title: 'Forwarding: 25 of 25 on', path: '#/forwarding' })
  })

  test('has a section for each engine in use, and none for the others', () => {
    const found = model(
      {
        rules: [rule('1'), rule('2', false)],
        folders: [{ id: 'f', name: 'Rushes', enabled: true }] as never,
        pausedFolders: ['f'],
      },
      { forward: forward(['active', 'off'], [1_000_000, 0]), sync: { folders: [] } as never },
    )
    expect(found.sections.map(({ title, rate }) => [title, rate])).toEqual([
      ['Forwarding: 1 of 2 on', '8.0 Mbit/s'],
      ['Folders: 0 of 1 on', ''],
    ])
    expect(found.sections[1]?.toggles).toEqual([{ kind: 'folder', id: 'f', label: 'Rushes', checked: false }])
  })

  describe('with bonds', () => {
    const engines = (...bonds: BondSnapshot[]): Partial<Telemetry> => ({
      bond: { at: 0, bonds, receivers: [], loopDelayMs: 0, eventsLost: 0 },
    })
    const one = bond({ id: 'b', name: 'Van' })

    test.each([
      ['ready', 'ok', 'Van: ready'],
      ['live', 'active', 'Van: live'],
      ['degraded', 'warning', 'Van: live, a link is in trouble'],
      ['down', 'error', 'Van: down'],
      ['failed', 'error', 'Van: failed'],
    ] as const)('one that is %s makes it %s', (state, shown, label) => {
      const bitrate = state === 'live' ? 750_000 : 0
      const found = model({ bonds: [one] }, engines(bondSnapshot('b', [], { state, bitrate })))
      expect(found.state).toBe(shown)
      expect(labels(found)).toEqual([label])
    })

    test('names the worst with its reason, and where it is shown', () => {
      const verdict = { level: 'bad' as const, text: 'Every link is lost.', evidence: [] }
      const down = bondSnapshot('b', [], { state: 'down', verdict })
      const found = model(
        { rules: [rule('1')], bonds: [one] },
        { ...engines(down), forward: forward(['slow']) },
      )
      expect(found.trouble).toEqual({ label: 'Van: Every link is lost.', path: '#/bonding/b' })
      expect(found.tooltip).toBe('Hawser: 0.0 Mbit/s, 1 failed, 1 in trouble')
    })

    test('one that is off says no more than its name', () => {
      const off = bondSnapshot('b', [], { state: 'off' })
      expect(labels(model({ bonds: [{ ...one, enabled: false }] }, engines(off)))).toEqual(['Van'])
    })

    test('receivers are beside them', () => {
      const studio = receiver({ id: 'v', name: 'Studio' })
      const telemetry = {
        bond: { bonds: [], receivers: [{ id: 'v', state: 'failed', problem: '' }] } as never,
      }
      const found = model({ receivers: [studio] }, telemetry)
      expect(found.sections[0]?.toggles[0]).toMatchObject({ kind: 'receiver', label: 'Studio: failed' })
      expect(found.trouble?.path).toBe('#/bonding/receiver/v')
    })
  })

  test('a folder that is missing is an error, one that waits for a device is none', () => {
    const folders = [{ id: 'f', name: 'Rushes', enabled: true }] as never
    const sync = (state: string) =>
      ({ folders: [{ id: 'f', state, text: '', downRate: 0, upRate: 0, conflicts: 0 }] }) as never
    expect(model({ folders }, { sync: sync('missing') }).state).toBe('error')
    expect(model({ folders }, { sync: sync('waiting') }).state).toBe('ok')
  })

  test('what waits for somebody, lost tubes and what the doctor finds are warnings', () => {
    const tunnel = (given: object) => ({ tubes: [], ways: [], requests: [], ...given }) as never
    const asked = model({}, { tunnel: tunnel({ requests: [{ id: 'r', peerName: 'Anna' }] }) })
    expect(asked).toMatchObject({
      state: 'warning',
      trouble: { label: 'Anna asks to be let in', path: '#/tunnel' },
    })
    const tube = {
      id: 't',
      peerId: 'p',
      peerName: 'Van',
      state: 'lost',
      problem: '',
      faultCode: '',
      rateIn: 0,
      rateOut: 0,
    }
    expect(model({}, { tunnel: tunnel({ tubes: [tube] }) }).trouble).toEqual({
      label: 'Van: the path is lost',
      path: '#/tunnel/p',
    })
    const diagnose = { at: 0, running: false, causes: [{ text: 'DNS does not answer.' }] } as never
    expect(model({}, { diagnose })).toMatchObject({ state: 'warning', trouble: { path: '#/diagnose' } })
  })

  test('transfers of the window are paused and go on', () => {
    const moving: WindowTransfer = {
      sessionId: 's',
      id: 't',
      name: 'a.mov',
      peer: 'Anna',
      direction: 'sending',
      state: 'moving',
      isPausedHere: false,
      percent: 45,
    }
    const found = model({}, {}, { transfers: { count: 1, rate: 1_000_000, transfers: [moving] } })
    expect(found.sections[0]?.toggles).toEqual([
      {
        kind: 'transfer',
        id: 't',
        sessionId: 's',
        label: '"a.mov" to Anna',
        progress: '45 %',
        checked: true,
      },
    ])
    expect(found.state).toBe('active')
  })

  test('shows the last six events, each text once, and leads to them', () => {
    const event = (seq: number, text: string): HawserEvent => ({
      seq,
      at: new Date(2026, 10, 21, 14, seq).getTime(),
      level: 'info',
      source: 'host',
      code: 'x',
      text,
    })
    const events = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'g'].map((text, n) => event(n + 1, text))
    const found = model({}, {}, { events })
    expect(found.events.map(({ label }) => label.slice(-1)).join('')).toBe('gfedcb')
    expect(found.events[0]).toEqual({ label: '14:08  g', path: '#/events/8' })
  })
})

describe('the menu of the tray', () => {
  type Line = {
    label?: string
    type?: string
    checked?: boolean
    enabled?: boolean
    submenu?: Line[]
    click?: () => void
  }
  const done: unknown[] = []
  const actions: TrayActions = {
    open: (path = '') => done.push(path),
    toggleCompact: () => done.push('compact'),
    toggleMute: () => done.push('mute'),
    set: (toggle: TrayToggle, on: boolean) => done.push([toggle.kind, toggle.id, on]),
    pauseRules: () => done.push('pause'),
    quit: () => done.push('quit'),
  }
  const menu = (of: TrayModel, isCompactOpen = false) => {
    done.length = 0
    return trayMenu(of, isCompactOpen, actions) as Line[]
  }
  const press = (lines: Line[], label: string): Line | undefined => {
    const found = lines
      .flatMap((line) => [line, ...(line.submenu ?? [])])
      .find((line) => line.label === label)
    found?.click?.()
    return found
  }

  test('begins with how it goes, and what is wrong, which leads there', () => {
    const lines = menu(model({ rules: [rule('1')] }, { forward: forward(['failed']) }))
    expect(lines[0]).toEqual({ label: 'Hawser: 0.0 Mbit/s, 1 failed', enabled: false })
    expect(lines[1]?.label).toBe('⚠ Camera 1: failed')
    lines[1]?.click?.()
    expect(done).toEqual(['#/forwarding/1'])
  })

  test('leads to what a switch to each profile would do', () => {
    const profiles = [
      { id: 'a', name: 'Venue A' },
      { id: 'b', name: 'Venue B' },
    ] as never
    const lines = menu(model({ profiles, activeProfile: 'a' }))
    expect(press(lines, 'Venue A')?.checked).toBe(true)
    expect(press(lines, 'Venue B')?.checked).toBe(false)
    expect(done).toEqual(['#/settings/switch:a', '#/settings/switch:b'])
    expect(menu(model({})).some(({ label }) => label === 'Profiles')).toBe(false)
  })

  test('switches each thing the other way, and all rules off', () => {
    const lines = menu(
      model({ rules: [rule('1'), rule('2', false)] }, { forward: forward(['ready', 'off']) }),
    )
    expect(press(lines, 'Camera 1: ready')?.checked).toBe(true)
    expect(press(lines, 'Camera 2')?.checked).toBe(false)
    press(lines, 'Pause all rules')
    press(lines, 'Show')
    expect(done).toEqual([['rule', '1', false], ['rule', '2', true], 'pause', '#/forwarding'])
  })

  test('diagnoses, opens the compact window, mutes and quits', () => {
    const lines = menu(model({}), true)
    expect(press(lines, 'Compact window')?.checked).toBe(true)
    for (const label of ['Open Hawser', 'Diagnose now', 'Mute notifications for an hour', 'Quit'])
      press(lines, label)
    expect(done).toEqual(['compact', '', '#/diagnose/now', 'mute', 'quit'])
    const muted = new Date(2026, 10, 21, 14, 3).getTime()
    const line = press(menu(model({}, {}, { mutedUntil: muted })), 'Notifications are muted until 14:03')
    expect(line?.checked).toBe(true)
  })

  test('shows an ampersand in a name as one', () => {
    const named = { ...(rule('1') as object), name: 'Sound & vision' } as never
    expect(press(menu(model({ rules: [named] })), 'Sound && vision')).toBeDefined()
  })
})
