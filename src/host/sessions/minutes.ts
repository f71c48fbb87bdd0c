import { setImmediate as breathe } from 'node:timers/promises'
import type { HawserEvent } from '../../contract/events.ts'
import type { Series, SeriesKind, SeriesQuestion } from '../../contract/history.ts'
import type { Settings } from '../../contract/settings.ts'
import { bondOfLinks, minuteMs, minutesOf, type SubjectMinutes } from './subject-minutes.ts'

/** What is kept over time, as the contract's `series` tells it. */
export type AskSeries = (question: SeriesQuestion) => readonly Series[]

type Kind = Exclude<SeriesKind, 'rules' | 'transfer'>

const columns: Record<Kind, readonly string[]> = {
  rule: [
    'bytesDown',
    'bytesUp',
    'frames',
    'lateFrames',
    'veryLateFrames',
    'missingFrames',
    'droppedFrames',
    'stalls',
  ],
  bond: ['bytes', 'packets', 'naks', 'rttMs'],
  receiver: ['bytes', 'packets', 'missing'],
  folder: ['downBytes', 'upBytes'],
  tube: ['bytesIn', 'bytesOut', 'stalls', 'rttMs'],
}
/** Gauges are averaged where steps are shorter than a minute; everything else is a counter. */
const gauges: ReadonlySet<string> = new Set(['rttMs'])
const kinds = Object.keys(columns) as Kind[]

/** The finest steps that fit in are minutes, or finer where only that is there. */
const pointsAtOnce = 5000

/** The minutes of everything that was active between two times, from what is kept; all in ms since the Unix epoch. */
export async function readMinutes(
  ask: AskSeries,
  settings: Settings,
  events: readonly HawserEvent[],
  { from, to, now }: { from: number; to: number; now: number },
): Promise<SubjectMinutes[]> {
  const found: SubjectMinutes[] = []
  const names = namesIn(settings)
  for (const kind of kinds) {
    for (const id of idsOf(kind, settings, events)) {
      const parts = await askInPieces(ask, kind, id, from, to)
      // The minute that runs is kept as far as it has come.
      for (const { at, ms } of parts)
        for (const [n, minute] of at.entries()) ms[n] = Math.max(1, Math.min(ms[n]!, now - minute))
      found.push(...subjectsOf(kind, id, names, parts))
    }
  }
  return found.filter(({ minutes }) => minutes.length > 0)
}

/** One part of a subject in one piece of the time. */
type Part = { part: string; at: number[]; ms: number[]; columns: Record<string, number[]> }

/** Between pieces whatever else waits has its turn. */
async function askInPieces(
  ask: AskSeries,
  kind: Kind,
  id: string,
  from: number,
  to: number,
): Promise<Part[]> {
  const parts: Part[] = []
  for (let start = from; start < to; ) {
    // A minute that two pieces had would be counted twice.
    const next = Math.floor(start / minuteMs + pointsAtOnce - 2) * minuteMs
    const question = {
      kind,
      ids: [id],
      from: start,
      to: Math.min(to, next - 1),
      columns: [...columns[kind]],
      points: pointsAtOnce,
    }
    for (const { stepMs, at, parts: some } of ask(question))
      for (const { id: part, columns: values } of some) parts.push({ part, ...byMinute(at, values, stepMs) })
    await breathe()
    start = next
  }
  return parts
}

type Values = Readonly<Record<string, readonly (number | null)[]>>

/** Steps put together to whole minutes. */
function byMinute(at: readonly number[], values: Values, stepMs: number): Omit<Part, 'part'> {
  if (stepMs === minuteMs) return wholeMinutes(at, values)
  const minutes = [...Map.groupBy(at.keys(), (n) => Math.floor(at[n]! / minuteMs) * minuteMs)]
  const column = (name: string) =>
    minutes.map(([, steps]) => {
      const known = steps.map((n) => values[name]?.[n] ?? null).filter((value) => value !== null)
      if (!gauges.has(name)) return known.reduce((sum, value) => sum + value, 0)
      const measured = known.filter((value) => value > 0)
      return measured.reduce((sum, value) => sum + value, 0) / Math.max(1, measured.length)
    })
  return {
    at: minutes.map(([minute]) => minute),
    ms: minutes.map(([minute, steps]) => countedMs(minute, at[steps[0]!]!, at[steps.at(-1)!]!, stepMs)),
    columns: Object.fromEntries(Object.keys(values).map((name) => [name, column(name)])),
  }
}

