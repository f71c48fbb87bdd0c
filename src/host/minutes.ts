import type { DatabaseSync } from 'node:sqlite'
import { minutesMs, type SeriesKind, seriesKinds } from '../contract/history.ts'
import { type CountedRow, columnSets, hasFlow, idOf, partOf } from './columns.ts'
import type { Database } from './database.ts'
import { insertMinute, selectSteps, unknownValue } from './minute-queries.ts'
import { minuteTable } from './minute-tables.ts'
import { covered, Runs } from './runs.ts'

const minuteMs = 60_000
const keptMinutes = minutesMs / minuteMs
const purgeMinutes = 60
/** About 4 MB of rows that wait until the disk takes them. */
const waitingRows = 20_000

/** Steps of so many minutes may be told; the finest that keeps to the wanted number is. */
const stepMinutes = [1, 5, 10, 30, 60, 180, 720] as const

type Waiting = { kind: SeriesKind; minute: number; key: string; samples: number; values: number[] }

/** Parts of one subject over equal steps; null where nothing is known. */
export interface PastSteps {
  stepMs: number
  at: number[]
  parts: { id: string; columns: Record<string, (number | null)[]> }[]
}

export interface MinutesOptions {
  database: Database
  now: number
  /** Told once when rows cannot be written, and once when they can again. */
  stuck(isStuck: boolean): void
}

/** A row a subject and minute for 30 days, of those minutes in which something flowed. */
export class Minutes {
  readonly #options: MinutesOptions
  readonly #runs: Runs
  readonly #startMinute: number
  /** What an earlier host has filed of the minute in which this one began: rows as they are told, by kind and subject. */
  readonly #filedBefore: ReadonlyMap<string, (number | null)[]>
  #waiting: Waiting[] = []
  #lost = 0
  #isStuck = false
  #purgedAt: number

  constructor(options: MinutesOptions) {
    this.#options = options
    this.#runs = new Runs(options.database, options.now)
    this.#startMinute = this.#purgedAt = Math.floor(options.now / minuteMs)
    this.#purge(this.#purgedAt)
    this.#filedBefore = this.#readFiled(this.#startMinute)
  }

  /** Rows that wait for room on the disk. */
  get unwritten(): number {
    return this.#waiting.length
  }
  /** Rows that were given up. */
  get lost(): number {
    return this.#lost
  }

  /** To be told often: an engine was heard of. */
  alive(at: number): void {
    this.#runs.alive(at)
  }

