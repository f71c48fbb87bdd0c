import type { eventCalls } from '../contract/events.ts'
import { minutesMs } from '../contract/history.ts'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { sessionCalls } from '../contract/sessions.ts'
import { Fault } from '../wire/fault.ts'
import type { Clock } from './clock.ts'
import type { Doctor } from './diagnose/doctor.ts'
import { exportEvents } from './export-events.ts'
import { exportMinutes, exportSummary } from './sessions/export.ts'
import type { OpenSessions } from './sessions/open-sessions.ts'

export interface SessionsParts {
  kept: OpenSessions
  doctor: Pick<Doctor, 'secrets'>
  clock: Clock
}

/** More events than are kept. */
const allEvents = 100_000

/** The part of the contract that is about sessions and about looking for events. */
export function implementSessions({
  kept: { sessions, reports, search, minutes },
  doctor,
  clock,
}: SessionsParts): Pick<Server<typeof hostContract>, keyof typeof sessionCalls | keyof typeof eventCalls> {
  return {
    findEvents: ({ before, limit, ...filter }) => search.find(filter, { before, limit }),
    exportEvents({ form, ...filter }) {
      const { events } = search.find(filter, { limit: allEvents })
      return exportEvents(events, form, doctor.secrets, clock.now())
    },

    async *sessions(_, signal) {
      for await (const list of sessions.list.watch(signal)) yield { sessions: list }
    },
    addSession: (session) => sessions.add(session),
    changeSession: ({ id, change }) => sessions.change(id, change),
    endSession: ({ id }) => sessions.end(id),
    removeSession: ({ id }) => sessions.remove(id),
    restoreSession: ({ id }) => sessions.restore(id),
    sessionSummary: ({ id }) => sessions.summary(id),
    keptDiagnosis: ({ startedAt }) => ({ report: reports.between(startedAt, startedAt)[0] ?? null }),
    async exportSession({ id, form, addresses }) {
      const redaction = { known: doctor.secrets, addresses }
      if (form !== 'csv') return exportSummary(await sessions.summary(id), form, redaction)
      const session = sessions.find(id)
      if ((session.endedAt || clock.now()) < clock.now() - minutesMs)
        throw new Fault(
          'session-minutes-gone',
          'Minutes are kept for 30 days, and those of this session are gone. Its summary is still there.',
        )
      return exportMinutes(session, await minutes(session), redaction)
    },
  }
}
