import { closeSync, openSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { HawserEvent } from '../contract/events.ts'
import { type RuleColumn, ruleColumns, ruleCounters } from '../contract/forward.ts'
import type { Series } from '../contract/host.ts'
import type { Row } from './aggregate.ts'

const minuteMs = 60_000
const keptMinutes = 30 * 24 * 60
const keptEvents = 10_000
const formatVersion = 1
/** SQLite's primary result codes of a file that is not, or no longer, a database. */
const damageCodes = [11, 26]

const isCounter = (column: RuleColumn) => (ruleCounters as readonly string[]).includes(column)

export interface HistoryOptions {
  path: string
  /** Told, in words for people, when a damaged database was set aside or no database can be had. */
  notice(text: string): void
  report(error: unknown): void
}

/**
 * `hawser.db`: a row a rule and minute for 30 days, and the events. History is worth having and never worth a failure:
 * a damaged database is set aside, also while it is in use, and without any database reads give nothing.
 */
export class History implements Disposable {
  readonly #options: HistoryOptions
  #database: DatabaseSync | undefined
  #purgedAt = 0
  /** True when an earlier database was set aside, so that event numbers must not start from one again. */
  #wasSetAside = false

  constructor(options: HistoryOptions) {
    this.#options = options
    this.#withDatabase(() => {}, undefined)
  }

  /** Files a minute that began at `at`. A minute in which nothing happened leaves no row. */
  addMinutes(at: number, rows: Iterable<readonly [string, Row]>): void {
    const minute = Math.floor(at / minuteMs)
    // Rows are valid only while they are iterated, and a database that is set aside makes us write them twice.
    const kept = [...rows].map(([ruleId, row]) => [ruleId, [...row].map(round)] as const)
    this.#withDatabase((database) => {
      database.exec('BEGIN')
      try {
        const key = database.prepare('INSERT OR IGNORE INTO rules (id) VALUES (?)')
        const insert = database.prepare(insertMinute)
        for (const [ruleId, row] of kept) {
          if (row.every((value) => value <= 0)) continue
          key.run(ruleId)
          insert.run(ruleId, minute, ...row)
        }
        this.#purge(database, minute)
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    }, undefined)
  }

  readMinutes(ruleId: string, from: number, to: number): Series {
    return this.#withDatabase((database) => {
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

  addEvent({ seq, at, level, source, code, text, ruleId }: HawserEvent): void {
    this.#withDatabase((database) => {
      database
        .prepare('INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(seq, at, level, source, code, text, ruleId ?? null)
      if (seq % 500 === 0) database.prepare('DELETE FROM events WHERE seq <= ?').run(seq - keptEvents)
    }, undefined)
  }

  /** At most `limit` events that came after `seq`, oldest first. */
  eventsAfter(seq: number, limit: number): HawserEvent[] {
    return this.#withDatabase((database) => {
      const rows = database.prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(seq, limit)
      return rows.map(({ rule, ...event }) =>
        rule === null ? event : { ...event, ruleId: rule },
      ) as HawserEvent[]
    }, [])
  }

  /**
   * The number of the last event there was. After a database was lost it is the time in seconds, which is more than
   * there can have been, so that a client which remembers a number misses nothing.
   */
  lastSeq(): number {
    const last = this.#withDatabase((database) => {
      const row = database.prepare('SELECT max(seq) AS seq FROM events').get()
      return Number(row?.['seq'] ?? 0)
    }, 0)
    return last === 0 && this.#wasSetAside ? Math.floor(Date.now() / 1000) : last
  }

  [Symbol.dispose](): void {
    this.#database?.close()
    this.#database = undefined
  }

  #withDatabase<T>(task: (database: DatabaseSync) => T, otherwise: T): T {
    for (const last of [false, true]) {
      try {
        this.#database ??= open(this.#options.path)
        return task(this.#database)
      } catch (error) {
        if (last || !isDamage(error)) {
          this.#options.report(error)
          return otherwise
        }
        this.#setAside()
      }
    }
    return otherwise
  }

  #setAside(): void {
    const { path, notice, report } = this.#options
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    try {
      this.#database?.close()
    } catch (error) {
      report(error)
    }
    this.#database = undefined
    this.#wasSetAside = true
    for (const suffix of ['', '-wal', '-shm']) {
      try {
        renameSync(path + suffix, aside + suffix)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(error)
      }
    }
    notice(`The history could not be read. It was set aside as ${aside}, and a new one begun.`)
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

function open(path: string): DatabaseSync {
  // SQLite would let everybody read it; the files beside it take their mode from this one.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 2000 })
  try {
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -1024;
      CREATE TABLE IF NOT EXISTS rules (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
      CREATE TABLE IF NOT EXISTS minutes (
        rule INTEGER NOT NULL, minute INTEGER NOT NULL, PRIMARY KEY (rule, minute)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS events (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, level TEXT NOT NULL, source TEXT NOT NULL,
        code TEXT NOT NULL, text TEXT NOT NULL, rule TEXT
      );
      PRAGMA user_version = ${formatVersion};`)
    const there = new Set(
      database
        .prepare('PRAGMA table_info(minutes)')
        .all()
        .map(({ name }) => name),
    )
    for (const name of ruleColumns)
      if (!there.has(name)) database.exec(`ALTER TABLE minutes ADD COLUMN "${name}" REAL NOT NULL DEFAULT 0`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const isDamage = (error: unknown) =>
  damageCodes.includes(((error as { errcode?: number }).errcode ?? 0) & 0xff)

const round = (value: number) => Math.round(value * 100) / 100

const emptySeries = (ruleId: string): Series => ({
  ruleId,
  at: [],
  columns: Object.fromEntries(ruleColumns.map((name) => [name, []])) as unknown as Series['columns'],
})
