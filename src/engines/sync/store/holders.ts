import type { StatementSync } from 'node:sqlite'
import type { StoreDatabase } from './database.ts'
import { ownHolder } from './file-row.ts'
import { asNumber, readSums, writeSums } from './totals.ts'

/** Whose index it is; one that is gone may still stand in rows until these were looked at again, once from the first to the last. */
const states = { present: 0, gone: 1, leaving: 2 } as const

interface Holder {
  readonly number: number
  readonly device: string
  readonly indexId: string
  sequence: number
  state: number
  /**
   * Paths that it has a record of; entries and bytes of which it has our record, which is the best and not deleted;
   * entries it still has and our record, the best, says are deleted.
   */
  readonly sums: bigint[]
  changed: boolean
}

/** The devices whose index of one folder is known. */
export class Holders {
  readonly #folder: number
  readonly #select: StatementSync
  readonly #save: StatementSync
  readonly #remove: StatementSync
  readonly #nextNumber: StatementSync
  readonly #byNumber = new Map<number, Holder>()
  readonly #byDevice = new Map<string, Holder>()
  #gone = 0

  constructor(database: StoreDatabase, folder: number) {
    this.#folder = folder
    this.#select = database.prepare(
      'SELECT number, device, index_id, sequence, state, totals FROM holders WHERE folder = ?',
    )
    this.#save = database.prepare(`
      INSERT INTO holders (number, folder, device, index_id, sequence, state, totals) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET sequence = excluded.sequence, state = excluded.state, totals = excluded.totals`)
    this.#remove = database.prepare('DELETE FROM holders WHERE number = ?')
    this.#nextNumber = database.prepare(`SELECT coalesce(max(number), ${ownHolder}) + 1 FROM holders`)
    this.load()
  }

  /** Whether rows may name holders that are gone. */
  get anyGone(): boolean {
    return this.#gone > 0
  }

  devices(): string[] {
    return [...this.#byDevice.keys()]
  }

  of(device: string): Holder | undefined {
    return this.#byDevice.get(device)
  }

  deviceOf(number: number): string | undefined {
    const holder = this.#byNumber.get(number)
    return holder?.state === states.present ? holder.device : undefined
  }

  readonly isGone = (number: number): boolean =>
    number !== ownHolder && this.#byNumber.get(number)?.state !== states.present

  add(device: string, indexId: string): Holder {
    const [number] = this.#nextNumber.get() as unknown as [number]
    const holder = {
      number,
      device,
      indexId,
      sequence: 0,
      state: states.present,
      sums: [0n, 0n, 0n, 0n],
      changed: true,
    }
    this.#byNumber.set(number, holder)
    this.#byDevice.set(device, holder)
    this.#write(holder)
    return holder
  }

  /** True when rows have to be looked at again. */
  remove(holder: Holder): boolean {
    this.#byDevice.delete(holder.device)
    if (holder.sums[0] === 0n) {
      this.#forget(holder)
      return false
    }
    holder.state = states.gone
    this.#gone++
    this.#write(holder)
    return true
  }

  /** Rows are looked at from the first on: those gone by now will be in none at the end. */
  beginSweep(): void {
    for (const holder of this.#byNumber.values()) {
      if (holder.state !== states.gone) continue
      holder.state = states.leaving
      this.#write(holder)
    }
  }

  /** True when others went meanwhile. */
  endSweep(): boolean {
    for (const holder of [...this.#byNumber.values()]) {
      if (holder.state !== states.leaving) continue
      this.#gone--
      this.#forget(holder)
    }
    return this.#gone > 0
  }

  count(number: number, sign: 1 | -1, agrees: boolean, keeps: boolean, bytes: number): void {
    const holder = this.#byNumber.get(number)
    if (holder === undefined) return
    holder.changed = true
    const { sums } = holder
    const one = sign === 1 ? 1n : -1n
    sums[0]! += one
    if (agrees) {
      sums[1]! += one
      if (bytes !== 0) sums[2]! += BigInt(sign * bytes)
    }
    if (keeps) sums[3]! += one
  }

  lacks(device: string, ours: { files: bigint; bytes: bigint }): { files: number; bytes: number } {
    const [, files = 0n, bytes = 0n, deletes = 0n] = this.#byDevice.get(device)?.sums ?? []
    return { files: asNumber(ours.files - files + deletes), bytes: asNumber(ours.bytes - bytes) }
  }

  /** Writes what has changed. */
  save(): void {
    for (const holder of this.#byNumber.values()) if (holder.changed) this.#write(holder)
  }

  load(): void {
    this.#byNumber.clear()
    this.#byDevice.clear()
    this.#gone = 0
    const rows = this.#select.all(this.#folder) as unknown as [
      number,
      string,
      string,
      number,
      number,
      string,
    ][]
    for (const [number, device, indexId, sequence, state, totals] of rows) {
      const holder = { number, device, indexId, sequence, state, sums: readSums(totals, 4), changed: false }
      this.#byNumber.set(number, holder)
      if (state === states.present) this.#byDevice.set(device, holder)
      else this.#gone++
    }
  }

  #write(holder: Holder): void {
    const { number, device, indexId, sequence, state, sums } = holder
    this.#save.run(number, this.#folder, device, indexId, sequence, state, writeSums(sums))
    holder.changed = false
  }

  #forget(holder: Holder): void {
    this.#byNumber.delete(holder.number)
    this.#remove.run(holder.number)
  }
}
