import { expect, test } from 'vitest'
import type { HawserEvent } from '../../../src/contract/events.ts'
import { filterEvents } from '../../../src/renderer/pages/events/page.tsx'
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
const found = (by: Partial<Parameters<typeof filterEvents>[1]>) =>
  filterEvents(events, { level: 'all', subject: '', query: '', ...by }).map(({ seq }) => seq)

test('a level shows what is as bad or worse', () => {
  expect(found({ level: 'all' })).toEqual([1, 2, 3])
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
  expect(filterEvents([...events, bonded], { level: 'all', subject: 'truck', query: '' })).toEqual([bonded])
})

test('events of sync are found by the folder and by the device that they are about', () => {
  const synced: HawserEvent = {
    ...event(5, 'warning', 'sync-conflict'),
    source: 'sync',
    folderId: 'rushes',
    peerId: 'EDIT',
  }
  for (const subject of ['rushes', 'EDIT'])
    expect(filterEvents([...events, synced], { level: 'all', subject, query: '' })).toEqual([synced])
  const known = (...ids: string[]) => new Map(ids.map((id) => [id, { name: id, href: '' }]))
  expect(subjectOf(synced, known('rushes', 'EDIT'))?.name).toBe('rushes')
  expect(subjectOf(synced, known('EDIT'))?.name).toBe('EDIT')
  expect(subjectOf(synced, known())).toBeUndefined()
})

test('events are found by rule, code and text', () => {
  expect(found({ subject: 'a' })).toEqual([1, 3])
  expect(found({ query: ' TARGET-' })).toEqual([1, 3])
  expect(found({ query: 'about viewer' })).toEqual([2])
})
