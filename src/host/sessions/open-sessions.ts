import type { EngineEvent } from '../../contract/events.ts'
import { minutesMs } from '../../contract/history.ts'
import type { Session, SessionSummary } from '../../contract/sessions.ts'
import type { Settings } from '../../contract/settings.ts'
import type { TransferRecord } from '../../contract/transfer.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { EventSearch } from '../event-search.ts'
import { KeptReports } from './kept-reports.ts'
import { type AskSeries, readMinutes } from './minutes.ts'
import { SessionStore } from './session-store.ts'
import { Sessions } from './sessions.ts'
import type { SubjectMinutes } from './subject-minutes.ts'
import { summarise } from './summary.ts'

/** What was broken when a session began was told of before; longer ago nobody waits for its end any more. */
const eventsBeforeMs = 12 * 3_600_000

export interface SessionsParts {
  database: Database
  clock: Clock
  event(event: EngineEvent): void
  settings(): Settings
  series: AskSeries
  /** Transfers that are over. */
  transfers(): readonly TransferRecord[]
  report(error: unknown): void
}

/** Sessions, and what their summaries are made from. */
export interface OpenSessions extends Disposable {
  sessions: Sessions
  reports: Pick<KeptReports, 'add' | 'between'>
  search: Pick<EventSearch, 'find' | 'between'>
  /** The minutes of a session, as far as they are kept. */
  minutes(session: Session): Promise<SubjectMinutes[]>
}

export function openSessions(parts: SessionsParts): OpenSessions {
  const { database, clock, event, settings, series, transfers, report } = parts
  const reports = new KeptReports(database)
  const search = new EventSearch(database)

  /** Never more than is kept: a session may be older. */
  const kept = (from: number) => Math.max(from, clock.now() - minutesMs)

  const read = (from: number, until: number) => {
    const events = search.between(from - eventsBeforeMs, until)
    const told = events.filter(({ at }) => at >= from)
    return {
      events,
      minutes: readMinutes(series, settings(), told, { from: kept(from), to: until, now: clock.now() }),
    }
  }

  async function summary(session: Session, until: number): Promise<SessionSummary> {
    const from = session.startedAt
    const { events, minutes } = read(from, until)
    return summarise({
      session,
      until,
      now: clock.now(),
      minutes: await minutes,
      events,
      reports: reports.between(from, until),
      transfers: transfers().filter(({ at }) => at >= from && at <= until),
    })
  }

  const sessions = new Sessions({
    store: new SessionStore(database),
    clock,
    event,
    summarise: summary,
    report,
  })
  return {
    sessions,
    reports,
    search,
    minutes: ({ startedAt, endedAt }) => read(startedAt, endedAt || clock.now()).minutes,
    [Symbol.dispose]: () => sessions[Symbol.dispose](),
  }
}
