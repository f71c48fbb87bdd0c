import { describe, expect, test } from 'vitest'
import type { HawserEvent } from '../../../src/contract/events.ts'
import type { Preferences } from '../../../src/contract/settings.ts'
import { asking, newsOf } from '../../../src/main/notifications/news.ts'
import { Notifications } from '../../../src/main/notifications/notifications.ts'
import { inQuietHours, Mute } from '../../../src/main/notifications/quiet.ts'
import { RequestWatch } from '../../../src/main/notifications/requests.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const event = (about: Partial<HawserEvent>): HawserEvent => ({
  seq: 1,
  at: 1,
  level: 'warning',
  source: 'bond',
  code: 'link-down',
  text: 'text',
  ...about,
})

describe('what a person should hear of', () => {
  test.each([
    ['forward', 'target-timeout', 'warning', 'trouble'],
    ['forward', 'target-back', 'info', 'recovered'],
    ['forward', 'port-in-use', 'error', 'trouble'],
    ['bond', 'link-down', 'warning', 'trouble'],
    ['bond', 'link-up', 'info', 'recovered'],
    ['bond', 'receiver-silent', 'error', 'trouble'],
    ['sync', 'disk-full', 'error', 'trouble'],
    ['sync', 'folder-back', 'info', 'recovered'],
    ['sync', 'sync-conflict', 'warning', 'asks'],
    ['tunnel', 'tube-lost', 'warning', 'trouble'],
    ['tunnel', 'peer-unreachable', 'warning', 'trouble'],
    ['transfer', 'transfer-received', 'info', 'ended'],
    ['transfer', 'transfer-failed', 'error', 'trouble'],
    ['diagnose', 'dns-dead', 'warning', 'trouble'],
    ['sync', 'engine-crashed', 'error', 'trouble'],
  ] as const)('%s: %s is', (source, code, level, kind) => {
    const news = newsOf(event({ source, code, level }), '#/x')
    expect(news).toMatchObject({ kind, text: 'text', path: '#/x' })
    expect(news?.title).not.toBe('')
  })

  test.each([
    ['forward', 'viewer-stalled', 'warning'],
    ['forward', 'listening', 'info'],
    ['tunnel', 'target-refused', 'warning'],
    ['tunnel', 'tunnel-denied', 'warning'],
    ['bond', 'receiver-restarted', 'warning'],
    ['sync', 'folder-in-sync', 'info'],
    ['diagnose', 'diagnosis-done', 'info'],
    ['forward', 'engine-running', 'info'],
  ] as const)('%s: %s is not', (source, code, level) => {
    expect(newsOf(event({ source, code, level }), '#/x')).toBeUndefined()
  })

  test('a target that a tunnel cannot reach is not one of a rule', () => {
    expect(newsOf(event({ source: 'tunnel', code: 'host-not-found' }), '')).toBeUndefined()
  })
})

test('each request to be let in is told once', () => {
  const watch = new RequestWatch()
  const request = (id: string, what: 'connect' | 'listen' = 'connect') => ({
    id,
    at: 1,
    party: 'p',
    peerName: 'Anna',
    what,
    target: '10.0.0.40:22',
    times: 1,
  })
  const told = (...requests: ReturnType<typeof request>[]) =>
    watch.take({ tunnel: { requests } as never }).map(({ text }) => text)
  expect(told(request('1'))).toEqual(['Anna wants to reach 10.0.0.40:22 from here.'])
  expect(told(request('1'), request('2', 'listen'))).toEqual([
    'Anna wants to take connections here, at 10.0.0.40:22.',
  ])
  expect(told(request('1'), request('2'))).toEqual([])
  expect(watch.take({})).toEqual([])
})

function notified() {
  const clock = new ManualClock()
  const shown: { title: string; text: string; path: string }[] = []
  const state = { watched: '', quiet: false, wanted: 'all' as Preferences['notifications'] }
  const notifications = new Notifications({
    clock,
    wanted: () => state.wanted,
    isQuiet: () => state.quiet,
    isWatched: (path) => path === state.watched,
    show: (notification) => shown.push(notification),
  })
  const tell = (code: string, bondId = 'a', link?: string, level: HawserEvent['level'] = 'warning') => {
    const text = [bondId, link, code].filter(Boolean).join(' ')
    const news = newsOf(event({ code, bondId, level, text, ...(link && { link }) }), `#/bonding/${bondId}`)
    if (news) notifications.take(news)
  }
  return { clock, notifications, shown, state, tell, texts: () => shown.map(({ text }) => text) }
}

