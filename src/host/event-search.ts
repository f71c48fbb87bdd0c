import type { DatabaseSync } from 'node:sqlite'
import { type EventFilter, eventLevels, type HawserEvent } from '../contract/events.ts'
import { Fault } from '../wire/fault.ts'
import type { Database } from './database.ts'

/** More words than that narrow nothing down. */
const wordLimit = 8

export interface Page {
  /** Only those that came before the event of this number. */
  before?: number | undefined
  limit: number
}

/** The columns of an event, under the names that its fields have. */
const fields = `seq, at, level, source, code, text,
  rule AS ruleId, bond AS bondId, link, folder AS folderId, peer AS peerId, tube AS tubeId`
const subjectColumns = 'rule, bond, folder, peer, tube'

/** Looks through all events that are kept, at most ten thousand: a scan of them takes some milliseconds. */
export class EventSearch {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The newest first, and how many there are on all pages. Throws `range-reversed`. */
  find(filter: EventFilter, { before, limit }: Page): { events: HawserEvent[]; total: number } {
    const { where, values } = condition(filter)
    return this.#database.use(
      (database) => {
        prepareWords(database)
        const [{ total } = { total: 0 }] = database
          .prepare(`SELECT count(*) AS total FROM events WHERE ${where}`)
          .all(...values)
        const events = database
          .prepare(`SELECT ${fields} FROM events WHERE ${where} AND seq < ? ORDER BY seq DESC LIMIT ?`)
          .all(...values, before ?? Number.MAX_SAFE_INTEGER, limit)
        return { events: events.map(asEvent), total: Number(total) }
      },
      { events: [], total: 0 },
    )
  }

  /** Everything of a stretch of time, the oldest first; times in ms since the Unix epoch. */
  between(from: number, to: number): HawserEvent[] {
    return this.#database.use((database) => {
      const rows = database.prepare(`SELECT ${fields} FROM events WHERE at BETWEEN ? AND ? ORDER BY seq`)
      return rows.all(from, to).map(asEvent)
    }, [])
  }
}

function condition({ text, level, sources, subject, from, to }: EventFilter): {
  where: string
  values: (string | number)[]
} {
  if (from > to) throw new Fault('range-reversed', 'The stretch of time ends before it begins.')
  const words = folded(text)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, wordLimit)
  const levels = eventLevels.slice(eventLevels.indexOf(level))
  const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ')
  const parts = [
    'at BETWEEN ? AND ?',
    `level IN (${marks(levels)})`,
    ...(sources.length > 0 ? [`source IN (${marks(sources)})`] : []),
    ...(subject === '' ? [] : [`? IN (${subjectColumns})`]),
    ...words.map(() => "instr(folded(text || ' ' || code), ?) > 0"),
  ]
  return {
    where: parts.join(' AND '),
    values: [from, to, ...levels, ...sources, ...(subject === '' ? [] : [subject]), ...words],
  }
}

/** SQLite's own ideas of upper and lower case end with ASCII. */
const folded = (text: string) => text.toLowerCase()

const prepareWords = (database: DatabaseSync): void =>
  database.function('folded', { deterministic: true }, (text) => folded(String(text)))

const asEvent = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as HawserEvent
