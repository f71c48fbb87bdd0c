import type { SubjectKind } from '../../contract/sessions.ts'

export const minuteMs = 60_000

/** One minute of one thing, in the same words for every kind. Counters hold what came within the minute. */
export interface Minute {
  /** When it began, ms since the Unix epoch. */
  at: number
  /** How much of it was counted, ms: all of it, unless a session began or ended within, or it runs. */
  ms: number
  /** Towards viewers or into this machine, and the other way. */
  bytesDown: number
  bytesUp: number
  frames: number
  lateFrames: number
  veryLateFrames: number
  missingFrames: number
  droppedFrames: number
  stalls: number
  packets: number
  lostPackets: number
  /** -1 where it is not known. */
  rttMs: number
}

/** The minutes in which something flowed or went wrong, the oldest first. */
export interface SubjectMinutes {
  kind: SubjectKind
  /** Of a link: its uplink, unique in its bond. */
  id: string
  /** The bond of a link, else empty. */
  of: string
  name: string
  minutes: Minute[]
}

/** Equally long arrays by the names of their columns, as they are kept. */
export type KeptColumns = Readonly<Record<string, readonly number[] | undefined>>

type Reader = (value: (column: string) => number) => Partial<Minute>

/** What the columns of each kind mean. */
const readers: Record<Exclude<SubjectKind, 'bond'>, Reader> = {
  rule: (value) => ({
    bytesDown: value('bytesDown'),
    bytesUp: value('bytesUp'),
    frames: value('frames'),
    lateFrames: value('lateFrames'),
    veryLateFrames: value('veryLateFrames'),
    missingFrames: value('missingFrames'),
    droppedFrames: value('droppedFrames'),
    stalls: value('stalls'),
  }),
  link: (value) => ({
    bytesUp: value('bytes'),
    packets: value('packets'),
    lostPackets: value('naks'),
    rttMs: value('rttMs') || -1,
  }),
  receiver: (value) => ({
    bytesDown: value('bytes'),
    packets: value('packets') + value('missing'),
    lostPackets: value('missing'),
  }),
  folder: (value) => ({ bytesDown: value('downBytes'), bytesUp: value('upBytes') }),
  tube: (value) => ({
    bytesDown: value('bytesIn'),
    bytesUp: value('bytesOut'),
    stalls: value('stalls'),
    rttMs: value('rttMs') || -1,
  }),
}

const nothing: Omit<Minute, 'at'> = {
  ms: minuteMs,
  bytesDown: 0,
  bytesUp: 0,
  frames: 0,
  lateFrames: 0,
  veryLateFrames: 0,
  missingFrames: 0,
  droppedFrames: 0,
  stalls: 0,
  packets: 0,
  lostPackets: 0,
  rttMs: -1,
}

/** The minutes of rows that are kept of one thing; idle ones are left out. `ms`: how much of each was counted. */
export function minutesOf(
  kind: Exclude<SubjectKind, 'bond'>,
  at: readonly number[],
  columns: KeptColumns,
  ms?: readonly number[],
): Minute[] {
  const read = readers[kind]
  // A round trip that is measured while nothing flows is no activity.
  const lists = Object.entries(columns).flatMap(([name, values]) =>
    values && name !== 'rttMs' ? [values] : [],
  )
  const minutes: Minute[] = []
  for (const [n, time] of at.entries())
    if (lists.some((values) => values[n]! > 0))
      minutes.push({
        ...nothing,
        at: time,
        ms: ms?.[n] ?? minuteMs,
        ...read((column) => columns[column]?.[n] ?? 0),
      })
  return minutes
}

/** bytes/s, both ways together. */
export const rateOf = ({ bytesDown, bytesUp, ms }: Minute): number => (bytesDown + bytesUp) / (ms / 1000)

/** A bond is what its links are together; its round trip is that of its bytes. */
export function bondOfLinks(id: string, name: string, links: readonly SubjectMinutes[]): SubjectMinutes {
  const byTime = new Map<number, Minute>()
  const weighted = new Map<number, number>()
  for (const minute of links.flatMap(({ minutes }) => minutes)) {
    const { at, ms, bytesUp, packets, lostPackets, rttMs } = minute
    const sum = byTime.get(at) ?? { ...nothing, at, ms }
    byTime.set(at, sum)
    sum.bytesUp += bytesUp
    sum.packets += packets
    sum.lostPackets += lostPackets
    if (rttMs < 0 || bytesUp === 0) continue
    const before = weighted.get(at) ?? 0
    weighted.set(at, before + bytesUp)
    sum.rttMs = (Math.max(0, sum.rttMs) * before + rttMs * bytesUp) / (before + bytesUp)
  }
  return { kind: 'bond', id, of: '', name, minutes: [...byTime.values()].sort((a, b) => a.at - b.at) }
}
