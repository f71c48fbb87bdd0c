import type { StatementSync } from 'node:sqlite'
import type { Contents } from './contents.ts'
import type { StoreDatabase } from './database.ts'
import type { DeviceNumbers } from './device-numbers.ts'
import { ownHolder, readVariants } from './file-row.ts'

/** Rows that go in one step. */
const removedRows = 64

/** Removes the rows of folders that nobody knows any more. */
export class ForgottenFolders {
  readonly #contents: Contents
  readonly #devices: DeviceNumbers
  readonly #forget: StatementSync
  readonly #find: StatementSync
  readonly #rows: StatementSync
  readonly #removeRow: StatementSync
  readonly #removeOthers: StatementSync[]

  constructor(database: StoreDatabase, contents: Contents, devices: DeviceNumbers) {
    this.#contents = contents
    this.#devices = devices
    this.#forget = database.prepare('UPDATE folders SET id = NULL WHERE number = ?')
    this.#find = database.prepare('SELECT number FROM folders WHERE id IS NULL LIMIT 1')
    this.#rows = database.prepare(
      `SELECT id, path, variants FROM files INDEXED BY files_path WHERE folder = ? LIMIT ${removedRows}`,
    )
    this.#removeRow = database.prepare('DELETE FROM files WHERE id = ?')
    this.#removeOthers = [
      database.prepare('DELETE FROM partials WHERE folder = ?'),
      database.prepare('DELETE FROM holders WHERE folder = ?'),
      database.prepare('DELETE FROM folders WHERE number = ?'),
    ]
  }

  add(folder: number): void {
    this.#forget.run(folder)
  }

  /** False when nothing is left of any. Within a transaction. */
  removeSome(): boolean {
    const found = this.#find.get() as unknown as [number] | undefined
    if (found === undefined) return false
    const [folder] = found
    const rows = this.#rows.all(folder) as unknown as [number, string, Uint8Array][]
    for (const [id, path, variants] of rows) {
      const own = readVariants(variants).find(({ holders }) => holders.includes(ownHolder))
      const record = own?.record(path, this.#devices)
      this.#removeRow.run(id)
      if (record !== undefined && record.chunks > 1) this.#contents.release(record.content)
    }
    if (rows.length < removedRows) for (const statement of this.#removeOthers) statement.run(folder)
    return true
  }
}
