import { type TransferRecord, transferRecordSchema } from '../../contract/transfer.ts'
import type { Database } from '../database.ts'
import { Latest } from '../latest.ts'

const kept = 1000

/** The transfers that are over, the newest first. */
export class TransferHistory {
  readonly latest: Latest<TransferRecord[]>
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    this.latest = new Latest(this.#read())
  }

  /** One of the same id is replaced. */
  add(record: TransferRecord): void {
    this.#database.write((database) => {
      const insert = 'INSERT OR REPLACE INTO transfers (id, at, record) VALUES (?, ?, ?)'
      database.prepare(insert).run(record.id, record.at, JSON.stringify(record))
      database
        .prepare('DELETE FROM transfers WHERE id NOT IN (SELECT id FROM transfers ORDER BY at DESC LIMIT ?)')
        .run(kept)
    })
    const others = this.latest.value.filter(({ id }) => id !== record.id)
    this.latest.set([record, ...others].sort((a, b) => b.at - a.at).slice(0, kept))
  }

  forget(ids: readonly string[]): void {
    this.#database.write((database) => {
      const remove = database.prepare('DELETE FROM transfers WHERE id = ?')
      for (const id of ids) remove.run(id)
    })
    const gone = new Set(ids)
    this.latest.set(this.latest.value.filter(({ id }) => !gone.has(id)))
  }

  find(id: string): TransferRecord | undefined {
    return this.latest.value.find((record) => record.id === id)
  }

  /** What an older or newer version wrote and does not fit is left out. */
  #read(): TransferRecord[] {
    return this.#database.use((database) => {
      const rows = database.prepare('SELECT record FROM transfers ORDER BY at DESC LIMIT ?').all(kept)
      return rows.flatMap(({ record }) => {
        const read = transferRecordSchema.safeParse(parse(String(record)))
        return read.success ? [read.data] : []
      })
    }, [])
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