describe('notifications', () => {
  test('tell of trouble, and lead to its page', () => {
    const { shown, tell } = notified()
    tell('link-down', 'a', 'lte')
    expect(shown).toEqual([{ title: 'A link is down', text: 'a lte link-down', path: '#/bonding/a' }])
  })

  test('tell of recovery only from trouble that was told', async () => {
    const { clock, tell, texts } = notified()
    tell('link-up', 'a', 'lte')
    tell('bond-registered')
    expect(texts()).toEqual([])
    tell('link-down', 'a', 'lte')
    await clock.advance(60_000)
    tell('link-up', 'a', 'wifi')
    tell('link-up', 'a', 'lte')
    await clock.advance(60_000)
    tell('link-up', 'a', 'lte')
    await clock.advance(60_000)
    expect(texts()).toEqual(['a lte link-down', 'a lte link-up'])
  })

  test('say nothing more of trouble that was over before it was told', async () => {
    const { clock, tell, texts } = notified()
    tell('link-down', 'a', 'lte')
    tell('link-down', 'a', 'wifi')
    tell('link-up', 'a', 'wifi')
    await clock.advance(120_000)
    expect(texts()).toEqual(['a lte link-down'])
  })

  test('come ever more seldom of what comes and goes, and the newest is told at the end of each pause', async () => {
    const { clock, tell, texts } = notified()
    for (let second = 0; second < 1200; second++) {
      tell(second % 2 === 0 ? 'link-down' : 'link-up', 'a', 'lte')
      await clock.advance(1000)
    }
    // At once, then after 10, 20, 40, 80, 160, 320 and 600 s.
    expect(texts().length).toBeGreaterThanOrEqual(6)
    expect(texts().length).toBeLessThanOrEqual(8)
    expect(texts().slice(0, 2)).toEqual([
      'a lte link-down',
      'a lte link-up Meanwhile it came and went 4 times.',
    ])
    await clock.advance(3_600_000)
    const before = texts().length
    tell('link-down', 'a', 'wifi')
    expect(texts().length).toBe(before + 1)
  })

  test('hide no worse trouble behind a lesser one of the same bond', async () => {
    const { clock, tell, texts } = notified()
    tell('link-down', 'a', 'lte')
    tell('all-links-down', 'a', undefined, 'error')
    tell('link-down', 'a', 'wifi')
    await clock.advance(10_000)
    expect(texts()[1]).toContain('a all-links-down')
  })

  test('of many things at once are few, and the next one says how many were left out', async () => {
    const { clock, tell, texts } = notified()
    for (let n = 0; n < 100; n++) tell('link-down', `bond-${n}`, 'lte')
    expect(texts()).toHaveLength(5)
    await clock.advance(60_000)
    tell('link-down', 'last', 'lte')
    expect(texts()).toHaveLength(6)
    expect(texts()[5]).toBe('last lte link-down\n95 more were left out before.')
    await clock.advance(60_000)
    tell('link-down', 'very-last', 'lte')
    expect(texts()[6]).toBe('very-last lte link-down')
  })

  test('are left out while somebody looks at the page, and so is the recovery from what was seen there', async () => {
    const { clock, state, tell, texts } = notified()
    state.watched = '#/bonding/a'
    tell('link-down', 'a', 'lte')
    tell('link-down', 'b', 'lte')
    state.watched = ''
    tell('link-up', 'a', 'lte')
    await clock.advance(20_000)
    tell('link-up', 'b', 'lte')
    expect(texts()).toEqual(['b lte link-down', 'b lte link-up'])
  })

  test('that waited are not told to who has come to look', async () => {
    const { clock, state, tell, texts } = notified()
    tell('link-down', 'a', 'lte')
    tell('link-up', 'a', 'lte')
    state.watched = '#/bonding/a'
    await clock.advance(10_000)
    expect(texts()).toEqual(['a lte link-down'])
  })

  test('keep quiet when they are to, and say afterwards how many there were', async () => {
    const { clock, state, tell, texts } = notified()
    state.quiet = true
    for (const bond of ['a', 'b', 'c']) tell('all-links-down', bond)
    expect(texts()).toEqual([])
    state.quiet = false
    await clock.advance(1000)
    tell('link-down', 'd', 'lte')
    expect(texts()).toEqual(['d lte link-down\n3 more were left out before.'])
  })

  test('of what has merely ended or recovered are left out where only trouble is wanted', async () => {
    const { clock, notifications, shown, state, tell, texts } = notified()
    state.wanted = 'trouble'
    tell('link-down', 'a', 'lte')
    await clock.advance(20_000)
    tell('link-up', 'a', 'lte')
    const ended = newsOf(event({ source: 'transfer', code: 'transfer-sent', level: 'info' }), '#/transfer')
    notifications.take(ended!)
    await clock.advance(20_000)
    expect(texts()).toEqual(['a lte link-down'])
    notifications.take(asking('Anna would like to send "a.mov".', '#/transfer'))
    expect(shown.at(-1)).toMatchObject({ path: '#/transfer', text: 'Anna would like to send "a.mov".' })
    state.wanted = 'off'
    tell('all-links-down', 'z')
    expect(shown).toHaveLength(2)
  })
})

describe('quiet hours', () => {
  const at = (hour: number, minute = 0) => new Date(2026, 10, 21, hour, minute).getTime()

  test('may go over midnight', () => {
    const hours = [21, 22, 23, 0, 5, 6, 12].filter((hour) => inQuietHours('22:00-06:00', at(hour)))
    expect(hours).toEqual([22, 23, 0, 5])
  })

  test('hold from their first minute up to their last', () => {
    const minutes = [29, 30, 59].filter((minute) => inQuietHours('9:30 – 9:59', at(9, minute)))
    expect(minutes).toEqual([30])
  })

  test.each(['', '08:00-08:00', 'nonsense'])('%j are none', (hours) => {
    expect(inQuietHours(hours, at(8))).toBe(false)
  })
})

test('muting lasts for an hour, or until it is taken back', async () => {
  const clock = new ManualClock()
  let changes = 0
  const mute = new Mute(clock, () => changes++)
  expect(mute.until).toBe(0)
  mute.toggle()
  expect(mute.until).toBe(clock.now() + 3_600_000)
  await clock.advance(3_600_000)
  expect([mute.until, changes]).toEqual([0, 2])
  mute.toggle()
  mute.toggle()
  expect(mute.until).toBe(0)
  await clock.advance(3_600_000)
  expect(changes).toBe(4)
})
