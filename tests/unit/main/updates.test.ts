import { describe, expect, test } from 'vitest'
import type { Telemetry } from '../../../src/contract/index.ts'
import { whyNoUpdates } from '../../../src/main/update/installation.ts'
import { plainNotes } from '../../../src/main/update/notes.ts'
import { updateProblem } from '../../../src/main/update/problem.ts'
import { type UpdateSource, Updates } from '../../../src/main/update/updates.ts'
import { whatRuns } from '../../../src/main/update/what-runs.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'

const minute = 60_000

class FakeSource implements UpdateSource {
  found: { version: string; notes: string } | undefined = { version: '0.2.0', notes: 'Faster.' }
  readonly done: string[] = []
  atQuit = false
  loading = Promise.withResolvers<void>()
  async check() {
    this.done.push('check')
    return this.found
  }
  load(told: (percent: number) => void, signal: AbortSignal): Promise<void> {
    this.done.push('load')
    told(12.7)
    this.loading = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => this.loading.reject(new Error('cancelled')))
    return this.loading.promise
  }
  installAtQuit(wanted: boolean): void {
    this.atQuit = wanted
  }
  async install() {
    this.done.push('install')
  }
}

function started() {
  const source = new FakeSource()
  const clock = new ManualClock()
  const reports: unknown[] = []
  const updates = new Updates({ source, clock, report: (error) => reports.push(error) })
  updates.look(true)
  return { source, clock, updates, reports, now: () => updates.state.value }
}

/** Loaded, with nothing running for long. */
async function ready(choice: 'when-idle' | 'at-next-start') {
  const all = started()
  await all.updates.check()
  all.updates.choose(choice)
  all.updates.running([])
  await all.clock.advance(minute)
  return all
}

describe('an update', () => {
  test('is looked for a minute after the start, and is offered; nothing else happens by itself', async () => {
    const { source, clock, updates, now } = started()
    updates.running([])
    await clock.advance(minute)
    expect(now()).toMatchObject({ state: 'offered', version: '0.2.0', notes: 'Faster.', choice: '' })
    await clock.advance(20 * minute)
    expect(source.done).toEqual(['check'])
  })

  test('is not looked for when that is switched off', async () => {
    const { source, clock, updates } = started()
    updates.look(false)
    await clock.advance(1000 * minute)
    expect(source.done).toEqual([])
  })

  test('is loaded and installed after nothing has run for a minute each', async () => {
    const { source, clock, now, reports } = await ready('when-idle')
    expect(now()).toMatchObject({ state: 'loading', percent: 12 })
    source.loading.resolve()
    await settle()
    expect(source.done).toEqual(['check', 'load', 'install'])
    expect(source.atQuit).toBe(false)
    await clock.advance(minute)
    expect(reports).toEqual([])
  })

  test('waits for what runs, and says for what', async () => {
    const { source, clock, updates, now } = started()
    await updates.check()
    updates.running(['1 bond is live'])
    updates.choose('when-idle')
    await clock.advance(100 * minute)
    expect(now()).toMatchObject({ state: 'waiting', runs: ['1 bond is live'] })
    updates.running([])
    await clock.advance(minute - 1)
    updates.running(['1 viewer is connected'])
    await clock.advance(minute)
    expect(source.done).toEqual(['check'])
  })

  test('that is being loaded gives way to what begins, and goes on after it', async () => {
    const { source, clock, updates, now } = await ready('when-idle')
    updates.running(['1 transfer is under way'])
    await settle()
    expect(now().state).toBe('waiting')
    updates.running([])
    await clock.advance(minute)
    expect(now().state).toBe('loading')
    source.loading.resolve()
    updates.running(['1 transfer is under way'])
    await clock.advance(10 * minute)
    expect(source.done).not.toContain('install')
  })

  test('for the next start is installed at quit, not before', async () => {
    const { source, clock, now } = await ready('at-next-start')
    source.loading.resolve()
    await clock.advance(10 * minute)
    expect(now().state).toBe('ready')
    expect(source.atQuit).toBe(true)
    expect(source.done).toEqual(['check', 'load'])
  })

  test('that is not wanted now goes away for a week, unless it is asked for or newer', async () => {
    const { source, clock, updates, now } = started()
    await updates.check()
    updates.choose('not-now')
    expect(now()).toMatchObject({ state: 'none', version: '' })
    await clock.advance(6 * 24 * 60 * minute)
    expect(now().state).toBe('none')
    await updates.check(true)
    expect(now().state).toBe('offered')
    updates.choose('not-now')
    source.found = { version: '0.3.0', notes: '' }
    await updates.check()
    expect(now()).toMatchObject({ state: 'offered', version: '0.3.0' })
  })

  test('that was loaded can still be refused', async () => {
    const { source, updates, now } = await ready('at-next-start')
    source.loading.resolve()
    await settle()
    updates.choose('not-now')
    expect(source.atQuit).toBe(false)
    expect(now().state).toBe('none')
  })

  test('that cannot be loaded is offered again with the reason', async () => {
    const { source, now } = await ready('when-idle')
    source.loading.reject(new Error('sha512 checksum mismatch\nat somewhere'))
    await settle()
    expect(now()).toMatchObject({
      state: 'offered',
      choice: '',
      text: 'It could not be loaded: what came is not what was published, so nothing of it was kept.',
    })
  })

  test('that cannot be looked for leaves things as they are, and says so', async () => {
    const { source, updates, now } = started()
    source.check = () => Promise.reject(new Error('net::ERR_NAME_NOT_RESOLVED'))
    await updates.check()
    expect(now()).toMatchObject({
      state: 'none',
      checkedAt: 0,
      text: expect.stringContaining('the server cannot be reached'),
    })
  })
})

