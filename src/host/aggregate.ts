import { type ColumnSet, type CountedRow, newRow, type Row } from './columns.ts'

/** Makes one row of many: averages of gauges, maxima of those where the worst matters, sums of counters. */
export class Aggregate {
  readonly #hows: ColumnSet['hows']
  readonly #total: Row
  /** In how many rows each column was known. */
  readonly #known: Uint32Array
  #rows = 0

  constructor(columns: ColumnSet) {
    this.#hows = columns.hows
    this.#total = newRow(columns)
    this.#known = new Uint32Array(columns.names.length)
  }

  add(row: Row): void {
    this.#rows++
    const total = this.#total
    for (let column = 0; column < total.length; column++) {
      const value = row[column]!
      // Not known.
      if (Number.isNaN(value)) continue
      this.#known[column]!++
      if (this.#hows[column] !== 'maximum') total[column]! += value
      else if (value > total[column]!) total[column] = value
    }
  }

  /** Writes the result into `out` and begins anew; gives how many rows it was made of. */
  take(out: Row): number {
    const rows = this.#rows
    if (rows === 0) return 0
    const total = this.#total
    for (let column = 0; column < total.length; column++) {
      const how = this.#hows[column]
      const parts = how === 'average' ? rows : how === 'known' ? this.#known[column]! : 1
      out[column] = parts > 0 ? total[column]! / parts : Number.NaN
    }
    total.fill(0)
    this.#known.fill(0)
    this.#rows = 0
    return rows
  }
}

/** One aggregate for each key over steps of equal length, such as seconds or minutes. */
export class Steps {
  readonly #stepMs: number
  readonly #columns: ColumnSet
  readonly #flush: (at: number, rows: Iterable<CountedRow>) => void
  readonly #byKey = new Map<string, Aggregate>()
  #step = Number.NaN

  /** `flush` gets each step that is over: when it began, and a row for each key, valid only while it is iterated. */
  constructor(stepMs: number, columns: ColumnSet, flush: (at: number, rows: Iterable<CountedRow>) => void) {
    this.#stepMs = stepMs
    this.#columns = columns
    this.#flush = flush
  }

  add(at: number, key: string, row: Row): void {
    const step = Math.floor(at / this.#stepMs)
    if (step !== this.#step) {
      this.flush()
      this.#step = step
    }
    let aggregate = this.#byKey.get(key)
    if (aggregate === undefined) {
      aggregate = new Aggregate(this.#columns)
      this.#byKey.set(key, aggregate)
    }
    aggregate.add(row)
  }

  /** Hands out what there is of the step that runs. */
  flush(): void {
    if (this.#byKey.size > 0) this.#flush(this.#step * this.#stepMs, this.#taken())
  }

  *#taken(): Generator<CountedRow> {
    const row = newRow(this.#columns)
    for (const [key, aggregate] of this.#byKey) {
      const samples = aggregate.take(row)
      if (samples > 0) yield [key, row, samples]
      else this.#byKey.delete(key)
    }
  }
}
