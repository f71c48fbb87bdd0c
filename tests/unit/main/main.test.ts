import { describe, expect, test } from 'vitest'
import type { BondSnapshot, HawserEvent, Telemetry } from '../../../src/contract/index.ts'
import { BondNotifications } from '../../../src/main/bond-notifications.ts'
import { desktopEntry } from '../../../src/main/desktop-entry.ts'
import { trayModel } from '../../../src/main/tray-model.ts'
import { restoreState } from '../../../src/main/window-state.ts'
import { bond, bondSnapshot } from '../../support/bonds.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]

describe('where the window was', () => {
  const place = { x: 100, y: 50, width: 1200, height: 800, maximized: false }

  test('is kept while it lies on a screen', () => {
    expect(restoreState(JSON.stringify(place), screens)).toEqual(place)
  })

  test('is forgotten when the screen is gone, but not how large it was', () => {
    expect(restoreState(JSON.stringify({ ...place, x: 3000 }), screens)).toEqual({
      width: 1200,
      height: 800,
      maximized: false,
    })
  })

  test.each([undefined, 'nonsense', '{}', '{"width":1e9,"height":5}', 'null'])('%j is no place', (text) => {
    expect(restoreState(text, screens)).toEqual({ width: 1280, height: 820, maximized: false })
  })
})

describe('the autostart entry', () => {
  test('quotes as the Desktop Entry Specification asks', () => {
    expect(desktopEntry('/opt/Haw"ser $x/hawser', ['--hidden', '100%'])).toContain(
      String.raw`Exec="/opt/Haw\\"ser \\$x/hawser" "--hidden" "100%%"`,
    )
  })

  test('is an application without a terminal', () => {
    expect(desktopEntry('/usr/bin/hawser', []).split('\n')).toEqual(
      expect.arrayContaining(['[Desktop Entry]', 'Type=Application', 'Terminal=false']),
    )
  })
})

describe('the tray', () => {
  const rule = (id: string) => ({ id, name: `Camera ${id}`, enabled: true }) as never
  const telemetry = (states: string[], rates: number[]) =>
    ({ at: 0, engines: [], forward: { states, columns: { rateDown: rates } } }) as unknown as Telemetry

  const only = (rules: never[]) => ({ rules, bonds: [] })

  test.each([
    [['ready'], [0], 'ok'],
    [['active'], [1_000_000], 'active'],
    [['active', 'slow'], [1_000_000, 0], 'warning'],
    [['holding'], [0], 'warning'],
    [['active', 'failed'], [1_000_000, 0], 'error'],
  ])('of rules that are %j is %s', (states, rates, state) => {
    expect(trayModel(only([rule('1')]), telemetry(states, rates)).state).toBe(state)
  })

  test('tells the rate of all rules together', () => {
    expect(trayModel(only([]), telemetry(['active', 'active'], [1_000_000, 500_000])).tooltip).toBe(
      'Hawser: 12.0 Mbit/s',
    )
  })

  test('says so when the engine is down', () => {
    expect(trayModel(only([]), { at: 0, engines: [] })).toMatchObject({
      state: 'error',
      tooltip: expect.stringContaining('restarting'),
    })
  })

  test('shows twenty rules and how many more there are', () => {
    const rules = Array.from({ length: 25 }, (_, n) => rule(String(n)))
    const model = trayModel(only(rules), telemetry([], []))
    expect(model.rules).toHaveLength(20)
    expect(model.more).toBe(5)
  })

  describe('with bonds', () => {
    const engines = (...bonds: BondSnapshot[]): Telemetry => ({
      ...telemetry([], []),
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
      const model = trayModel({ rules: [], bonds: [one] }, engines(bondSnapshot('b', [], { state, bitrate })))
      expect(model).toMatchObject({ state: shown, bonds: [{ id: 'b', label, enabled: true }] })
    })

    test('tells the rate of rules and bonds together', () => {
      const snapshot = bondSnapshot('b', [], { bitrate: 750_000 })
      expect(trayModel({ rules: [], bonds: [one] }, engines(snapshot)).tooltip).toBe('Hawser: 6.0 Mbit/s')
    })

    test('one that is off says no more than its name', () => {
      const off = { ...one, enabled: false }
      const model = trayModel({ rules: [], bonds: [off] }, engines(bondSnapshot('b', [], { state: 'off' })))
      expect(model.bonds).toEqual([{ id: 'b', label: 'Van', enabled: false }])
    })

    test('says so when their engine is down, unless there are none', () => {
      expect(trayModel({ rules: [], bonds: [one] }, telemetry([], []))).toMatchObject({
        state: 'error',
        tooltip: expect.stringContaining('bonding engine is restarting'),
      })
      expect(trayModel({ rules: [], bonds: [] }, telemetry([], [])).state).toBe('ok')
    })
  })
})

describe('notifications of bonds', () => {
  function notified() {
    const clock = new ManualClock()
    const shown: string[] = []
    const state = { looking: false }
    const notifications = new BondNotifications({
      clock,
      looking: () => state.looking,
      show: (_title, body) => shown.push(body),
    })
    const tell = (code: string, bondId = 'a', source: HawserEvent['source'] = 'bond') =>
      notifications.event({
        seq: 1,
        at: 1,
        level: 'warning',
        source,
        code,
        text: `${bondId} ${code}`,
        bondId,
      })
    return { clock, shown, state, tell }
  }

  test.each(['link-down', 'link-up', 'all-links-down', 'receiver-silent', 'link-capped'])(
    '%s is told',
    (code) => {
      const { shown, tell } = notified()
      tell(code)
      expect(shown).toEqual([`a ${code}`])
    },
  )

  test('what is no trouble of a link is not', () => {
    const { shown, tell } = notified()
    tell('receiver-restarted')
    tell('link-down', 'a', 'forward')
    expect(shown).toEqual([])
  })

  test('come at most one in ten seconds a bond, and the newest of what was held back at their end', async () => {
    const { clock, shown, tell } = notified()
    for (let n = 0; n < 50; n++) tell(n % 2 === 0 ? 'link-down' : 'link-up')
    tell('link-down', 'b')
    expect(shown).toEqual(['a link-down', 'b link-down'])
    await clock.advance(9999)
    expect(shown).toHaveLength(2)
    await clock.advance(1)
    expect(shown.slice(2)).toEqual(['a link-up'])
    await clock.advance(60_000)
    expect(shown).toHaveLength(3)
    tell('link-down')
    expect(shown).toHaveLength(4)
  })

  test('that all links are down is not hidden by one of them, but by one that is up again', async () => {
    const { clock, shown, tell } = notified()
    for (const code of ['link-down', 'all-links-down', 'link-down']) tell(code)
    await clock.advance(10_000)
    expect(shown).toEqual(['a link-down', 'a all-links-down'])
    for (const code of ['all-links-down', 'link-up']) tell(code)
    await clock.advance(10_000)
    expect(shown.at(-1)).toBe('a link-up')
  })

  test('are left out while somebody looks at the window', async () => {
    const { clock, shown, state, tell } = notified()
    state.looking = true
    tell('link-down')
    state.looking = false
    tell('link-up')
    tell('link-down')
    state.looking = true
    await clock.advance(10_000)
    expect(shown).toEqual(['a link-up'])
  })
})
