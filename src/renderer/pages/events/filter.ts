import { type EventFilter, eventLevels, eventSources, type HawserEvent } from '../../../contract/events.ts'
import { subjectIds } from '../../state/subjects.ts'

/** What is looked for, as the fields of the page hold it. */
export type Filter = {
  text: string
  level: HawserEvent['level']
  /** Empty: every one. */
  source: '' | HawserEvent['source']
  /** The id of a rule, bond, receiver, folder, way or device, or empty. */
  subject: string
  /** As the browser's fields for times have it: `2026-11-21T14:00`, or empty. */
  from: string
  to: string
}

export const noFilter: Filter = { text: '', level: 'info', source: '', subject: '', from: '', to: '' }
export const isFiltered = (filter: Filter): boolean => toQuery(filter) !== ''

const names = Object.keys(noFilter) as (keyof Filter)[]

/** The part of the page's address behind the `?`; what is as usual is left out. */
export function toQuery(filter: Filter): string {
  const fields = names.filter((name) => filter[name] !== noFilter[name]).map((name) => [name, filter[name]])
  return new URLSearchParams(fields).toString()
}

/** Anything that is none counts as not given. */
export function fromQuery(query: string): Filter {
  const given = new URLSearchParams(query)
  const text = (name: keyof Filter) => (given.get(name) ?? '').slice(0, 200)
  const one = <T extends string>(of: readonly T[], value: string) => of.find((each) => each === value)
  return {
    text: text('text'),
    level: one(eventLevels, text('level')) ?? 'info',
    source: one(eventSources, text('source')) ?? '',
    subject: text('subject'),
    from: Number.isNaN(timeOf(text('from'))) ? '' : text('from'),
    to: Number.isNaN(timeOf(text('to'))) ? '' : text('to'),
  }
}

/** ms since the Unix epoch; NaN for what is no time. */
export const timeOf = (field: string): number => new Date(field).getTime()

const minuteMs = 60_000

/** As the host takes it. A time without seconds stands for its whole minute. */
export function toQuestion({ text, level, source, subject, from, to }: Filter): Partial<EventFilter> {
  const until = timeOf(to) + (to.length <= 16 ? minuteMs - 1 : 999)
  return {
    text,
    level,
    subject,
    sources: source === '' ? [] : [source],
    ...(from !== '' && { from: timeOf(from) }),
    ...(to !== '' && { to: until }),
  }
}

/** What is wrong with the times, in words, or nothing. */
export const isReversed = ({ from, to }: Filter): boolean =>
  from !== '' && to !== '' && timeOf(from) > timeOf(to)

/** Those of `events` that the host would find. */
export function filterEvents(events: readonly HawserEvent[], filter: Filter): HawserEvent[] {
  const { text, level, sources = [], subject, from = 0, to = Number.MAX_SAFE_INTEGER } = toQuestion(filter)
  const words = (text ?? '').toLowerCase().split(/\s+/)
  const least = eventLevels.indexOf(level ?? 'info')
  return events.filter(
    (event) =>
      eventLevels.indexOf(event.level) >= least &&
      (sources.length === 0 || sources.includes(event.source)) &&
      (!subject || subjectIds(event).includes(subject)) &&
      event.at >= from &&
      event.at <= to &&
      words.every((word) => `${event.text} ${event.code}`.toLowerCase().includes(word)),
  )
}
