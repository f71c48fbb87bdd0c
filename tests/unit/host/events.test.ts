import { expect, test } from 'vitest'
import type { EngineEvent, HawserEvent } from '../../../src/contract/index.ts'
import { EventLog, type EventStore } from '../../../src/host/events.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const event = (text: string): EngineEvent => ({ at: 1, level: 'info', code: 'test', text })

function memoryStore(): EventStore & { events: HawserEvent[] } {
  const events: HawserEvent[] = []
  return {
    events,
    lastSeq: () => events.at(-1)?.seq ?? 0,
    addEvent: (event) => events.push(event),
    eventsAfter: (seq, limit) => events.filter((event) => event.seq > seq).slice(0, limit),
  }
}
async function take(log: EventLog, after: number, count: number): Promise<HawserEvent[]> {
  const taken: HawserEvent[] = []
  if (count > 0)
    for await (const each of log.watch(after, new AbortController().signal))
      if (taken.push(each) === count) break
  return taken
}

test('events are numbered from one and told after the number asked for', async () => {
  const log = new EventLog(memoryStore(), new ManualClock())
  for (const text of ['a', 'b', 'c']) log.add('host', event(text))
  expect((await take(log, 0, 3)).map(({ seq, text }) => [seq, text])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
  expect((await take(log, 2, 1)).map(({ text }) => text)).toEqual(['c'])
})

test('numbers go on where the last host stopped', async () => {
  const store = memoryStore()
  new EventLog(store, new ManualClock()).add('host', event('before'))
  const log = new EventLog(store, new ManualClock())
  log.add('host', event('after'))
  expect((await take(log, 0, 2)).map(({ seq, text }) => [seq, text])).toEqual([
    [1, 'before'],
    [2, 'after'],
  ])
})

test('a reader waits for what comes', async () => {
  const log = new EventLog(memoryStore(), new ManualClock())
  const waiting = take(log, 0, 1)
  log.add('forward', event('now'))
  expect((await waiting)[0]).toMatchObject({ seq: 1, source: 'forward', text: 'now' })
})

test('what memory no longer holds comes from disk, without gap or repetition', async () => {
  const clock = new ManualClock()
  const log = new EventLog(memoryStore(), clock)
  for (let n = 0; n < 3000; n++) {
    log.add('host', event(`${n}`))
    await clock.advance(50)
  }
  expect((await take(log, 0, 3000)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 3000 }, (_, n) => n + 1),
  )
})

test('without a disk the last events are still told', async () => {
  const log = new EventLog({ lastSeq: () => 0, addEvent() {}, eventsAfter: () => [] }, new ManualClock())
  for (const text of ['a', 'b']) log.add('host', event(text))
  expect((await take(log, 0, 2)).length).toBe(2)
})

test('a client that remembers more than there is gets everything', async () => {
  const log = new EventLog(memoryStore(), new ManualClock())
  log.add('host', event('first'))
  expect((await take(log, 900, 1))[0]?.text).toBe('first')
})

test('a source that floods is held back, the others are not, and what is missing is told', async () => {
  const clock = new ManualClock()
  const store = memoryStore()
  const log = new EventLog(store, clock)
  for (let n = 0; n < 10_000; n++) log.add('forward', event('flood'))
  log.add('host', event('important'))
  expect(store.events.length).toBe(201)
  expect(store.events.at(-1)?.text).toBe('important')
  await clock.advance(1000)
  log.add('forward', event('calm again'))
  expect(store.events.slice(-2)).toMatchObject([
    { code: 'events-left-out', text: expect.stringContaining('9800') },
    { text: 'calm again' },
  ])
})
