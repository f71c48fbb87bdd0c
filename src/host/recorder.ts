import { type ForwardSnapshot, ruleColumns, ruleGauges } from '../contract/forward.ts'
import { newRow, type Row, Steps } from './aggregate.ts'
import type { History } from './history.ts'
import type { Recent } from './recent.ts'

const firstCounter = ruleGauges.length

/** Turns snapshots into rows and files them: each into memory, seconds into memory, minutes onto disk. */
export class Recorder {
  readonly #recent: Recent
  readonly #seconds: Steps
  readonly #minutes: Steps
  /** The counters of each rule in the last snapshot. */
  readonly #before = new Map<string, Float64Array>()
  readonly #row = newRow()

  constructor(recent: Recent, history: Pick<History, 'addMinutes'>) {
    this.#recent = recent
    this.#seconds = new Steps(1000, (at, rows) => {
      recent.coarse.step(at)
      for (const [ruleId, row] of rows) recent.coarse.put(ruleId, row)
    })
    this.#minutes = new Steps(60_000, (at, rows) => history.addMinutes(at, rows))
  }

  snapshot(snapshot: ForwardSnapshot): void {
    this.#recent.fine.step(snapshot.at)
    for (const [index, ruleId] of snapshot.ids.entries()) {
      const row = this.#toRow(snapshot, index, ruleId)
      this.#recent.fine.put(ruleId, row)
      this.#seconds.add(snapshot.at, ruleId, row)
      this.#minutes.add(snapshot.at, ruleId, row)
    }
  }

  /** A fresh engine counts from zero again. */
  engineRestarted(): void {
    this.#before.clear()
  }

  /** Forgets all rules but these. */
  keep(ruleIds: ReadonlySet<string>): void {
    this.#recent.forget(ruleIds)
    for (const ruleId of this.#before.keys()) if (!ruleIds.has(ruleId)) this.#before.delete(ruleId)
  }

  /** Writes the minute that runs; what follows of it is written as a second row and added on disk. */
  flush(): void {
    this.#minutes.flush()
  }

  #toRow({ columns }: ForwardSnapshot, index: number, ruleId: string): Row {
    const row = this.#row
    let before = this.#before.get(ruleId)
    if (before === undefined) {
      before = newRow()
      this.#before.set(ruleId, before)
    }
    for (const [column, name] of ruleColumns.entries()) {
      const value = columns[name]?.[index]
      const finite = value !== undefined && Number.isFinite(value) ? value : 0
      if (column < firstCounter) row[column] = finite
      else {
        // A counter that fell was begun anew, as when a rule is removed and added again.
        row[column] = finite >= before[column]! ? finite - before[column]! : finite
        before[column] = finite
      }
    }
    return row
  }
}
