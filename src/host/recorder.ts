import { Steps } from './aggregate.ts'
import { type ColumnSet, type CountedRow, newRow, type Row, type Sample } from './columns.ts'
import type { Recent } from './recent.ts'

/** Where whole minutes go; each row is valid only until the next. */
export type FileMinutes = (at: number, rows: Iterable<CountedRow>) => void

/** As many keys as counters are remembered of; what has been gone for longest is forgotten first. */
const rememberedKeys = 20_000

/** Turns samples into rows and files them: each into memory, seconds into memory, minutes onto disk if wanted. */
export class Recorder<Name extends string> {
  readonly #columns: ColumnSet<Name>
  readonly #recent: Recent<Name>
  readonly #seconds: Steps
  readonly #minutes: Steps | undefined
  readonly #isFiled: (key: string) => boolean
  /** The counters of each key in the last sample. */
  readonly #before = new Map<string, Row>()
  readonly #row: Row

  /** Minutes are filed of the keys that `isFiled` holds for. */
  constructor(
    columns: ColumnSet<Name>,
    recent: Recent<Name>,
    fileMinutes?: FileMinutes,
    isFiled: (key: string) => boolean = () => true,
  ) {
    this.#columns = columns
    this.#recent = recent
    this.#row = newRow(columns)
    this.#isFiled = isFiled
    this.#seconds = new Steps(1000, columns, (at, rows) => {
      recent.coarse.step(at)
      for (const [key, row] of rows) recent.coarse.put(key, row)
    })
    this.#minutes = fileMinutes && new Steps(60_000, columns, fileMinutes)
  }

  record(sample: Sample<Name>): void {
    this.#recent.fine.step(sample.at)
    for (let index = 0; index < sample.keys.length; index++) {
      const key = sample.keys[index]!
      const row = this.#toRow(sample, index, key)
      this.#recent.fine.put(key, row)
      this.#seconds.add(sample.at, key, row)
      if (this.#isFiled(key)) this.#minutes?.add(sample.at, key, row)
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
    const before = this.#countersOf(key)
    for (let column = 0; column < names.length; column++) {
      const value = sample.value(index, names[column]!)
      const finite = value !== undefined && Number.isFinite(value) ? value : 0
      const how = hows[column]
      if (how === 'known') row[column] = value === undefined || finite < 0 ? Number.NaN : finite
      else if (how !== 'sum') row[column] = finite
      else {
        // A counter that fell was begun anew, as when a rule is removed and added again.
        row[column] = finite >= before[column]! ? finite - before[column]! : finite
        before[column] = finite
      }
    }
    return row
  }

  #countersOf(key: string): Row {
    let before = this.#before.get(key)
    if (before !== undefined) return before
    before = newRow(this.#columns)
    this.#before.set(key, before)
    if (this.#before.size > rememberedKeys)
      for (const oldest of this.#before.keys()) {
        this.#before.delete(oldest)
        break
      }
    return before
  }
}
