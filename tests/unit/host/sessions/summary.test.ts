import { expect, test } from 'vitest'
import { sessionSummarySchema } from '../../../../src/contract/sessions.ts'
import { figuresOf } from '../../../../src/host/sessions/figures.ts'
import { bondOfLinks, minutesOf } from '../../../../src/host/sessions/subject-minutes.ts'
import { type Known, summarise } from '../../../../src/host/sessions/summary.ts'
import { worstMinutes } from '../../../../src/host/sessions/worst-minutes.ts'
import { at, event, minute, start, subject } from './made-up.ts'

const megabyte = 1e6

test('rates are told of whole minutes: the first and the last one may have begun and ended within', () => {
  const minutes = [10, 60, 120, 90, 3].map((size, n) => minute(n, { bytesDown: size * megabyte }))
  const figures = figuresOf(subject(minutes), [])
  expect(figures).toMatchObject({
    activeMinutes: 5,
    silentMinutes: 0,
    bytesDown: 283 * megabyte,
    highestRate: 2 * megabyte,
    lowestRate: megabyte,
  })
  expect(figures.averageRate).toBeCloseTo((283 * megabyte) / 300)
})

test('a minute counts for as long as it was counted', () => {
  const figures = figuresOf(subject([minute(0, { ms: 10_000, bytesDown: megabyte })]), [])
  expect(figures.averageRate).toBe(megabyte / 10)
  expect(figures.highestRate).toBe(megabyte / 10)
})

test('minutes without data between others are counted', () => {
  const figures = figuresOf(subject([minute(0, { bytesDown: 1 }), minute(5, { bytesDown: 1 })]), [])
  expect(figures).toMatchObject({ activeMinutes: 2, silentMinutes: 4 })
})

test('what a kind does not have is not known, and what is idle is left out', () => {
  expect(figuresOf(subject([minute(0, { bytesDown: 9 })], { kind: 'folder' }), [])).toMatchObject({
    frames: -1,
    loss: -1,
    averageRttMs: -1,
    stalls: -1,
  })
  expect(minutesOf('rule', [at(0), at(1)], { bytesDown: [0, 5] })).toEqual([minute(1, { bytesDown: 5 })])
})

test('a bond is the sum of its links; its round trip is that of its bytes', () => {
  const link = (id: string, bytes: number, rttMs: number) =>
    subject([minute(0, { bytesUp: bytes, packets: 100, lostPackets: 1, rttMs })], { kind: 'link', id })
  const bond = bondOfLinks('truck', 'Truck', [link('a', 300, 40), link('b', 100, 80)])
  expect(bond.minutes).toEqual([minute(0, { bytesUp: 400, packets: 200, lostPackets: 2, rttMs: 50 })])
  expect(figuresOf(bond, [])).toMatchObject({ loss: 0.01, averageRttMs: 50, highestRttMs: 50 })
})

test('the worst minutes come first and say why', () => {
  const flow = { bytesDown: 60 * megabyte, frames: 1500 }
  const minutes = Array.from({ length: 10 }, (_, n) => minute(n, flow))
  minutes[3] = minute(3, { ...flow, lateFrames: 12, veryLateFrames: 2, missingFrames: 4 })
  minutes[6] = minute(6, { ...flow, bytesDown: 6 * megabyte })
  const worst = worstMinutes(
    [{ subject: subject(minutes), interruptions: [{ from: at(8.5), to: at(8.75) }] }],
    [event(6, 'target-lost', { level: 'error', text: 'The camera is away.' })],
  )
  expect(worst.map((each) => each.at)).toEqual([at(6), at(8), at(3)])
  expect(worst[0]?.reasons).toEqual(
    ['Crane: 0.80 Mbit/s in place of 8.00 Mbit/s', 'The camera is away.'].map((text) =>
      text.replace('0.80 Mbit/s', '800 kbit/s'),
    ),
  )
  expect(worst[1]?.reasons).toEqual(['Crane: interrupted for 15 s'])
  expect(worst[2]?.reasons).toEqual(['Crane: 4 frames missing, 2 frames very late, 10 frames late'])
})

test('minutes in which nothing went wrong are no worst minutes', () => {
  const minutes = Array.from({ length: 8 }, (_, n) => minute(n, { bytesDown: megabyte, frames: 1500 }))
  expect(worstMinutes([{ subject: subject(minutes), interruptions: [] }], [])).toEqual([])
})

const known = (given: Partial<Known> = {}): Known => ({
  session: { id: 'a', name: "Saturday's match", note: '', startedAt: start, endedAt: at(90) },
  until: at(90),
  now: at(95),
  minutes: [],
  events: [],
  reports: [],
  transfers: [],
  ...given,
})

test('a summary counts a bond once, its events by level, and fits the contract', () => {
  const links = [subject([minute(1, { bytesUp: 100 })], { kind: 'link', id: 'wwan0', of: 'truck' })]
  const summary = summarise(
    known({
      minutes: [subject([minute(1, { bytesDown: 50 })]), bondOfLinks('truck', 'Truck', links), ...links],
      events: [
        event(-10, 'target-lost', { ruleId: 'crane', level: 'error' }),
        event(1, 'target-back', { ruleId: 'crane' }),
        event(2, 'viewer-stalled', { level: 'warning' }),
        event(95, 'late', { level: 'error' }),
      ],
    }),
  )
  expect(summary.bytes).toBe(150)
  expect(summary.events).toMatchObject({ info: 1, warning: 1, error: 0 })
  expect(summary.subjects.find(({ kind }) => kind === 'rule')).toMatchObject({
    interruptions: 1,
    longestInterruptionMs: 60_000,
  })
  expect(summary.chart.lines.map(({ kind }) => kind).sort()).toEqual(['bond', 'rule'])
  expect(summary.chart.at).toHaveLength(90)
  expect(summary.missing).toBe('')
  expect(sessionSummarySchema.parse(summary)).toEqual(summary)
})

test('a session of a week has a chart of few steps, one of old days says that its minutes are gone', () => {
  const week = known({ until: start + 7 * 86_400_000 })
  expect(summarise(week).chart.at.length).toBeLessThanOrEqual(720)
  expect(summarise(known({ now: start + 31 * 86_400_000 })).missing).toContain('30 days')
})

test('a minute of which a session has but a second is no peak in its chart', () => {
  const minutes = [subject([minute(0, { ms: 1000, bytesDown: 1e6 }), minute(1, { bytesDown: 60e6 })])]
  const { chart } = summarise(known({ minutes, until: at(1) + 1000 }))
  expect(chart.lines).toEqual([{ kind: 'rule', values: [1e6, 1e6] }])
})

test('of very many events the worst are told', () => {
  const events = Array.from({ length: 1000 }, (_, n) =>
    event(n / 100, 'x', { level: n === 3 ? 'error' : n % 10 === 0 ? 'warning' : 'info' }),
  )
  const { list, info, warning, error } = summarise(known({ events })).events
  expect(info + warning + error).toBe(1000)
  expect(list).toHaveLength(200)
  expect(list.filter(({ level }) => level === 'error')).toHaveLength(1)
  expect(list.filter(({ level }) => level === 'warning')).toHaveLength(100)
  expect(list.map(({ seq }) => seq)).toEqual(list.map(({ seq }) => seq).sort((a, b) => a - b))
})
