import { Steps } from './aggregate.ts'
import { type ColumnSet, newRow, type Row, type Sample } from './columns.ts'
import type { Recent } from './recent.ts'

/** Where whole minutes go; `rows` is valid only during the call. */
export type FileMinutes = (at: number, rows: Iterable<readonly [string, Row]>) => void

/** Turns samples into rows and files them: each into memory, seconds into memory, minutes onto disk if wanted. */
export class Recorder<Name extends string> {
  readonly #columns: ColumnSet<Name>
  readonly #recent: Recent<Name>
  readonly #seconds: Steps
  readonly #minutes: Steps | undefined
  /** The counters of each key in the last sample. */
  readonly #before = new Map<string, Row>()
  readonly #row: Row

  constructor(columns: ColumnSet<Name>, recent: Recent<Name>, fileMinutes?: FileMinutes) {
    this.#columns = columns
    this.#recent = recent
    this.#row = newRow(columns)
    this.#seconds = new Steps(1000, columns, (at, rows) => {
      recent.coarse.step(at)
      for (const [key, row] of rows) recent.coarse.put(key, row)
    })
    this.#minutes = fileMinutes && new Steps(60_000, columns, fileMinutes)
  }

  record(sample: Sample<Name>): void {
    this.#recent.fine.step(sample.at)
    for (const [index, key] of sample.keys.entries()) {
      const row = this.#toRow(sample, index, key)
      this.#recent.fine.put(key, row)
      this.#seconds.add(sample.at, key, row)
      this.#minutes?.add(sample.at, key, row)
    }
  }

  /** A fresh engine counts from zero again. */
  engineRestarted(): void {
    this.#before.clear()
  }

  /** Forgets every key that `keep` does not want. */
  keep(keep: (key: string) => boolean): void {
    this.#recent.forget(keep)
    for (const key of this.#before.keys()) if (!keep(key)) this.#before.delete(key)
  }

  /** Writes the minute that runs; what follows of it is written as a second row and added on disk. */
  flush(): void {
    this.#minutes?.flush()
  }

  #toRow(sample: Sample<Name>, index: number, key: string): Row {
    const { names, hows } = this.#columns
    const row = this.#row
    let before = this.#before.get(key)
    if (before === undefined) {
      before = newRow(this.#columns)
      this.#before.set(key, before)
    }
    for (const [column, name] of names.entries()) {
      const value = sample.value(index, name)
      const finite = value !== undefined && Number.isFinite(value) ? value : 0
      if (hows[column] !== 'sum') row[column] = finite
      else {
        // A counter that fell was begun anew, as when a rule is removed and added again.
        row[column] = finite >= before[column]! ? finite - before[column]! : finite
        before[column] = finite
      }
    }
    return row
  }
}
