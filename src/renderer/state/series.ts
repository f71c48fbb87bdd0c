import { type RuleColumn, ruleColumns, ruleCounters } from '../../contract/forward.ts'
import type { Series } from '../../contract/host.ts'

const counters: ReadonlySet<RuleColumn> = new Set(ruleCounters)
const worst: ReadonlySet<RuleColumn> = new Set(['frameIntervalMs', 'egressDelayMs'])
export const isCounter = (column: RuleColumn) => counters.has(column)

/** One value for each column; counters as the increase within the step. */
export type Row = Record<RuleColumn, number>
export const emptyRow = (): Row => Object.fromEntries(ruleColumns.map((name) => [name, 0])) as Row

/** The last so many rows of one rule, oldest first when read. */
export class SeriesRing {
  readonly #slots: number
  readonly #at: Float64Array
  readonly #columns = new Map<RuleColumn, Float64Array>()
  #next = 0
  #count = 0

  constructor(slots: number) {
    this.#slots = slots
    this.#at = new Float64Array(slots)
    for (const name of ruleColumns) this.#columns.set(name, new Float64Array(slots))
  }

  get length(): number {
    return this.#count
  }
  /** Time of the oldest row, or Infinity. */
  get since(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : this.#at[this.#slot(0)]!
  }

  push(at: number, row: Readonly<Row>): void {
    this.#at[this.#next] = at
    for (const [name, values] of this.#columns) values[this.#next] = row[name]
    this.#next = (this.#next + 1) % this.#slots
    this.#count = Math.min(this.#count + 1, this.#slots)
  }

  /** Puts what the host remembers before what has been seen live; points that are there already are left out. */
  backfill(series: Series): void {
    const since = this.since
    const live = Array.from({ length: this.#count }, (_, n) => this.#rowAt(n))
    this.#next = 0
    this.#count = 0
    const row = emptyRow()
    for (const [n, at] of series.at.entries()) {
      if (at >= since) break
      for (const name of ruleColumns) row[name] = series.columns[name]?.[n] ?? 0
      this.push(at, row)
    }
    for (const { at, row } of live) this.push(at, row)
  }

  /** Times since `from`, in seconds as uPlot wants them, and the values of each wanted column. */
  read(from: number, names: readonly RuleColumn[]): number[][] {
    let first = 0
    while (first < this.#count && this.#at[this.#slot(first)]! < from) first++
    const out: number[][] = [[], ...names.map(() => [])]
    for (let n = first; n < this.#count; n++) {
      const slot = this.#slot(n)
      out[0]!.push(this.#at[slot]! / 1000)
      for (const [index, name] of names.entries()) out[index + 1]!.push(this.#columns.get(name)![slot]!)
    }
    return out
  }

  #slot(n: number): number {
    return (this.#next - this.#count + n + this.#slots) % this.#slots
  }
  #rowAt(n: number): { at: number; row: Row } {
    const slot = this.#slot(n)
    const row = emptyRow()
    for (const [name, values] of this.#columns) row[name] = values[slot]!
    return { at: this.#at[slot]!, row }
  }
}

/** One rule, or the sum of all, at 10 Hz for a minute and at 1 Hz for half an hour. */
export class LiveSeries {
  readonly fine = new SeriesRing(600)
  readonly coarse = new SeriesRing(1800)
  #previous: Row | undefined
  #sum = emptyRow()
  #rows = 0
  #second = 0

  /** `totals` as a snapshot carries them: counters that rise until the engine restarts. */
  take(at: number, totals: Readonly<Row>): void {
    const row = emptyRow()
    for (const name of ruleColumns) {
      const before = this.#previous?.[name] ?? totals[name]
      // An engine that restarted counts from zero again.
      row[name] = isCounter(name) ? Math.max(0, totals[name] - before) : totals[name]
    }
    this.#previous = { ...totals }
    this.fine.push(at, row)
    this.#addToSecond(at, row)
  }

  /** `recent` of the last minute and of the last half hour. */
  backfill(minute: Series, halfHour: Series): void {
    this.fine.backfill(minute)
    this.coarse.backfill(halfHour)
  }

  #addToSecond(at: number, row: Row): void {
    const second = Math.floor(at / 1000)
    if (second !== this.#second && this.#rows > 0) {
      for (const name of ruleColumns) if (!isCounter(name) && !worst.has(name)) this.#sum[name] /= this.#rows
      this.coarse.push(this.#second * 1000, this.#sum)
      this.#sum = emptyRow()
      this.#rows = 0
    }
    this.#second = second
    this.#rows++
    for (const name of ruleColumns)
      this.#sum[name] = worst.has(name) ? Math.max(this.#sum[name], row[name]) : this.#sum[name] + row[name]
  }
}

/** Adds equally timed series up, such as those of all rules; the worst gap of any is the worst of all. */
export function sumSeries(all: readonly Series[]): Series {
  const longest = all.reduce<Series | undefined>(
    (best, series) => (best && best.at.length >= series.at.length ? best : series),
    undefined,
  )
  const at = longest?.at ?? []
  const columns = Object.fromEntries(
    ruleColumns.map((name) => {
      const total = new Array<number>(at.length).fill(0)
      for (const series of all) {
        // Shorter ones began later: their ends meet.
        const shift = at.length - series.at.length
        for (const [n, value] of (series.columns[name] ?? []).entries()) {
          const slot = n + shift
          total[slot] = worst.has(name) ? Math.max(total[slot]!, value) : total[slot]! + Math.max(0, value)
        }
      }
      return [name, total]
    }),
  ) as Series['columns']
  return { ruleId: '', at: [...at], columns }
}
