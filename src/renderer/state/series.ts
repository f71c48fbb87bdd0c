import { type RuleColumn, ruleColumns, ruleCounters } from '../../contract/forward.ts'

/** One value for each column; counters as the increase within the step. */
export type Row<C extends string> = Record<C, number>
/** What becomes of a column within a second: the mean, the largest value, or the sum of the increases. */
export type ColumnKind = 'gauge' | 'worst' | 'counter'
/** Equally long arrays of times (ms since the Unix epoch) and of values; null where nothing is known. */
export type Columns<C extends string> = {
  at: readonly number[]
  columns: Readonly<Partial<Record<C, readonly (number | null)[]>>>
}

const counters: ReadonlySet<RuleColumn> = new Set(ruleCounters)
const worst: ReadonlySet<RuleColumn> = new Set(['frameIntervalMs', 'egressDelayMs'])
export const ruleColumnKind = (column: RuleColumn): ColumnKind =>
  counters.has(column) ? 'counter' : worst.has(column) ? 'worst' : 'gauge'
export const emptyRow = (): Row<RuleColumn> =>
  Object.fromEntries(ruleColumns.map((name) => [name, 0])) as Row<RuleColumn>

const namesOf = <C extends string>(of: Readonly<Partial<Record<C, unknown>>>) => Object.keys(of) as C[]

/** The last so many rows on one time line, oldest first when read. A column begins with the first row that has it. */
export class SeriesRing<C extends string> {
  readonly #slots: number
  readonly #at: Float64Array
  /** NaN where a row did not have the column. */
  readonly #columns = new Map<C, Float64Array>()
  #next = 0
  #count = 0

  constructor(slots: number) {
    this.#slots = slots
    this.#at = new Float64Array(slots)
  }

