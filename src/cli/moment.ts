import { InvalidArgumentError } from 'commander'
import { parseDuration } from './quantities.ts'

const example = '14:00, "2026-11-21 14:00", 2026-11-21T14:00:00Z, or 90m for so long ago'
const wrong = () => new InvalidArgumentError(`Write a time like ${example}.`)

/** A time as people type it, in ms since the Unix epoch: of today, of a day, or so long before `now`. */
export function parseMoment(text: string, now: number): number {
  const typed = text.trim()
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(typed)
  if (clock) {
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)]
    if (hours > 23 || minutes > 59 || seconds > 59) throw wrong()
    return new Date(now).setHours(hours, minutes, seconds, 0)
  }
  if (/^\d+(?:\.\d+)?\s*[smh]$/i.test(typed)) return now - parseDuration(typed)
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(typed))
    throw wrong()
  // A day alone would be taken for one of UTC.
  const at = new Date(typed.includes(':') ? typed.replace(' ', 'T') : `${typed}T00:00`).getTime()
  if (Number.isNaN(at)) throw wrong()
  return at
}
