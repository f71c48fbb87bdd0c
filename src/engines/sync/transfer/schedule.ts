import type { SyncSettings } from '../../../contract/sync.ts'

export interface Limits {
  /** bytes/s; 0 is no limit */
  upload: number
  download: number
}

/** The limits that hold at a time of day: those of the first span of hours that it lies in, else the general ones. */
export function limitsAt(settings: Pick<SyncSettings, 'upload' | 'download' | 'hours'>, at: Date): Limits {
  const hour = hourOf(at)
  const span = settings.hours.find(({ from, to }) => isWithin(hour, from, to))
  return { upload: span?.upload ?? settings.upload, download: span?.download ?? settings.download }
}

/** The end is not part of it. `from` > `to` spans midnight; equal ones are the whole day. */
function isWithin(hour: number, from: number, to: number): boolean {
  if (from === to) return true
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}

/** Local time, 0…24. */
const hourOf = (at: Date): number =>
  at.getHours() + at.getMinutes() / 60 + (at.getSeconds() + at.getMilliseconds() / 1000) / 3600
