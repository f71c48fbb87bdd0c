import { describe, expect, test } from 'vitest'
import type { HawserEvent } from '../../../src/contract/events.ts'
import { desktopEntry } from '../../../src/main/desktop-entry.ts'
import { whyNoDisplay } from '../../../src/main/display.ts'
import { pagePaths, pathOfEvent, shows } from '../../../src/main/page-paths.ts'
import { hasTrayHost } from '../../../src/main/tray-host.ts'
import { restoreState } from '../../../src/main/window-state.ts'
import { parseRoute } from '../../../src/renderer/state/router.ts'

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

  test('of a small window is kept, too, and whether it was open', () => {
    const small = { x: 1500, y: 20, width: 360, height: 200, maximized: false, open: true }
    expect(restoreState(JSON.stringify(small), screens)).toEqual(small)
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

describe('a session without a screen', () => {
  test('is told, with what to do instead', () => {
    expect(whyNoDisplay('linux', {}, [])).toContain('hawser web --service')
  })

  test.each([
    ['linux', { DISPLAY: ':0' }, []],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, []],
    ['linux', {}, ['--ozone-platform=headless']],
    ['darwin', {}, []],
    ['win32', {}, []],
  ] as const)('is not %s with %j and %j', (platform, env, args) => {
    expect(whyNoDisplay(platform, env, args)).toBe('')
  })
})

describe('whether the desktop shows icons in a tray', () => {
  const told = (code: number | 'missing', stderr = '') =>
    hasTrayHost('linux', () => Promise.resolve({ code, stderr }))

  test('is known where somebody shows them, and where nobody does within the time', async () => {
    expect(await told(0)).toBe(true)
    expect(await told(1)).toBe(false)
  })

  test('is believed where it cannot be found out', async () => {
    expect(await told('missing')).toBe(true)
    expect(await told(1, 'Error connecting: Could not connect')).toBe(true)
    expect(await hasTrayHost('darwin', () => Promise.reject(new Error('not asked')))).toBe(true)
  })
})

describe('pages that the shell leads to', () => {
  const event = (about: Partial<HawserEvent>): HawserEvent => ({
    seq: 7,
    at: 1,
    level: 'error',
    source: 'forward',
    code: 'x',
    text: 'x',
    ...about,
  })

  test('are known to the page', () => {
    const { rule, bond, receiver, folder, tube, event: eventPath, compact } = pagePaths
    expect(
      [rule('a'), bond('b'), receiver('c'), folder('d/e'), tube('f'), eventPath(9), compact].map(parseRoute),
    ).toEqual([
      { page: 'rule', ruleId: 'a' },
      { page: 'bond', bondId: 'b' },
      { page: 'receiver', receiverId: 'c' },
      { page: 'folder', folderId: 'd/e' },
      { page: 'tube', party: 'f' },
      { page: 'events', seq: 9, query: '' },
      { page: 'compact' },
    ])
    const { overview, forwarding, bonding, sync, transfer, tunnel, devices, diagnose, diagnoseNow, events } =
      pagePaths
    expect(
      [overview, forwarding, bonding, sync, transfer, tunnel, devices, diagnose, diagnoseNow, events].map(
        (path) => parseRoute(path).page,
      ),
    ).toEqual([
      'overview',
      'forwarding',
      'bonding',
      'sync',
      'transfer',
      'tunnel',
      'devices',
      'diagnose',
      'diagnose',
      'events',
    ])
  })

  test.each([
    [{ ruleId: 'r' }, '#/forwarding/r'],
    [{ source: 'bond', bondId: 'b' }, '#/bonding/b'],
    [{ source: 'bond', bondId: 'v' }, '#/bonding/receiver/v'],
    [{ source: 'sync', folderId: 'f', peerId: 'p' }, '#/sync/f'],
    [{ source: 'tunnel', tubeId: 't', peerId: 'p' }, '#/tunnel/p'],
    [{ source: 'tunnel', tubeId: 't' }, '#/tunnel/t'],
    [{ source: 'transfer', peerId: 'p' }, '#/transfer'],
    [{ source: 'diagnose' }, '#/diagnose'],
    [{ source: 'host', peerId: 'p' }, '#/devices'],
    [{ source: 'host' }, '#/events'],
  ] as const)('of an event about %j is %s', (about, path) => {
    expect(pathOfEvent(event(about), [{ id: 'v' }])).toBe(path)
  })

  test('who looks at the overview, the events or the page of an engine sees what is wrong with it', () => {
    const seen = [
      '#/',
      '',
      '#/events/3',
      '#/bonding',
      '#/bonding/other',
      '#/forwarding',
      '#/settings',
    ].filter((shown) => shows(shown, '#/bonding/van'))
    expect(seen).toEqual(['#/', '', '#/events/3', '#/bonding', '#/bonding/other'])
  })
})
