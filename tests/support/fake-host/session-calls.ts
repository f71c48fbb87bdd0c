import { eventLevels, type HawserEvent } from '../../../src/contract/events.ts'
import type { hostContract } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { Session, SessionSummary } from '../../../src/contract/sessions.ts'
import type { Settings } from '../../../src/contract/settings.ts'
import { systemClock } from '../../../src/host/clock.ts'
import { implementSessions } from '../../../src/host/implement-sessions.ts'
import type { SessionsOptions } from '../../../src/host/sessions/sessions.ts'
import { Sessions } from '../../../src/host/sessions/sessions.ts'
import {
  bondOfLinks,
  type Minute,
  minuteMs,
  minutesOf,
  type SubjectMinutes,
} from '../../../src/host/sessions/subject-minutes.ts'
import { summarise } from '../../../src/host/sessions/summary.ts'
import { noise, seedOf, wave } from './noise.ts'

/** What of a made-up host its sessions are about. */
export interface SessionWorld {
  settings(): Settings
  /** In the order in which they happened. */
  events(): readonly HawserEvent[]
  event(level: HawserEvent['level'], code: string, text: string): void
}

/** Sessions of a made-up host: what they were like is made up too. */
export function fakeSessionCalls(
  world: SessionWorld,
  stored: Session[],
): ReturnType<typeof implementSessions> & Partial<Server<typeof hostContract>> {
  const sessions = new Sessions({
    store: memoryStore(stored),
    clock: { ...systemClock, after: () => () => {} },
    event: ({ level, code, text }) => world.event(level, code, text),
    summarise: async (session, until) => summaryOf(world, session, until),
    report: console.error,
  })
  const kept = {
    sessions,
    reports: { add: () => {}, between: () => [] },
    search: {
      find: ({ text, level, sources, subject, from, to }, { before, limit }) => {
        const words = text.toLowerCase().split(/\s+/)
        const found = world
          .events()
          .filter(
            (event) =>
              event.at >= from &&
              event.at <= to &&
              eventLevels.indexOf(event.level) >= eventLevels.indexOf(level) &&
              (sources.length === 0 || sources.includes(event.source)) &&
              (subject === '' || idsOf(event).includes(subject)) &&
              words.every((word) => `${event.text} ${event.code}`.toLowerCase().includes(word)),
          )
        const page = found.filter(({ seq }) => before === undefined || seq < before).reverse()
        return { events: page.slice(0, limit), total: found.length }
      },
      between: (from, to) => world.events().filter(({ at }) => at >= from && at <= to),
    },
    minutes: async ({ startedAt, endedAt }) => minutesIn(world.settings(), startedAt, endedAt || Date.now()),
    [Symbol.dispose]: () => {},
  } satisfies Parameters<typeof implementSessions>[0]['kept']
  return implementSessions({ kept, doctor: { secrets: [] }, clock: systemClock })
}

const idsOf = ({ ruleId, bondId, folderId, peerId, tubeId }: HawserEvent) => [
  ruleId,
  bondId,
  folderId,
  peerId,
  tubeId,
]

/** Two that there are at a venue: one is over, one runs. */
export const venueSessions = (now: number): Session[] => [
  { id: 'check', name: 'Sound check', note: '', startedAt: now - 40 * minuteMs, endedAt: 0 },
  {
    id: 'match',
    name: "Saturday's match",
    note: 'Two cameras over the van, the crane by fibre.',
    startedAt: now - 27 * 3_600_000,
    endedAt: now - 25 * 3_600_000,
  },
]

function memoryStore(stored: Session[]): SessionsOptions['store'] {
  const removed = new Map<string, Session>()
  const there = new Map(stored.map((session) => [session.id, session]))
  return {
    read: () => [...there.values()],
    put: (session) => void there.set(session.id, session),
    remove(id) {
      const session = there.get(id)
      if (session) removed.set(id, session)
      there.delete(id)
    },
    restore(id) {
      const session = removed.get(id)
      if (session) there.set(id, session)
      return session
    },
    unfiled: () => [],
    summary: () => undefined,
    keepSummary: () => {},
  }
}

const summaryOf = (world: SessionWorld, session: Session, until: number): SessionSummary =>
  summarise({
    session,
    until,
    now: Date.now(),
    minutes: minutesIn(world.settings(), session.startedAt, until),
    events: world.events().filter(({ at }) => at >= session.startedAt && at <= until),
    reports: [],
    transfers: [],
  })

function minutesIn({ rules, bonds, folders }: Settings, from: number, until: number): SubjectMinutes[] {
  const first = Math.floor(from / minuteMs) * minuteMs
  const count = Math.max(1, Math.min(1500, Math.ceil((until - first) / minuteMs)))
  const at = Array.from({ length: count }, (_, n) => first + n * minuteMs)
  /** Bytes of a minute at about so many Mbit/s. */
  const bytes = (id: string, mbit: number) =>
    at.map((time) =>
      Math.round((mbit / 8) * 6e7 * (1 + 0.2 * wave(time, seedOf(id), 6e6) + 0.1 * noise(time, seedOf(id)))),
    )
  const someOf = (id: string, chance: number, most: number) =>
    at.map((time) =>
      noise(time, seedOf(id) + 3) < chance ? Math.ceil(most * noise(time, seedOf(id) + 5)) : 0,
    )
  const minutes = (kind: Parameters<typeof minutesOf>[0], columns: Record<string, number[]>): Minute[] =>
    minutesOf(kind, at, columns)
  return [
    ...rules
      .filter(({ enabled }) => enabled)
      .slice(0, 8)
      .map(
        ({ id, name }): SubjectMinutes => ({
          kind: 'rule',
          id,
          of: '',
          name,
          minutes: minutes('rule', {
            bytesDown: bytes(id, 8),
            frames: at.map(() => 1500),
            lateFrames: someOf(id, 0.1, 20),
            missingFrames: someOf(`${id}.`, 0.02, 6),
          }),
        }),
      ),
    ...bonds.slice(0, 2).flatMap(({ id, name }) => {
      const links = ['wwan0', 'wwan1'].map(
        (uplink, n): SubjectMinutes => ({
          kind: 'link',
          id: uplink,
          of: id,
          name: `${name}: ${uplink}`,
          minutes: minutes('link', {
            bytes: bytes(id + uplink, 4 + n),
            packets: at.map(() => 30_000),
            naks: someOf(id + uplink, 0.3, 1500),
            rttMs: at.map((time) => 40 + 20 * noise(time, n)),
          }),
        }),
      )
      return [bondOfLinks(id, name, links), ...links]
    }),
    ...folders.slice(0, 2).map(
      ({ id, name }): SubjectMinutes => ({
        kind: 'folder',
        id,
        of: '',
        name,
        minutes: minutes('folder', { downBytes: bytes(id, 12) }),
      }),
    ),
  ]
}
