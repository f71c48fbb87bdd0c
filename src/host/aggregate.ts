import { type ColumnSet, newRow, type Row } from './columns.ts'

/** Makes one row of many: averages of gauges, maxima of those where the worst matters, sums of counters. */
export class Aggregate {
  readonly #hows: ColumnSet['hows']
  readonly #total: Row
  #rows = 0

  constructor(columns: ColumnSet) {
    this.#hows = columns.hows
    this.#total = newRow(columns)
  }

  add(row: Row): void {
    this.#rows++
    const total = this.#total
    for (let column = 0; column < total.length; column++) {
      const value = row[column]!
      if (this.#hows[column] !== 'maximum') total[column]! += value
      else if (value > total[column]!) total[column] = value
    }
  }

  /** Writes the result into `out` and begins anew; false when there was nothing to combine. */
  take(out: Row): boolean {
    if (this.#rows === 0) return false
    const total = this.#total
    for (let column = 0; column < total.length; column++)
      out[column] = this.#hows[column] === 'average' ? total[column]! / this.#rows : total[column]!
    total.fill(0)
    this.#rows = 0
    return true
  }
}

/** One aggregate for each key over steps of equal length, such as seconds or minutes. */
export class Steps {
  readonly #stepMs: number
  readonly #columns: ColumnSet
  readonly #flush: (at: number, rows: Iterable<readonly [string, Row]>) => void
  readonly #byKey = new Map<string, Aggregate>()
  #step = Number.NaN

  /** `flush` gets each step that is over: when it began, and a row for each key, valid only during the call. */
  constructor(
    stepMs: number,
    columns: ColumnSet,
    flush: (at: number, rows: Iterable<readonly [string, Row]>) => void,
  ) {
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

  *#taken(): Generator<readonly [string, Row]> {
    const row = newRow(this.#columns)
    for (const [key, aggregate] of this.#byKey)
      if (aggregate.take(row)) yield [key, row]
      else this.#byKey.delete(key)
  }
}
