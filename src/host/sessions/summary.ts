import type { Diagnosis } from '../../contract/diagnose.ts'
import { eventLevels, type HawserEvent } from '../../contract/events.ts'
import { minutesMs } from '../../contract/history.ts'
import type { Session, SessionSummary, SubjectKind } from '../../contract/sessions.ts'
import type { TransferRecord } from '../../contract/transfer.ts'
import { figuresOf } from './figures.ts'
import { Interruptions } from './interruptions.ts'
import { minuteMs, rateOf, type SubjectMinutes } from './subject-minutes.ts'
import { worstMinutes } from './worst-minutes.ts'

const toldEvents = 200
const toldSubjects = 200
const toldTransfers = 200
/** Streams are what a session is about. */
const order: readonly SubjectKind[] = ['rule', 'bond', 'link', 'receiver', 'tube', 'folder']
/** A chart has no more steps than people can tell apart. */
const chartSteps = 720

/** All that is known of the time of a session. */
export interface Known {
  session: Session
  /** ms since the Unix epoch; until now, while it runs. */
  until: number
  now: number
  minutes: readonly SubjectMinutes[]
  /** In the order in which they happened, with those of some time before it. */
  events: readonly HawserEvent[]
  reports: readonly Diagnosis[]
  transfers: readonly TransferRecord[]
}

export function summarise(known: Known): SessionSummary {
  const { session, until, now, minutes, reports, transfers } = known
  const from = session.startedAt
  const interruptions = new Interruptions(known.events, from, until)
  const told = minutes.map((subject) => ({ subject, interruptions: interruptions.of(subject) }))
  const events = known.events.filter(({ at }) => at >= from && at <= until)
  const subjects = told
    .map((each) => figuresOf(each.subject, each.interruptions))
    .sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) || b.bytesDown + b.bytesUp - a.bytesDown - a.bytesUp,
    )
  return {
    hawserSession: 1,
    session,
    until,
    missing:
      from < now - minutesMs
        ? 'Minutes are kept for 30 days: what was before that is not counted any more.'
        : '',
    // A bond is its links.
    bytes: subjects
      .filter(({ kind }) => kind !== 'link')
      .reduce((sum, { bytesDown, bytesUp }) => sum + bytesDown + bytesUp, 0),
    subjects: subjects.slice(0, toldSubjects),
    worst: worstMinutes(told, events),
    events: { ...countLevels(events), list: mostTelling(events) },
    diagnoses: reports.map(({ startedAt, state, verdict, target }) => ({
      startedAt,
      state,
      verdict,
      target,
    })),
    transfers: transfers
      .slice(0, toldTransfers)
      .map(({ name, direction, bytes, at, result }) => ({ name, direction, bytes, at, result })),
    chart: chartOf(minutes, from, until),
  }
}

function countLevels(events: readonly HawserEvent[]): Record<HawserEvent['level'], number> {
  const counts = { info: 0, warning: 0, error: 0 }
  for (const { level } of events) counts[level]++
  return counts
}

/** As many as are told: the worst, and of equally bad ones the newest. */
function mostTelling(events: readonly HawserEvent[]): HawserEvent[] {
  if (events.length <= toldEvents) return [...events]
  const badness = ({ level }: HawserEvent) => eventLevels.indexOf(level)
  return events
    .toSorted((a, b) => badness(b) - badness(a) || b.seq - a.seq)
    .slice(0, toldEvents)
    .sort((a, b) => a.seq - b.seq)
}

function chartOf(minutes: readonly SubjectMinutes[], from: number, until: number): SessionSummary['chart'] {
  const start = Math.floor(from / minuteMs) * minuteMs
  const stepMs = Math.max(1, Math.ceil((until - start) / minuteMs / chartSteps)) * minuteMs
  const at = Array.from({ length: Math.ceil((until - start) / stepMs) || 1 }, (_, n) => start + n * stepMs)
  const end = Math.max(until, ...minutes.map((one) => (one.minutes.at(-1)?.at ?? 0) + minuteMs))
  const byKind = new Map<SubjectKind, number[]>()
  for (const { kind, minutes: some } of minutes) {
    if (kind === 'link') continue
    const values = byKind.get(kind) ?? at.map(() => 0)
    byKind.set(kind, values)
    for (const minute of some) {
      const step = Math.floor((minute.at - start) / stepMs)
      // Of a longer step each minute is a part; the one that runs is not over yet.
      const part = stepMs === minuteMs ? 1 : minute.ms / Math.min(stepMs, end - at[step]!)
      if (step in values) values[step]! += rateOf(minute) * part
    }
  }
  return {
    stepMs,
    at,
    lines: [...byKind].map(([kind, values]) => ({ kind, values: values.map(Math.round) })),
  }
}
