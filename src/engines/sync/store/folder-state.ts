import { randomBytes } from 'node:crypto'
import type { StatementSync } from 'node:sqlite'
import { Damage } from './bytes.ts'
import type { StoreDatabase } from './database.ts'
import { Holders } from './holders.ts'
import { FolderTotals } from './totals.ts'

/** More than a power failure can take back of sequences that others have seen. */
const sequenceJump = 2 ** 20

/** What is held in memory of one folder, and its row. */
export class FolderState {
  readonly number: number
  readonly holders: Holders
  readonly totals = new FolderTotals()
  indexId = ''
  /** The last that was given, or that may have been (see `jumpAhead`); the next one is above it. */
  sequence = 0
  /** That of the newest own record. */
  newest = 0
  /** The rule of what is wanted; see `FolderStore.setWanted`. */
  wanted = ''
  /** The path from which on rows are to be looked at again; null when none is. */
  sweep: string | null = null
  /** Nothing may be read or written any more. */
  forgotten = false
  readonly #select: StatementSync
  readonly #update: StatementSync
  readonly #selectNewest: StatementSync

  /** Creates what is not there. Within a transaction. */
  static of(database: StoreDatabase, id: string): FolderState {
    const find = database.prepare('SELECT number FROM folders WHERE id = ?')
    let found = find.get(id) as unknown as [number] | undefined
    if (found === undefined) {
      // Not a number of a folder that was forgotten: its rows may still be there.
      database
        .prepare(
          `INSERT INTO folders (number, id, index_id, sequence, totals, wanted)
           VALUES ((SELECT coalesce(max(number), 0) + 1 FROM folders), ?, ?, 0, ?, '')`,
        )
        .run(id, randomBytes(12).toString('base64url'), FolderTotals.none)
      found = find.get(id) as unknown as [number]
    }
    return new FolderState(database, found[0])
  }

  static ids(database: StoreDatabase): string[] {
    const rows = database.prepare('SELECT id FROM folders WHERE id IS NOT NULL ORDER BY number').all()
    return (rows as unknown as [string][]).map(([id]) => id)
  }

  /** So that no sequence is ever given twice. Within a transaction that a power failure cannot take back. */
  static jumpAhead(database: StoreDatabase): void {
    database.prepare('UPDATE folders SET sequence = sequence + ?').run(sequenceJump)
  }

  private constructor(database: StoreDatabase, number: number) {
    this.number = number
    this.holders = new Holders(database, number)
    this.#select = database.prepare(
      'SELECT index_id, sequence, totals, wanted, sweep FROM folders WHERE number = ?',
    )
    this.#update = database.prepare(
      'UPDATE folders SET sequence = ?, totals = ?, wanted = ?, sweep = ? WHERE number = ?',
    )
    this.#selectNewest = database.prepare(`
      SELECT sequence FROM files INDEXED BY files_sequence
      WHERE folder = ? AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1`)
    this.#load()
  }

  /** At the end of every transaction that changed it. */
  save(): void {
    this.#update.run(this.sequence, this.totals.write(), this.wanted, this.sweep, this.number)
    this.holders.save()
  }

  /** After a transaction was undone. */
  readonly reload = (): void => {
    this.holders.load()
    this.#load()
  }

  #load(): void {
    const row = this.#select.get(this.number)
    if (row === undefined) throw new Damage('a folder is missing')
    const [indexId, sequence, totals, wanted, sweep] = row as unknown as [
      string,
      number,
      string,
      string,
      string | null,
    ]
    this.indexId = indexId
    this.sequence = sequence
    this.totals.read(totals)
    this.wanted = wanted
    this.sweep = sweep
    const newest = this.#selectNewest.get(this.number) as unknown as [number] | undefined
    this.newest = newest?.[0] ?? 0
  }
}
