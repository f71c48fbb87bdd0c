import type { HawserEvent } from '../contract/events.ts'
import type { Database } from './database.ts'

const keptEvents = 10_000

/** The events. */
export class History {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  addEvent({ seq, at, level, source, code, text, ...about }: HawserEvent): void {
    this.#database.use((database) => {
      const columns = eventColumns.map(([, name]) => about[name] ?? null)
      database.prepare(insertEvent).run(seq, at, level, source, code, text, ...columns)
      if (seq % 500 === 0) database.prepare('DELETE FROM events WHERE seq <= ?').run(seq - keptEvents)
    }, undefined)
  }

  /** At most `limit` events that came after `seq`, oldest first. */
  eventsAfter(seq: number, limit: number): HawserEvent[] {
    return this.#database.use((database) => {
      const rows = database.prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(seq, limit)
      return rows.map(({ seq, at, level, source, code, text, ...about }) => {
        const known = eventColumns.filter(([column]) => about[column] !== null)
        const fields = known.map(([column, name]) => [name, about[column]])
        return { seq, at, level, source, code, text, ...Object.fromEntries(fields) }
      })
    }, [])
  }

  /**
   * The number of the last event there was. After a database was lost it is the time in seconds, which is more than
   * there can have been, so that a client which remembers a number misses nothing.
   */
  lastSeq(): number {
    const last = this.#database.use((database) => {
      const row = database.prepare('SELECT max(seq) AS seq FROM events').get()
      return Number(row?.['seq'] ?? 0)
    }, 0)
    return last === 0 && this.#database.wasSetAside ? Math.floor(Date.now() / 1000) : last
  }
}

/** What an event is about: the columns, and the fields that they hold. */
const eventColumns = [
  ['rule', 'ruleId'],
  ['bond', 'bondId'],
  ['link', 'link'],
  ['folder', 'folderId'],
  ['peer', 'peerId'],
  ['tube', 'tubeId'],
] as const
const insertEvent = `
  INSERT OR REPLACE INTO events (seq, at, level, source, code, text, ${eventColumns.map(([column]) => column).join(', ')})
  VALUES (?, ?, ?, ?, ?, ?, ${eventColumns.map(() => '?').join(', ')})`