  /** Files a minute that began at `at`. One in which nothing flowed leaves no row. */
  add(kind: SeriesKind, at: number, rows: Iterable<CountedRow>): void {
    const minute = Math.floor(at / minuteMs)
    const before = this.#waiting.length
    for (const [key, row, samples] of rows)
      if (hasFlow(columnSets[kind], row))
        // Rows are valid only while they are iterated.
        this.#waiting.push({ kind, minute, key, samples, values: Array.from(row, stored) })
    if (this.#waiting.length === before) return
    this.#write()
    if (minute - this.#purgedAt >= purgeMinutes) {
      this.#purgedAt = minute
      this.#purge(minute)
    }
  }

  /**
   * Everything of a subject between two times, in at most about so many steps; also of the parts in `present`, through which
   * nothing may have flowed yet. Minutes that wait are not among them. `ofEarlier`: only what earlier hosts have filed; told
   * minute by minute.
   */
  read(
    kind: SeriesKind,
    id: string,
    range: { from: number; to: number; points: number },
    names: readonly string[],
    { present = [], ofEarlier = false }: { present?: readonly string[]; ofEarlier?: boolean } = {},
  ): PastSteps {
    const [from, to] = [Math.floor(range.from / minuteMs), Math.floor(range.to / minuteMs)]
    const wanted = (to - from + 1) / range.points
    const per = ofEarlier ? 1 : (stepMinutes.find((minutes) => minutes >= wanted) ?? stepMinutes.at(-1)!)
    const grid = new Grid(Math.floor(from / per), Math.floor(to / per), per, this.#runs.between(from, to))
    const columns = columnSets[kind].names.flatMap((name, n) =>
      names.includes(name) ? [{ name: name as string, how: columnSets[kind].hows[n]! }] : [],
    )
    return this.#options.database.use(
      (database) => {
        const subjects = database
          .prepare('SELECT key, part FROM subjects WHERE kind = ? AND id = ?')
          .all(kind, id)
        const steps = database.prepare(selectSteps(kind, columns))
        steps.setReturnArrays(true)
        const parts = subjects.flatMap(({ key, part }) => {
          const filed = steps.all(per, Number(key), from, to) as unknown as (number | null)[][]
          const found = ofEarlier ? this.#withoutOwn(filed, kind, Number(key), columns, to) : filed
          return found.length > 0 ? [{ id: String(part), columns: grid.fill(columns, found) }] : []
        })
        for (const id of present)
          if (!parts.some((part) => part.id === id)) parts.push({ id, columns: grid.fill(columns, []) })
        return { stepMs: per * minuteMs, at: parts.length > 0 ? grid.at : [], parts }
      },
      { stepMs: per * minuteMs, at: [], parts: [] },
    )
  }

  #withoutOwn(
    filed: (number | null)[][],
    kind: SeriesKind,
    key: number,
    columns: readonly { name: string }[],
    to: number,
  ): (number | null)[][] {
    const found = filed.filter(([minute]) => minute! < this.#startMinute)
    const before = this.#filedBefore.get(`${kind} ${key}`)
    if (before === undefined || to < this.#startMinute) return found
    const [minute = null, count = null, ...values] = before
    const { names } = columnSets[kind]
    const told = columns.map(({ name }) => values[(names as readonly string[]).indexOf(name)] ?? null)
    return [...found, [minute, count, ...told]]
  }

  #readFiled(minute: number): Map<string, (number | null)[]> {
    const filed = new Map<string, (number | null)[]>()
    this.#options.database.use((database) => {
      for (const kind of seriesKinds) {
        const { names, hows } = columnSets[kind]
        const all = names.map((name, n) => ({ name, how: hows[n]! }))
        const steps = database.prepare(selectSteps(kind, all))
        steps.setReturnArrays(true)
        for (const { key } of database.prepare('SELECT key FROM subjects WHERE kind = ?').all(kind)) {
          const [row] = steps.all(1, Number(key), minute, minute) as unknown as (number | null)[][]
          if (row) filed.set(`${kind} ${key}`, row)
        }
      }
    }, undefined)
    return filed
  }

  /** Writes down that Hawser ran until now. */
  close(): void {
    if (this.#waiting.length > 0) this.#write()
    this.#runs.write()
  }

  #write(): void {
    const { database, stuck } = this.#options
    const done = database.write((open) => {
      const subject = new Subjects(open)
      for (const kind of seriesKinds) {
        const rows = this.#waiting.filter((row) => row.kind === kind)
        if (rows.length === 0) continue
        const insert = open.prepare(insertMinute(kind))
        for (const { minute, key, samples, values } of rows)
          insert.run(subject.numberOf(kind, key), minute, samples, ...values)
      }
    })
    if (done) {
      this.#waiting = []
      this.#runs.write()
    } else if (this.#waiting.length > waitingRows) {
      this.#lost += this.#waiting.length - waitingRows
      this.#waiting = this.#waiting.slice(-waitingRows)
    }
    if (this.#isStuck === !done) return
    this.#isStuck = !done
    stuck(!done)
  }

  #purge(minute: number): void {
    const oldest = minute - keptMinutes
    this.#options.database.write((database) => {
      for (const kind of seriesKinds) {
        const table = minuteTable(kind)
        database
          .prepare(
            `DELETE FROM ${table} WHERE subject IN (SELECT key FROM subjects WHERE kind = ?) AND minute < ?`,
          )
          .run(kind, oldest)
        database
          .prepare(
            `DELETE FROM subjects WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM ${table} WHERE subject = key)`,
          )
          .run(kind)
      }
    })
    this.#runs.purge(oldest)
  }
}

const stored = (value: number) => (Number.isNaN(value) ? unknownValue : Math.round(value * 100) / 100)

/** The numbers of subjects, made where there is none. */
class Subjects {
  readonly #find
  readonly #make

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT key FROM subjects WHERE kind = ? AND id = ? AND part = ?')
    this.#make = database.prepare('INSERT INTO subjects (kind, id, part) VALUES (?, ?, ?)')
  }

  numberOf(kind: SeriesKind, key: string): number {
    const names = [kind, idOf(key), partOf(key)] as const
    const known = this.#find.get(...names)
    return Number(known ? known['key'] : this.#make.run(...names).lastInsertRowid)
  }
}

/** Steps of equal length, and how many minutes of each Hawser ran. */
class Grid {
  readonly at: number[] = []
  readonly #first: number
  readonly #ran: number[] = []

  constructor(first: number, last: number, per: number, runs: Parameters<typeof covered>[0]) {
    this.#first = first
    for (let step = first; step <= last; step++) {
      this.at.push(step * per * minuteMs)
      this.#ran.push(covered(runs, step * per, (step + 1) * per))
    }
  }

  /** Rows are: the step, how many minutes, and a value for each column. */
  fill(
    columns: readonly { name: string; how: string }[],
    rows: readonly (number | null)[][],
  ): Record<string, (number | null)[]> {
    const filled: (number | null)[][] = columns.map(({ how }) =>
      this.#ran.map((ran) => (ran > 0 && how !== 'known' ? 0 : null)),
    )
    for (const [step, count, ...values] of rows) {
      const place = step! - this.#first
      const minutes = Math.max(count!, this.#ran[place] ?? 0)
      for (const [n, { how }] of columns.entries()) {
        const value = values[n] ?? null
        filled[n]![place] = value !== null && how === 'average' ? value / minutes : value
      }
    }
    return Object.fromEntries(columns.map(({ name }, n) => [name, filled[n]!]))
  }
}
