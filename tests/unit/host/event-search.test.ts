import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventFilterSchema, type HawserEvent } from '../../../src/contract/events.ts'
import { Database } from '../../../src/host/database.ts'
import { EventSearch } from '../../../src/host/event-search.ts'
import { History } from '../../../src/host/history.ts'

const event = (seq: number, given: Partial<HawserEvent> = {}): HawserEvent => ({
  seq,
  at: seq * 1000,
  level: 'info',
  source: 'forward',
  code: 'target-back',
  text: `Crane: camera ${seq} answers again.`,
  ...given,
})

function opened(events: readonly HawserEvent[]) {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-events-'))
  const database = new Database({
    path: join(folder, 'hawser.db'),
    notice: () => {},
    report: (error) => {
      throw error
    },
  })
  onTestFinished(() => {
    database[Symbol.dispose]()
    rmSync(folder, { recursive: true, force: true })
  })
  const history = new History(database)
  database.write(() => {
    for (const each of events) history.addEvent(each)
  })
  const search = new EventSearch(database)
  const find = (filter: Parameters<typeof eventFilterSchema.parse>[0], limit = 200, before?: number) =>
    search.find(eventFilterSchema.parse(filter), { limit, before })
  return { search, find, seqs: (filter: object) => find(filter).events.map(({ seq }) => seq) }
}

const some = [
  event(1),
  event(2, {
    level: 'warning',
    source: 'bond',
    code: 'link-down',
    text: 'Überträger: 100 % down_',
    bondId: 'truck',
    link: 'wwan0',
  }),
  event(3, { level: 'error', ruleId: 'crane', code: 'target-lost', text: 'Crane: the camera is away.' }),
  event(4, {
    source: 'sync',
    folderId: 'rushes',
    peerId: 'EDIT',
    code: 'sync-conflict',
    text: 'Both changed.',
  }),
]

test('events are found by words in text and code, whatever their case and order', () => {
  const { seqs } = opened(some)
  expect(seqs({})).toEqual([4, 3, 2, 1])
  expect(seqs({ text: 'CAMERA crane' })).toEqual([3, 1])
  expect(seqs({ text: 'target-' })).toEqual([3, 1])
  expect(seqs({ text: 'überträger' })).toEqual([2])
  expect(seqs({ text: 'ÜBERTRÄGER' })).toEqual([2])
  expect(seqs({ text: 'nothing' })).toEqual([])
})

test('signs that mean something to a database mean themselves', () => {
  const { seqs } = opened(some)
  expect(seqs({ text: '%' })).toEqual([2])
  expect(seqs({ text: 'down_' })).toEqual([2])
  expect(seqs({ text: "' OR 1=1 --" })).toEqual([])
  expect(seqs({ subject: "' OR 1=1 --" })).toEqual([])
})

test('events are found by level, source, subject and time, all at once', () => {
  const { seqs } = opened(some)
  expect(seqs({ level: 'warning' })).toEqual([3, 2])
  expect(seqs({ level: 'error' })).toEqual([3])
  expect(seqs({ sources: ['bond', 'sync'] })).toEqual([4, 2])
  expect(seqs({ subject: 'crane' })).toEqual([3])
  expect(seqs({ subject: 'truck' })).toEqual([2])
  expect(seqs({ subject: 'EDIT' })).toEqual([4])
  expect(seqs({ from: 2000, to: 3000 })).toEqual([3, 2])
  expect(seqs({ from: 2000, level: 'error', text: 'camera', subject: 'crane' })).toEqual([3])
})

test('what an event is about comes back with it, and nothing that it lacks', () => {
  const { find } = opened(some)
  expect(find({ subject: 'truck' }).events).toEqual([some[1]])
  expect(find({ text: 'answers' }).events).toEqual([some[0]])
})

test('pages follow one another, and the total counts all of them', () => {
  const { find } = opened(Array.from({ length: 500 }, (_, n) => event(n + 1)))
  const first = find({}, 200)
  expect(first.total).toBe(500)
  expect(first.events[0]?.seq).toBe(500)
  const second = find({}, 200, first.events.at(-1)?.seq)
  expect(second.events[0]?.seq).toBe(300)
  expect(second.total).toBe(500)
  expect(find({}, 200, 101).events).toHaveLength(100)
})

test('ten thousand are looked through', () => {
  const { find } = opened(
    Array.from({ length: 10_000 }, (_, n) => event(n + 1, { text: `Camera ${n + 1} answers again.` })),
  )
  expect(find({ text: 'camera 7777' }).events).toMatchObject([{ seq: 7777 }])
  expect(find({ text: 'camera' }).total).toBe(10_000)
})

test('a stretch of time that ends before it begins is refused', () => {
  const { find } = opened([])
  expect(() => find({ from: 2000, to: 1000 })).toThrow(expect.objectContaining({ code: 'range-reversed' }))
})

test('what a search may not be is refused by the contract', () => {
  for (const filter of [
    { text: 'x'.repeat(10_000) },
    { level: 'fatal' },
    { sources: ['nobody'] },
    { from: Number.NaN },
  ])
    expect(eventFilterSchema.safeParse(filter).success).toBe(false)
})
