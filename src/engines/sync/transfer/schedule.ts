import type { SyncSettings } from '../../../contract/sync.ts'

export interface Limits {
  /** bytes/s; 0 is no limit */
  upload: number
  download: number
}

const hourMs = 3_600_000

/** The limits that hold at a time of day: those of the first span of hours that it lies in, else the general ones. */
export function limitsAt(settings: Pick<SyncSettings, 'upload' | 'download' | 'hours'>, at: Date): Limits {
  const hour = hourOf(at)
  const span = settings.hours.find(({ from, to }) => isWithin(hour, from, to))
  return { upload: span?.upload ?? settings.upload, download: span?.download ?? settings.download }
}

/** Milliseconds until other limits may hold: the next beginning or end of a span, undefined without any. */
export function untilNextLimits(settings: Pick<SyncSettings, 'hours'>, at: Date): number | undefined {
  const hour = hourOf(at)
  const edges = settings.hours.flatMap(({ from, to }) => [from, to])
  if (edges.length === 0) return undefined
  const waits = edges.map((edge) => (((edge - hour) % 24) + 24) % 24 || 24)
  // A whole millisecond later, so that the edge is surely behind.
  return Math.ceil(Math.min(...waits) * hourMs) + 1
}

/** The end is not part of it. `from` > `to` spans midnight; equal ones are the whole day. */
function isWithin(hour: number, from: number, to: number): boolean {
  if (from === to) return true
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}

/** Local time, 0…24. */
const hourOf = (at: Date): number =>
  at.getHours() + at.getMinutes() / 60 + (at.getSeconds() + at.getMilliseconds() / 1000) / 3600
