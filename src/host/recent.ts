import { ruleColumns } from '../contract/forward.ts'
import type { Series } from '../contract/host.ts'
import type { Row } from './aggregate.ts'

/** Three digits after the point are all that a chart needs. */
const round = (value: number) => Math.round(value * 1000) / 1000

/**
 * The last so many rows of every rule, on a common time line. A column takes memory only once it held something
 * else than zero, because most rules are idle and most columns of a rule never move.
 */
export class Ring {
  readonly #slots: number
  readonly #at: Float64Array
  readonly #byRule = new Map<string, (Float32Array | undefined)[]>()
  #newest = -1
  #count = 0

  constructor(slots: number) {
    this.#slots = slots
    this.#at = new Float64Array(slots)
  }

  /** Begins the next point in time; rows that `put` adds belong to it. */
  step(at: number): void {
    this.#newest = (this.#newest + 1) % this.#slots
    this.#count = Math.min(this.#count + 1, this.#slots)
    this.#at[this.#newest] = at
    for (const columns of this.#byRule.values())
      for (const values of columns) if (values) values[this.#newest] = 0
  }

  put(ruleId: string, row: Row): void {
    let columns = this.#byRule.get(ruleId)
    if (columns === undefined) {
      columns = new Array(row.length)
      this.#byRule.set(ruleId, columns)
    }
    for (let column = 0; column < row.length; column++) {
      const value = row[column]!
      if (value === 0 && columns[column] === undefined) continue
      columns[column] ??= new Float32Array(this.#slots)
      columns[column]![this.#newest] = value
    }
  }

  forget(keep: ReadonlySet<string>): void {
    for (const ruleId of this.#byRule.keys()) if (!keep.has(ruleId)) this.#byRule.delete(ruleId)
  }

  /** Everything since `from`. A rule of which nothing is known was idle. */
  read(ruleId: string, from: number): Series {
    const slots: number[] = []
    for (let back = 0; back < this.#count; back++) {
      const slot = (this.#newest - back + this.#slots) % this.#slots
      if (this.#at[slot]! < from) break
      slots.push(slot)
    }
    slots.reverse()
    const columns = this.#byRule.get(ruleId)
    return {
      ruleId,
      at: slots.map((slot) => this.#at[slot]!),
      columns: Object.fromEntries(
        ruleColumns.map((name, column) => {
          const values = columns?.[column]
          return [name, slots.map((slot) => (values ? round(values[slot]!) : 0))]
        }),
      ) as Series['columns'],
    }
  }
}

/** The last minute at 10 Hz and the last half hour at 1 Hz. */
export class Recent {
  readonly fine = new Ring(600)
  readonly coarse = new Ring(1800)

  read(ruleId: string, seconds: number, now: number): Series {
    return (seconds <= 60 ? this.fine : this.coarse).read(ruleId, now - seconds * 1000)
  }

  forget(keep: ReadonlySet<string>): void {
    this.fine.forget(keep)
    this.coarse.forget(keep)
  }
}
