import { expect, test } from 'vitest'
import type { EngineEvent } from '../../../../src/contract/events.ts'
import {
  longestSessionMs,
  type Session,
  sessionCalls,
  sessionLimit,
} from '../../../../src/contract/sessions.ts'
import { Sessions, type SessionsOptions } from '../../../../src/host/sessions/sessions.ts'
import { summarise } from '../../../../src/host/sessions/summary.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'

function open(stored: Session[] = []) {
  const clock = new ManualClock()
  const events: EngineEvent[] = []
  const kept = new Map(stored.map((session) => [session.id, session]))
  const removed = new Map<string, Session>()
  const filed = new Map<string, ReturnType<typeof summarise>>()
  let counted = 0
  const store: SessionsOptions['store'] = {
    read: () => [...kept.values()],
    put: (session) => void kept.set(session.id, session),
    remove(id) {
      removed.set(id, kept.get(id)!)
      kept.delete(id)
    },
    restore(id) {
      const session = removed.get(id)
      if (session) kept.set(id, session)
      return session
    },
    unfiled: () => [...kept.keys()].filter((id) => !filed.has(id)),
    summary: ({ id }) => filed.get(id),
    keepSummary: (summary) => void filed.set(summary.session.id, summary),
  }
  const sessions = new Sessions({
    store,
    clock,
    event: (event) => events.push(event),
    async summarise(session, until) {
      counted++
      return summarise({
        session,
        until,
        now: clock.now(),
        minutes: [],
        events: [],
        reports: [],
        transfers: [],
      })
    },
    report: (error) => {
      throw error
    },
  })
  return { sessions, clock, events, kept, filed, counted: () => counted }
}

const code = (task: () => unknown) => {
  try {
    task()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'no fault'
}

test('a session begins now and ends now, which the log says', async () => {
  const { sessions, clock, events, kept } = open()
  const began = sessions.add({ name: "Saturday's match", note: '' })
  expect(began).toMatchObject({ startedAt: clock.now(), endedAt: 0 })
  await clock.advance(5000)
  const ended = sessions.end(began.id)
  expect(ended.endedAt - ended.startedAt).toBe(5000)
  expect(sessions.end(began.id)).toEqual(ended)
  expect(kept.get(began.id)).toEqual(ended)
  expect(events.map((event) => event.code)).toEqual(['session-started', 'session-ended'])
})

test('that it has ended is told as a part of it, however long that takes to write down', () => {
  const { sessions, clock, events } = open()
  let now = clock.now()
  clock.now = () => now++
  const { id } = sessions.add({ name: 'Match', note: '' })
  const { endedAt } = sessions.end(id)
  expect(events.at(-1)).toMatchObject({ code: 'session-ended', at: endedAt })
})

test('several run at once, the newest first', async () => {
  const { sessions, clock } = open()
  sessions.add({ name: 'Day', note: '' })
  await clock.advance(1000)
  sessions.add({ name: 'Match', note: '' })
  expect(sessions.list.value.map(({ name }) => name)).toEqual(['Match', 'Day'])
})

test('times that cannot be are refused, each with a reason', () => {
  const { sessions, clock } = open()
  const now = clock.now()
  const add = (startedAt: number | undefined, endedAt?: number) =>
    code(() => sessions.add({ name: 'x', note: '', startedAt, endedAt }))
  expect(add(now + 3_600_000)).toBe('session-times')
  expect(add(now - 1000, now + 3_600_000)).toBe('session-times')
  expect(add(now - 1000, now - 2000)).toBe('session-times')
  expect(add(now - 1000, now - 1000)).toBe('session-times')
  expect(add(now - longestSessionMs - 1)).toBe('session-times')
  expect(add(undefined, now)).toBe('session-times')
  expect(add(now - 2000, now - 1000)).toBe('no fault')
})

test('names and notes are checked by the contract', () => {
  const { input } = sessionCalls.addSession
  expect(input.safeParse({ name: 'x'.repeat(10_000) }).success).toBe(false)
  expect(input.safeParse({ name: '   ' }).success).toBe(false)
  expect(input.safeParse({ name: 'x', note: 'x'.repeat(10_000) }).success).toBe(false)
  expect(input.safeParse({ name: 'x', startedAt: Number.NaN }).success).toBe(false)
  expect(input.safeParse({ name: 'x', startedAt: -5 }).success).toBe(false)
  expect(input.safeParse({ name: ' x ' }).data?.name).toBe('x')
})

test('unknown ids are told by their code', () => {
  const { sessions } = open()
  for (const task of [
    () => sessions.change('none', { name: 'x' }),
    () => sessions.end('none'),
    () => sessions.remove('none'),
    () => sessions.restore('none'),
  ])
    expect(code(task)).toBe('session-unknown')
})

test('there is a limit', () => {
  const many = Array.from({ length: sessionLimit }, (_, n) => ({
    id: `s${n}`,
    name: 'x',
    note: '',
    startedAt: n,
    endedAt: n + 1,
  }))
  expect(code(() => open(many).sessions.add({ name: 'one more', note: '' }))).toBe('session-limit')
})

test('a session is renamed, noted, given other times, reopened, deleted and taken back', () => {
  const { sessions, clock } = open()
  const { id, startedAt } = sessions.add({ name: 'Match', note: '' })
  expect(sessions.change(id, { name: 'Final', note: 'Rain.' })).toMatchObject({
    name: 'Final',
    note: 'Rain.',
    startedAt,
  })
  expect(sessions.change(id, { startedAt: startedAt - 60_000 }).startedAt).toBe(startedAt - 60_000)
  sessions.end(id)
  expect(sessions.change(id, { endedAt: 0 }).endedAt).toBe(0)
  expect(code(() => sessions.change(id, { startedAt: clock.now() + 1e9 }))).toBe('session-times')
  sessions.remove(id)
  expect(sessions.list.value).toEqual([])
  expect(sessions.restore(id).name).toBe('Final')
  expect(sessions.list.value).toHaveLength(1)
})

test('one that is forgotten ends after a week, also when no Hawser ran then', async () => {
  const { sessions, clock } = open()
  const { id, startedAt } = sessions.add({ name: 'Match', note: '' })
  await clock.advance(longestSessionMs + 1000)
  expect(sessions.find(id).endedAt).toBe(startedAt + longestSessionMs)

  const old = { id: 'old', name: 'x', note: '', startedAt: clock.now() - 3 * longestSessionMs, endedAt: 0 }
  expect(open([old]).sessions.find('old').endedAt).toBe(old.startedAt + longestSessionMs)
})

test('what it was like is counted once when it is over and filed, also when nobody looks', async () => {
  const { sessions, clock, filed, counted } = open()
  const { id } = sessions.add({ name: 'Match', note: '' })
  await clock.advance(60_000)
  await sessions.summary(id)
  expect(filed.size).toBe(0)
  sessions.end(id)
  await clock.advance(5 * 60_000)
  await settle()
  expect(filed.has(id)).toBe(true)
  const before = counted()
  await sessions.summary(id)
  expect(counted()).toBe(before)
})