  get length(): number {
    return this.#count
  }
  get names(): C[] {
    return [...this.#columns.keys()]
  }
  /** Time of the oldest row, or Infinity. */
  get since(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : this.#at[this.#slot(0)]!
  }

  push(at: number, row: Readonly<Partial<Row<C>>>): void {
    for (const name of namesOf(row))
      if (!this.#columns.has(name)) this.#columns.set(name, new Float64Array(this.#slots).fill(Number.NaN))
    this.#at[this.#next] = at
    for (const [name, values] of this.#columns) values[this.#next] = row[name] ?? Number.NaN
    this.#next = (this.#next + 1) % this.#slots
    this.#count = Math.min(this.#count + 1, this.#slots)
  }

  /** Forgets the columns that no row has any more. */
  prune(): void {
    for (const [name, values] of this.#columns)
      if (values.every((value) => Number.isNaN(value))) this.#columns.delete(name)
  }

  /** Puts what the host remembers before what has been seen live; points that are there already are left out. */
  backfill({ at, columns }: Columns<C>): void {
    const since = this.since
    const live = Array.from({ length: this.#count }, (_, n) => this.#rowAt(n))
    this.#next = 0
    this.#count = 0
    const names = namesOf<C>(columns)
    for (const [n, time] of at.entries()) {
      if (time >= since) break
      const row: Partial<Row<C>> = {}
      for (const name of names) row[name] = columns[name]?.[n] ?? Number.NaN
      this.push(time, row)
    }
    for (const { at: time, row } of live) this.push(time, row)
  }

  /** Times since `from`, in seconds as uPlot wants them, and the values of each wanted column; null where unknown. */
  read(from: number, names: readonly C[]): [number[], ...(number | null)[][]] {
    let first = 0
    while (first < this.#count && this.#at[this.#slot(first)]! < from) first++
    const count = this.#count - first
    // Read for each chart that is painted: in two runs, without asking for each place where it lies.
    const start = this.#slot(first)
    const inOne = Math.min(count, this.#slots - start)
    const each = (take: (slot: number) => void) => {
      for (let slot = start; slot < start + inOne; slot++) take(slot)
      for (let slot = 0; slot < count - inOne; slot++) take(slot)
    }
    const times: number[] = []
    each((slot) => times.push(this.#at[slot]! / 1000))
    const values = names.map((name) => {
      const column = this.#columns.get(name)
      if (column === undefined) return new Array<null>(count).fill(null)
      const found: (number | null)[] = []
      each((slot) => {
        const value = column[slot]!
        found.push(Number.isNaN(value) ? null : value)
      })
      return found
    })
    return [times, ...values]
  }

  #slot(n: number): number {
    return (this.#next - this.#count + n + this.#slots) % this.#slots
  }
  #rowAt(n: number): { at: number; row: Partial<Row<C>> } {
    const slot = this.#slot(n)
    const row: Partial<Row<C>> = {}
    for (const [name, values] of this.#columns) row[name] = values[slot]!
    return { at: this.#at[slot]!, row }
  }
}

const nothing = <C extends string>(): Partial<Row<C>> => ({})

const pruneEveryRows = 1800
/** Snapshots come at least every second; where none came for so long, nothing is known. */
const pauseMs = 2500
/** So many rows are soon there: who has fewer knows nothing of before. */
const freshRows = 20

/** What moves on one time line, at 10 Hz for a minute and at 1 Hz for half an hour. */
export class LiveSeries<C extends string> {
  readonly fine = new SeriesRing<C>(600)
  readonly coarse = new SeriesRing<C>(1800)
  readonly #kind: (column: C) => ColumnKind
  #previous: Readonly<Partial<Row<C>>> | undefined
  #sums = new Map<C, { value: number; rows: number }>()
  #second = 0
  #seconds = 0
  #takenAt = 0

  constructor(kind: (column: C) => ColumnKind) {
    this.#kind = kind
  }

  /** Whether it has only begun. */
  get isFresh(): boolean {
    return this.fine.length < freshRows
  }

  /** `totals` as a snapshot carries them: counters that rise until the engine restarts. */
  take(at: number, totals: Readonly<Partial<Row<C>>>): void {
    const row: Partial<Row<C>> = {}
    for (const name of namesOf(totals)) {
      const total = totals[name]!
      // An engine that restarted counts from zero again.
      row[name] =
        this.#kind(name) === 'counter' ? Math.max(0, total - (this.#previous?.[name] ?? total)) : total
    }
    this.#previous = { ...totals }
    const wasAway = this.#takenAt > 0 && at - this.#takenAt > pauseMs
    if (wasAway) this.fine.push(this.#takenAt + 1, nothing<C>())
    this.fine.push(at, row)
    this.#addToSecond(at, row)
    // The second before was put down when this one began.
    if (wasAway) this.coarse.push(this.#takenAt + 1, nothing<C>())
    this.#takenAt = at
  }

  /** What the host remembers of the last minute and of the last half hour. */
  backfill(minute: Columns<C>, halfHour: Columns<C>): void {
    this.fine.backfill(minute)
    this.coarse.backfill(halfHour)
  }

  #addToSecond(at: number, row: Readonly<Partial<Row<C>>>): void {
    const second = Math.floor(at / 1000)
    if (second !== this.#second && this.#sums.size > 0) this.#endSecond()
    this.#second = second
    for (const name of namesOf(row)) {
      if (Number.isNaN(row[name])) continue
      const sum = this.#sums.get(name) ?? { value: 0, rows: 0 }
      this.#sums.set(name, sum)
      sum.value = this.#kind(name) === 'worst' ? Math.max(sum.value, row[name]!) : sum.value + row[name]!
      sum.rows++
    }
  }

  #endSecond(): void {
    const row: Partial<Row<C>> = {}
    for (const [name, { value, rows }] of this.#sums)
      row[name] = this.#kind(name) === 'gauge' ? value / rows : value
    this.coarse.push(this.#second * 1000, row)
    this.#sums.clear()
    if (++this.#seconds % pruneEveryRows > 0) return
    this.fine.prune()
    this.coarse.prune()
  }
}
