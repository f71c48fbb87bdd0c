import { describe, expect, test } from 'vitest'
import type { Telemetry } from '../../../src/contract/index.ts'
import { desktopEntry } from '../../../src/main/desktop-entry.ts'
import { trayModel } from '../../../src/main/tray-model.ts'
import { restoreState } from '../../../src/main/window-state.ts'

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

  test.each([
    [['ready'], [0], 'ok'],
    [['active'], [1_000_000], 'active'],
    [['active', 'slow'], [1_000_000, 0], 'warning'],
    [['holding'], [0], 'warning'],
    [['active', 'failed'], [1_000_000, 0], 'error'],
  ])('of rules that are %j is %s', (states, rates, state) => {
    expect(trayModel([rule('1')], telemetry(states, rates)).state).toBe(state)
  })

  test('tells the rate of all rules together', () => {
    expect(trayModel([], telemetry(['active', 'active'], [1_000_000, 500_000])).tooltip).toBe(
      'Hawser: 12.0 Mbit/s',
    )
  })

  test('says so when the engine is down', () => {
    expect(trayModel([], { at: 0, engines: [] })).toMatchObject({
      state: 'error',
      tooltip: expect.stringContaining('restarting'),
    })
  })

  test('shows twenty rules and how many more there are', () => {
    const rules = Array.from({ length: 25 }, (_, n) => rule(String(n)))
    const model = trayModel(rules, telemetry([], []))
    expect(model.rules).toHaveLength(20)
    expect(model.more).toBe(5)
  })
})
