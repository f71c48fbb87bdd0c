import { type RuleColumn, ruleColumns, ruleCounters } from '../contract/forward.ts'

/** One number for each of `ruleColumns`, in their order; counters as the increase since the row before. */
export type Row = Float64Array
export const rowLength = ruleColumns.length
export const newRow = (): Row => new Float64Array(rowLength)

/** Gauges of which the worst matters, not the average. */
const worst: readonly RuleColumn[] = ['frameIntervalMs', 'egressDelayMs']
type How = 'average' | 'maximum' | 'sum'
const hows: readonly How[] = ruleColumns.map((column) => {
  if ((ruleCounters as readonly string[]).includes(column)) return 'sum'
  return worst.includes(column) ? 'maximum' : 'average'
})

/** Makes one row of many: averages of gauges, maxima of those where the worst matters, sums of counters. */
export class Aggregate {
  readonly #total = newRow()
  #rows = 0

  add(row: Row): void {
    this.#rows++
    const total = this.#total
    for (let column = 0; column < rowLength; column++) {
      const value = row[column]!
      if (hows[column] !== 'maximum') total[column]! += value
      else if (value > total[column]!) total[column] = value
    }
  }

  /** Writes the result into `out` and begins anew; false when there was nothing to combine. */
  take(out: Row): boolean {
    if (this.#rows === 0) return false
    for (let column = 0; column < rowLength; column++)
      out[column] = hows[column] === 'average' ? this.#total[column]! / this.#rows : this.#total[column]!
    this.#total.fill(0)
    this.#rows = 0
    return true
  }
}

/** One aggregate for each rule over steps of equal length, such as seconds or minutes. */
export class Steps {
  readonly #stepMs: number
  readonly #flush: (at: number, rows: Iterable<readonly [string, Row]>) => void
  readonly #byRule = new Map<string, Aggregate>()
  #step = Number.NaN

  /** `flush` gets each step that is over: when it began, and a row for each rule, valid only during the call. */
  constructor(stepMs: number, flush: (at: number, rows: Iterable<readonly [string, Row]>) => void) {
    this.#stepMs = stepMs
    this.#flush = flush
  }

  add(at: number, ruleId: string, row: Row): void {
    const step = Math.floor(at / this.#stepMs)
    if (step !== this.#step) {
      this.flush()
      this.#step = step
    }
    let aggregate = this.#byRule.get(ruleId)
    if (aggregate === undefined) {
      aggregate = new Aggregate()
      this.#byRule.set(ruleId, aggregate)
    }
    aggregate.add(row)
  }

  /** Hands out what there is of the step that runs. */
  flush(): void {
    if (this.#byRule.size > 0) this.#flush(this.#step * this.#stepMs, this.#taken())
  }

  *#taken(): Generator<readonly [string, Row]> {
    const row = newRow()
    for (const [ruleId, aggregate] of this.#byRule)
      if (aggregate.take(row)) yield [ruleId, row]
      else this.#byRule.delete(ruleId)
  }
}