describe('what an update would disturb', () => {
  const idle = {
    engines: [{ name: 'forward', state: 'running' }],
    forward: { columns: { connections: [0, 0] } },
    bond: { bonds: [{ state: 'ready' }, { state: 'off' }], receivers: [{ state: 'ready' }] },
    sync: { folders: [{ transfers: [] }] },
    tunnel: { tubes: [{ connections: 0, rateIn: 0, rateOut: 0 }] },
    diagnose: { running: false },
  }
  const of = (change: object, transfers = 0) =>
    whatRuns({ ...idle, ...change } as unknown as Telemetry, transfers)

  test('is nothing when nothing runs', () => expect(of({})).toEqual([]))
  test.each([
    ['a rule with viewers', { forward: { columns: { connections: [0, 2] } } }, '2 viewers are connected'],
    ['a bond', { bond: { bonds: [{ state: 'live' }], receivers: [] } }, '1 bond is live'],
    [
      'a bond whose links are all lost',
      { bond: { bonds: [{ state: 'down' }], receivers: [] } },
      '1 bond is live',
    ],
    ['a receiver', { bond: { bonds: [], receivers: [{ state: 'live' }] } }, '1 receiver takes a stream'],
    ['sync', { sync: { folders: [{ transfers: [{}, {}] }] } }, '2 files are being synced'],
    [
      'a tunnel',
      { tunnel: { tubes: [{ connections: 1, rateIn: 0, rateOut: 0 }] } },
      '1 tunnel carries something',
    ],
    ['the doctor', { diagnose: { running: true } }, '1 diagnosis is under way'],
    ['an engine that starts again', { engines: [{ state: 'waiting' }] }, '1 engine is being started'],
  ])('is %s', (_, change, text) => expect(of(change)).toEqual([text]))
  test('is a transfer of the window', () => expect(of({}, 1)).toEqual(['1 transfer is under way']))
  test('is everything until it is known', () => expect(whatRuns(undefined, 0)).toHaveLength(1))
})

describe('what is new', () => {
  test('is plain text, whatever the page of a release holds', () => {
    expect(
      plainNotes(
        '<h2>0.2.0</h2><ul><li>Faster &amp; calmer<li>Less</ul><script>alert(1)</script><img src=x onerror=y>',
      ),
    ).toBe('0.2.0\n\n– Faster & calmer\n– Less')
    expect(
      plainNotes([
        { version: '0.2.0', note: 'One' },
        { version: '0.1.9', note: null },
      ]),
    ).toBe('0.2.0\nOne\n\n0.1.9')
    expect(plainNotes('a\u202Eb\u0007c')).toBe('abc')
    expect(plainNotes(undefined)).toBe('')
    expect(plainNotes('x'.repeat(90_000)).length).toBeLessThan(5000)
  })
})

test.each([
  ['a checkout', { packaged: false, platform: 'linux', appImage: undefined, hasSource: false }, /source/],
  [
    'a Debian package',
    { packaged: true, platform: 'linux', appImage: undefined, hasSource: true },
    /package of the system/,
  ],
  [
    'a package of one’s own making',
    { packaged: true, platform: 'win32', appImage: undefined, hasSource: false },
    /by hand/,
  ],
  ['an AppImage', { packaged: true, platform: 'linux', appImage: '/a.AppImage', hasSource: true }, /^$/],
  ['an app of macOS', { packaged: true, platform: 'darwin', appImage: undefined, hasSource: true }, /^$/],
] as const)('%s says whether it updates itself', (_, installation, why) => {
  expect(whyNoUpdates(installation)).toMatch(why)
})

test('why it did not work is told in words, and never at length', () => {
  expect(updateProblem(new Error('connect ECONNREFUSED 127.0.0.1:443'))).toBe('the server cannot be reached.')
  expect(updateProblem(new Error('New version is not signed by the application owner'))).toContain(
    'not signed',
  )
  expect(updateProblem(new Error('x'.repeat(1000))).length).toBeLessThan(200)
  expect(updateProblem(new Error('Odd.\nat a place'))).toBe('Odd.')
})
