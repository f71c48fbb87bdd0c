import { t } from '../../language/t.ts'
import { formatDay, formatTime } from '../format.ts'
import type { Span } from './time-chart.tsx'

/** How much time a chart shows, and how far back it can be scrubbed; both in seconds. */
export type Range = { readonly name: RangeName; readonly seconds: number; readonly back: number }

const [minute, hour, day] = [60, 3600, 86_400]
/** So far back everything is kept as it was measured, and by the minute. */
const [inFull, byTheMinute] = [30 * minute, 30 * day]

export const rangeNames = ['live', 'minutes', 'half-hour', 'day', 'week', 'month'] as const
export type RangeName = (typeof rangeNames)[number]

const ranges: Readonly<Record<RangeName, Range>> = {
  live: { name: 'live', seconds: minute, back: inFull },
  minutes: { name: 'minutes', seconds: 5 * minute, back: inFull },
  'half-hour': { name: 'half-hour', seconds: 30 * minute, back: day },
  day: { name: 'day', seconds: day, back: byTheMinute },
  week: { name: 'week', seconds: 7 * day, back: byTheMinute },
  month: { name: 'month', seconds: byTheMinute, back: byTheMinute },
}
export const rangeOf = (name: RangeName): Range => ranges[name]

/** For the choice above charts. */
export const rangeOptions = (names: readonly RangeName[] = rangeNames) =>
  names.map((value) => ({ value, label: rangeLabel(value) }))

function rangeLabel(name: RangeName): string {
  switch (name) {
    case 'live':
      return t('Live')
    case 'minutes':
      return t('5 min')
    case 'half-hour':
      return t('30 min')
    case 'day':
      return t('Day')
    case 'week':
      return t('Week')
    case 'month':
      return t('30 days')
  }
}

/** How far the right edge can be moved, in seconds: to where the left one meets the end of what is kept, of so many seconds at most. */
export const travelOf = ({ seconds, back }: Range, kept: number = byTheMinute): number =>
  Math.max(0, Math.min(back, kept) - seconds)

/** Where the right edge is when it is moved to `end`; undefined at the present, which moves on. Seconds since the Unix epoch. */
export function scrubbed(range: Range, end: number, now: number, kept?: number): number | undefined {
  if (end >= now - range.seconds / 200) return undefined
  return Math.max(end, now - travelOf(range, kept))
}

/** What shows an instant best: as measured while that is kept, then by the minute with what went before and after. */
export function aroundInstant(at: number, now: number): { range: Range; end: number | undefined } {
  const age = now - at
  const range = ranges[age < inFull - 3 * minute ? 'minutes' : age < day - hour ? 'half-hour' : 'day']
  return { range, end: scrubbed(range, at + range.seconds / 2, now) }
}

/** How seldom what reaches to the present is asked for again, ms: when it would move by a point. */
export const refreshMs = ({ seconds }: Range): number => Math.min(60_000, Math.max(2000, seconds * 2))

/** `14:02:10 – 14:07:10`, with days where it matters; times in seconds since the Unix epoch. */
export function spanText({ min, max }: Span, now: number): string {
  const [from, to] = [min * 1000, max * 1000]
  const days = [formatDay(from, now * 1000), formatDay(to, now * 1000)]
  if (max - min > 2 * day) return `${days[0]} – ${days[1]}`
  const time = (at: number) => formatTime(at).slice(0, max - min > hour ? 5 : 8)
  if (days[0] !== days[1]) return `${days[0]}, ${time(from)} – ${days[1]}, ${time(to)}`
  const times = `${time(from)} – ${time(to)}`
  return days[0] === formatDay(now * 1000, now * 1000) ? times : `${days[0]}, ${times}`
}
