import { expect, test } from 'vitest'
import type { HawserEvent } from '../../../src/contract/events.ts'
import { flagsOf, worstOf } from '../../../src/renderer/charts/event-flags.ts'
import { withMarked } from '../../../src/renderer/charts/marks.ts'
import {
  type Filter,
  filterEvents,
  fromQuery,
  isReversed,
  noFilter,
  toQuery,
  toQuestion,
} from '../../../src/renderer/pages/events/filter.ts'
import { atInstant, parseMark } from '../../../src/renderer/state/marked.ts'
import { parseRoute } from '../../../src/renderer/state/router.ts'
import { subjectOf } from '../../../src/renderer/state/subjects.ts'

const event = (seq: number, level: HawserEvent['level'], code: string, ruleId?: string): HawserEvent => ({
  seq,
  at: seq,
  level,
  source: 'forward',
  code,
  text: `Something about ${code}.`,
  ...(ruleId ? { ruleId } : {}),
})
const events = [
  event(1, 'info', 'target-back', 'a'),
  event(2, 'warning', 'viewer-stalled', 'b'),
  event(3, 'error', 'target-lost', 'a'),
]
const by = (given: Partial<Filter>): Filter => ({ ...noFilter, ...given })
const found = (given: Partial<Filter>) => filterEvents(events, by(given)).map(({ seq }) => seq)

test('a level shows what is as bad or worse', () => {
  expect(found({ level: 'info' })).toEqual([1, 2, 3])
  expect(found({ level: 'warning' })).toEqual([2, 3])
  expect(found({ level: 'error' })).toEqual([3])
})

test('events of a bond or receiver are found by its id', () => {
  const bonded: HawserEvent = {
    ...event(4, 'warning', 'link-down'),
    source: 'bond',
    bondId: 'truck',
    link: 'wwan0',
  }
  expect(filterEvents([...events, bonded], by({ subject: 'truck' }))).toEqual([bonded])
})

test('events of sync are found by the folder and by the device that they are about', () => {
  const synced: HawserEvent = {
    ...event(5, 'warning', 'sync-conflict'),
    source: 'sync',
    folderId: 'rushes',
    peerId: 'EDIT',
  }
  for (const subject of ['rushes', 'EDIT'])
    expect(filterEvents([...events, synced], by({ subject }))).toEqual([synced])
  const known = (...ids: string[]) => new Map(ids.map((id) => [id, { name: id, href: '' }]))
  expect(subjectOf(synced, known('rushes', 'EDIT'))?.name).toBe('rushes')
  expect(subjectOf(synced, known('EDIT'))?.name).toBe('EDIT')
  expect(subjectOf(synced, known())).toBeUndefined()
})

test('events lead to the charts of what they are about: of a tube to those of its device, of files to their page', () => {
  const known = new Map([['EDIT', { name: 'Edit suite', href: '#/devices' }]])
  const of = (source: HawserEvent['source'], about: Partial<HawserEvent>) =>
    subjectOf({ ...event(1, 'info', 'x'), source, ...about }, known)
  expect(of('tunnel', { tubeId: 'gone', peerId: 'EDIT' })).toEqual({
    name: 'Edit suite',
    href: '#/tunnel/EDIT',
    charts: true,
  })
  expect(of('sync', { peerId: 'EDIT' })).toEqual({ name: 'Edit suite', href: '#/devices' })
  expect(of('transfer', {})).toMatchObject({ href: '#/transfer', charts: true })
})

test('events are found by rule, code and text', () => {
  expect(found({ subject: 'a' })).toEqual([1, 3])
  expect(found({ text: ' TARGET-' })).toEqual([1, 3])
  expect(found({ text: 'viewer about' })).toEqual([2])
})

test('a filter is in the address, and only what is not as usual', () => {
  expect(toQuery(noFilter)).toBe('')
  const filter = by({
    text: 'a&b = c',
    level: 'error',
    source: 'bond',
    subject: 'x',
    from: '2026-11-21T14:00',
  })
  expect(fromQuery(toQuery(filter))).toEqual(filter)
  expect(fromQuery('level=fatal&source=nobody&from=never&x=1')).toEqual(noFilter)
  expect(fromQuery(`text=${'x'.repeat(10_000)}`).text).toHaveLength(200)
})

test('a time without seconds stands for its whole minute', () => {
  const minute = by({ from: '2026-11-21T14:00', to: '2026-11-21T14:00' })
  const { from = 0, to = 0 } = toQuestion(minute)
  expect(to - from).toBe(59_999)
  expect(isReversed(minute)).toBe(false)
  expect(isReversed(by({ from: '2026-11-21T14:01', to: '2026-11-21T14:00' }))).toBe(true)
  expect(isReversed(by({ from: '2026-11-21T14:01' }))).toBe(false)
})

test('addresses lead to an event, to what is looked for, and to an instant of a thing', () => {
  expect(parseRoute('#/events')).toEqual({ page: 'events', seq: 0, query: '' })
  expect(parseRoute('#/events/42')).toEqual({ page: 'events', seq: 42, query: '' })
  expect(parseRoute('#/events?level=error')).toEqual({ page: 'events', seq: 0, query: 'level=error' })
  expect(parseRoute('#/events/nonsense')).toEqual({ page: 'events', seq: 0, query: '' })
  const path = atInstant('#/forwarding/crane', { seq: 42, at: 1000.4 })
  expect(parseRoute(path)).toEqual({ page: 'rule', ruleId: 'crane' })
  expect(parseMark(path)).toEqual({ seq: 42, at: 1000 })
  expect(parseMark('#/forwarding/crane')).toBeUndefined()
  expect(parseMark('#/forwarding/crane?event=x&at=5')).toBeUndefined()
  expect(parseRoute('#/sessions')).toEqual({ page: 'sessions' })
  expect(parseRoute('#/sessions/a%20b')).toEqual({ page: 'session', sessionId: 'a b' })
})

test('events that stand too close together are one flag, which leads to the worst', () => {
  const flags = flagsOf(events, ({ at }) => (at === 3 ? 100 : at * 4))
  expect(flags.map(({ event: { seq }, count }) => [seq, count])).toEqual([
    [3, 1],
    [2, 2],
  ])
  expect(worstOf(events).seq).toBe(3)
})

test('the event that a page was opened for is among the marks, also when it is old', () => {
  const old = event(0, 'error', 'target-lost')
  expect(withMarked(events, undefined)).toBe(events)
  expect(withMarked(events, events[1])).toBe(events)
  expect(withMarked(events, old).map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
})
