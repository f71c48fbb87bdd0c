import type { StatementSync } from 'node:sqlite'
import type { StoreDatabase } from './database.ts'
import type { Partial } from './types.ts'

/** Of one folder; they are few. */
const mostListed = 10_000

/** Files on their way. */
export class Partials {
  readonly #select: StatementSync
  readonly #insert: StatementSync
  readonly #remove: StatementSync
  readonly #list: StatementSync

  constructor(database: StoreDatabase) {
    this.#select = database.prepare('SELECT content, temp, done FROM partials WHERE folder = ? AND path = ?')
    this.#insert = database.prepare(
      'INSERT OR REPLACE INTO partials (folder, path, content, temp, done) VALUES (?, ?, ?, ?, ?)',
    )
    this.#remove = database.prepare('DELETE FROM partials WHERE folder = ? AND path = ?')
    this.#list = database.prepare(
      `SELECT path, content, temp FROM partials WHERE folder = ? ORDER BY path LIMIT ${mostListed}`,
    )
  }

  get(folder: number, path: string): Partial | undefined {
    const row = this.#select.get(folder, path)
    if (row === undefined) return undefined
    const [content, temp, done] = row as unknown as [Uint8Array, string, Uint8Array]
    return { content: Buffer.from(content).toString('hex'), temp, done }
  }

  put(folder: number, path: string, { content, temp, done }: Partial): void {
    this.#insert.run(folder, path, Buffer.from(content, 'hex'), temp, done)
  }

  remove(folder: number, path: string): void {
    this.#remove.run(folder, path)
  }

  list(folder: number): { path: string; content: string; temp: string }[] {
    return (this.#list.all(folder) as unknown as [string, Uint8Array, string][]).map(
      ([path, content, temp]) => ({ path, content: Buffer.from(content).toString('hex'), temp }),
    )
  }
}