const wholeMinutes = (at: readonly number[], values: Values): Omit<Part, 'part'> => ({
  at: [...at],
  ms: at.map(() => minuteMs),
  columns: Object.fromEntries(
    Object.entries(values).map(([name, column]) => [name, column.map((value) => Math.max(0, value ?? 0))]),
  ),
})

/** How much of a minute its steps cover. One alone that begins with it is all of it, as it is kept on disk. */
const countedMs = (minute: number, first: number, last: number, stepMs: number): number =>
  first === last && first === minute ? minuteMs : Math.min(minuteMs, last - first + Math.min(stepMs, 1000))

function subjectsOf(kind: Kind, id: string, names: Names, parts: readonly Part[]): SubjectMinutes[] {
  const name = names.get(id) ?? unnamed[kind]
  const subject = (of: Exclude<SubjectMinutes['kind'], 'bond'>, some: readonly Part[]) =>
    mergeMinutes(some.flatMap(({ at, columns, ms }) => minutesOf(of, at, columns, ms)))
  if (kind !== 'bond') {
    // A receiver's parts besides the whole are its links.
    const whole = parts.filter(({ part }) => part === '')
    return [{ kind, id, of: '', name, minutes: subject(kind, whole.length > 0 ? whole : parts) }]
  }
  const links = Map.groupBy(parts, ({ part }) => part)
  const each = [...links].map(
    ([uplink, some]): SubjectMinutes => ({
      kind: 'link',
      id: uplink,
      of: id,
      name: `${name}: ${names.get(`${id} ${uplink}`) ?? uplink}`,
      minutes: subject('link', some),
    }),
  )
  return [bondOfLinks(id, name, each), ...each]
}

/** Where two pieces meet within a minute. */
function mergeMinutes(minutes: SubjectMinutes['minutes']): SubjectMinutes['minutes'] {
  const merged: SubjectMinutes['minutes'] = []
  for (const minute of minutes) {
    const last = merged.at(-1)
    if (last?.at !== minute.at) merged.push(minute)
    else
      for (const name of Object.keys(minute) as (keyof typeof minute)[])
        if (name === 'rttMs') last.rttMs = Math.max(last.rttMs, minute.rttMs)
        else if (name === 'ms') last.ms = Math.min(minuteMs, last.ms + minute.ms)
        else if (name !== 'at') last[name] += minute[name]
  }
  return merged
}

/** By id, and by bond and uplink. */
type Names = ReadonlyMap<string, string>

const unnamed: Record<Kind, string> = {
  rule: 'A deleted rule',
  bond: 'A deleted bond',
  receiver: 'A deleted receiver',
  folder: 'A deleted folder',
  tube: 'A tube made by a code',
}

function namesIn({ rules, bonds, receivers, folders, peers }: Settings): Names {
  const links = bonds.flatMap(({ id, links }) =>
    links.filter(({ label }) => label !== '').map(({ uplink, label }) => [`${id} ${uplink}`, label] as const),
  )
  const things = [...rules, ...bonds, ...receivers, ...folders, ...peers]
  return new Map([...things.map(({ id, name }) => [id, name] as const), ...links])
}

/** What there is now, and what the events tell of: it may have been removed since. */
function idsOf(kind: Kind, settings: Settings, events: readonly HawserEvent[]): string[] {
  const { rules, bonds, receivers, folders, peers } = settings
  const there = { rule: rules, bond: bonds, receiver: receivers, folder: folders, tube: peers }[kind]
  const told = events.flatMap(({ source, ruleId, bondId, folderId, peerId, tubeId }) => {
    if (kind === 'rule') return ruleId ?? []
    if (kind === 'folder') return folderId ?? []
    if (kind === 'tube') return source === 'tunnel' ? [peerId, tubeId].filter((id) => id !== undefined) : []
    return bondId ?? []
  })
  return [...new Set([...there.map(({ id }) => id), ...told])]
}
