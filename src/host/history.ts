import type { DatabaseSync } from 'node:sqlite'
import type { HawserEvent } from '../contract/events.ts'
import { type RuleColumn, ruleColumns, ruleCounters } from '../contract/forward.ts'
import type { Series } from '../contract/host.ts'
import type { Row } from './columns.ts'
import type { Database } from './database.ts'

const minuteMs = 60_000
const keptMinutes = 30 * 24 * 60
const keptEvents = 10_000

const isCounter = (column: RuleColumn) => (ruleCounters as readonly string[]).includes(column)

/** A row a rule and minute for 30 days, and the events. */
export class History {
  readonly #database: Database
  #purgedAt = 0

  constructor(database: Database) {
    this.#database = database
  }

  /** Files a minute that began at `at`. A minute in which nothing happened leaves no row. */
  addMinutes(at: number, rows: Iterable<readonly [string, Row]>): void {
    const minute = Math.floor(at / minuteMs)
    // Rows are valid only while they are iterated, and a database that is set aside makes us write them twice.
    const kept = [...rows].map(([ruleId, row]) => [ruleId, [...row].map(round)] as const)
    this.#database.write((database) => {
      const key = database.prepare('INSERT OR IGNORE INTO rules (id) VALUES (?)')
      const insert = database.prepare(insertMinute)
      for (const [ruleId, row] of kept) {
        if (row.every((value) => value <= 0)) continue
        key.run(ruleId)
        insert.run(ruleId, minute, ...row)
      }
      this.#purge(database, minute)
    })
  }

  readMinutes(ruleId: string, from: number, to: number): Series {
    return this.#database.use((database) => {
      const series = emptySeries(ruleId)
      const rows = database.prepare(selectMinutes)
      rows.setReturnArrays(true)
      const range = [Math.floor(from / minuteMs), Math.floor(to / minuteMs)] as const
      for (const row of rows.iterate(ruleId, ...range) as Iterable<unknown> as Iterable<number[]>) {
        series.at.push(row[0]! * minuteMs)
        for (const [column, name] of ruleColumns.entries()) series.columns[name].push(row[column + 1]!)
      }
      return series
    }, emptySeries(ruleId))
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

  #purge(database: DatabaseSync, minute: number): void {
    if (minute - this.#purgedAt < 60) return
    this.#purgedAt = minute
    const oldest = minute - keptMinutes
    database.prepare('DELETE FROM minutes WHERE rule IN (SELECT key FROM rules) AND minute < ?').run(oldest)
    database.exec('DELETE FROM rules WHERE key NOT IN (SELECT DISTINCT rule FROM minutes)')
  }
}

const columnList = ruleColumns.map((name) => `"${name}"`).join(', ')
/** A minute that was written before, because the program ended and began again within it, is completed. */
const insertMinute = `
  INSERT INTO minutes (rule, minute, ${columnList})
  VALUES ((SELECT key FROM rules WHERE id = ?), ?, ${ruleColumns.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${ruleColumns
    .map((name) =>
      isCounter(name)
        ? `"${name}" = "${name}" + excluded."${name}"`
        : `"${name}" = max("${name}", excluded."${name}")`,
    )
    .join(', ')}`
const selectMinutes = `
  SELECT minute, ${columnList} FROM minutes
  WHERE rule = (SELECT key FROM rules WHERE id = ?) AND minute BETWEEN ? AND ? ORDER BY minute`
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

const round = (value: number) => Math.round(value * 100) / 100

const emptySeries = (ruleId: string): Series => ({
  ruleId,
  at: [],
  columns: Object.fromEntries(ruleColumns.map((name) => [name, []])) as unknown as Series['columns'],
})
