import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Session, SessionSummary } from '../../../src/contract/sessions.ts'
import type { Host } from '../../../src/host/index.ts'
import { eventsUntil, input, open, running, signal, telemetryUntil, temporaryFolder } from './opened.ts'

async function sessionsOf(host: Host): Promise<Session[]> {
  for await (const { sessions } of host.server.sessions(undefined, signal)) return sessions as Session[]
  throw new Error('sessions ended')
}
const add = (host: Host, given: { name: string; startedAt?: number; endedAt?: number }) =>
  host.server.addSession({ note: '', ...given }, signal)
const summary = (host: Host, id: string) =>
  host.server.sessionSummary({ id }, signal) as Promise<SessionSummary>
/** What has moved in the session, as soon as it is more than that. */
async function movedOver(host: Host, id: string, bytes: number): Promise<number> {
  const stop = new AbortController()
  for await (const _snapshot of host.server.telemetry({ look: [] }, stop.signal)) {
    const moved = (await summary(host, id)).bytes
    if (moved > bytes) return moved
  }
  throw new Error('telemetry ended')
}
const file = (host: Host, id: string, form: 'html' | 'json' | 'csv') =>
  host.server.exportSession({ id, form, addresses: true }, signal)

test('a session goes on over a restart of the host, and tells what moved before and after', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const rule = await first.server.addRule({ rule: input({ name: 'Crane' }) }, signal)
  const begun = await add(first, { name: "Saturday's match" })
  await telemetryUntil(first, running)
  const before = await movedOver(first, begun.id, 3000)
  await first[Symbol.asyncDispose]()

  const second = await open(folder)
  expect(await sessionsOf(second)).toEqual([begun])
  await telemetryUntil(second, running)
  await movedOver(second, begun.id, before)
  const ended = await second.server.endSession({ id: begun.id }, signal)
  const told = await summary(second, begun.id)
  expect(told).toMatchObject({ session: ended, until: ended.endedAt })
  expect(told.subjects).toMatchObject([{ kind: 'rule', id: rule.id, name: 'Crane' }])
  expect(told.events.list.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['session-started', 'session-ended']),
  )

  const page = await file(second, begun.id, 'html')
  expect(page.name).toMatch(/^hawser-Saturday-s-match-.*\.html$/)
  expect(page.text).toContain('Crane')
  const json = JSON.parse((await file(second, begun.id, 'json')).text) as SessionSummary
  expect(json.session).toEqual(ended)
  // What was measured just before the end may have come just after it was counted.
  expect(json.bytes).toBeGreaterThan(before)
  expect((await file(second, begun.id, 'csv')).text).toMatch(/^minute,kind,name[^\n]*\r\n[^\n]*,rule,Crane,/)
})

test('a session is made of the past, renamed, deleted and taken back, and every window hears of it', async () => {
  const host = await open(await temporaryFolder())
  const now = Date.now()
  const { id } = await add(host, { name: 'Rehearsal', startedAt: now - 3_600_000, endedAt: now - 1_800_000 })
  const watching = host.server.sessions(undefined, signal)[Symbol.asyncIterator]()
  const seen = async () => {
    const { value } = await watching.next()
    return value.sessions.map(({ name }: { name: string }) => name)
  }
  expect(await seen()).toEqual(['Rehearsal'])
  await host.server.changeSession({ id, change: { name: 'Dress rehearsal' } }, signal)
  expect(await seen()).toEqual(['Dress rehearsal'])
  await host.server.removeSession({ id }, signal)
  expect(await seen()).toEqual([])
  await host.server.restoreSession({ id }, signal)
  expect(await seen()).toEqual(['Dress rehearsal'])
  await watching.return?.()
})

test('what cannot be is refused by its code', async () => {
  const host = await open(await temporaryFolder())
  const now = Date.now()
  const fails = async (task: () => unknown, code: string) =>
    expect(
      await Promise.resolve()
        .then(task)
        .catch((error: unknown) => error),
    ).toMatchObject({ code })
  await fails(() => add(host, { name: 'x', startedAt: now, endedAt: now - 1 }), 'session-times')
  await fails(() => add(host, { name: 'x', startedAt: now + 1e9 }), 'session-times')
  await fails(() => summary(host, 'none'), 'session-unknown')
  await fails(() => file(host, 'none', 'csv'), 'session-unknown')
  const old = await add(host, { name: 'x', startedAt: now - 40 * 86_400_000, endedAt: now - 39 * 86_400_000 })
  await fails(() => file(host, old.id, 'csv'), 'session-minutes-gone')
  expect((await summary(host, old.id)).missing).toContain('30 days')
  const filter = { text: '', level: 'info', sources: [], subject: '', limit: 10 } as const
  await fails(
    () => host.server.findEvents({ ...filter, sources: [], from: 2, to: 1 }, signal),
    'range-reversed',
  )
})

test('events of earlier runs are found too, and a database without sessions gets them', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const { id } = await add(first, { name: 'One of a kind' })
  await eventsUntil(first, 'session-started')
  await first[Symbol.asyncDispose]()
  const second = await open(folder)
  const { events } = await second.server.findEvents(
    {
      text: 'ONE kind',
      level: 'info',
      sources: [],
      subject: '',
      from: 0,
      to: Number.MAX_SAFE_INTEGER,
      limit: 10,
    },
    signal,
  )
  expect(events).toMatchObject([{ code: 'session-started', source: 'host' }])
  await second[Symbol.asyncDispose]()
  // As an older version would have left it.
  using database = new DatabaseSync(join(folder, 'hawser.db'))
  database.exec('DROP TABLE sessions; DROP TABLE IF EXISTS reports')
  const third = await open(folder)
  expect(await sessionsOf(third)).toEqual([])
  expect((await add(third, { name: 'New' })).id).not.toBe(id)
})
