import { expect, test } from 'vitest'
import { exportEvents } from '../../../../src/host/export-events.ts'
import { exportMinutes, exportSummary } from '../../../../src/host/sessions/export.ts'
import { summarise } from '../../../../src/host/sessions/summary.ts'
import { at, event, minute, start, subject } from './made-up.ts'

const session = {
  id: 'a',
  name: `<script>alert("x")</script> at rtsp://admin:hunter22@10.20.0.13/live`,
  note: 'The token is token=abcdef123456.\nSecond line.',
  startedAt: start,
  endedAt: at(30),
}
const summary = summarise({
  session,
  until: at(30),
  now: at(40),
  minutes: [
    subject([minute(0, { bytesDown: 6e7, frames: 1500, lateFrames: 3 }), minute(1, { bytesDown: 6e7 })], {
      name: '=HYPERLINK("http://evil/")',
    }),
  ],
  events: [
    event(1, 'target-lost', {
      level: 'error',
      ruleId: 'crane',
      text: 'rtsp://admin:hunter22@10.20.0.13 is away.',
    }),
  ],
  reports: [],
  transfers: [],
})
const all = { known: ['the-known-secret'], addresses: true }

test('secrets are in no form of it, and markup stays text', () => {
  for (const form of ['html', 'json'] as const) {
    const { text } = exportSummary(summary, form, all)
    expect(text).not.toContain('hunter22')
    expect(text).not.toContain('abcdef123456')
    expect(text).toContain('10.20.0.13')
  }
  const { text } = exportSummary(summary, 'html', all)
  expect(text).not.toContain('<script>alert')
  expect(text).toContain('&lt;script&gt;')
  expect(text.match(/<script/g)).toHaveLength(1)
  expect(text).not.toMatch(/(?:src|href)=/)
})

test('a known secret is found wherever it stands', () => {
  const told = { ...summary, session: { ...session, note: 'We used the-known-secret today.' } }
  expect(exportSummary(told, 'json', all).text).not.toContain('the-known-secret')
})

test('addresses go if they shall not be told', () => {
  const { text } = exportSummary(summary, 'html', { ...all, addresses: false })
  expect(text).not.toContain('10.20.0.13')
  expect(text).toContain('address-1')
})

test('the page tells the sentence, the figures, the worst minutes and the events', () => {
  const { text, name } = exportSummary(
    { ...summary, session: { ...session, name: "Saturday's match" } },
    'html',
    all,
  )
  expect(name).toBe('hawser-Saturday-s-match-2026-11-21.html')
  expect(text).toContain('<h1 class="bad">Saturday&#39;s match</h1>')
  expect(text).toContain('120 MB by 1 subject; 1 interruption')
  expect(text).toContain('1500, 3\u00a0late, 0\u00a0missing')
  expect(text).toContain('<svg')
  expect(text).toContain('is away.')
})

test('JSON is what the contract says, and ends with a line', () => {
  const { text } = exportSummary(summary, 'json', all)
  expect(JSON.parse(text)).toMatchObject({ hawserSession: 1, bytes: 1.2e8 })
  expect(text.endsWith('}\n')).toBe(true)
})

test('each minute is a line of CSV, and nothing in it is reckoned by a spreadsheet', () => {
  const minutes = [
    subject([minute(0, { bytesDown: 60 }), minute(2, { bytesDown: 120, rttMs: 41.26 })], {
      name: '=HYPERLINK("http://evil/")',
    }),
    subject([minute(1, { bytesUp: 5 })], { name: 'One, two' }),
  ]
  const { text, name } = exportMinutes({ ...session, name: 'Match' }, minutes, all)
  expect(name).toBe('hawser-Match-2026-11-21.csv')
  const lines = text.trimEnd().split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatch(/^2026-11-21T14:00:00.000Z,rule,"'=HYPERLINK\(""/)
  expect(lines[2]).toContain('"One, two"')
  expect(lines[3]).toMatch(/,120,0,16,0,0,0,0,0,0,0,0,41.3$/)
})

test('events leave without secrets, as CSV and JSON', () => {
  const events = [event(0, 'x', { text: 'password=hunter22, "quoted"', bondId: 'truck', link: 'wwan0' })]
  const csv = exportEvents(events, 'csv', [], start)
  expect(csv.name).toBe('hawser-events-2026-11-21-14-00.csv')
  expect(csv.text).not.toContain('hunter22')
  expect(csv.text).toContain(',truck,wwan0\r\n')
  const json = JSON.parse(exportEvents(events, 'json', [], start).text)
  expect(json).toMatchObject({ hawserEvents: 1, events: [{ code: 'x', link: 'wwan0' }] })
  expect(JSON.stringify(json)).not.toContain('hunter22')
})
