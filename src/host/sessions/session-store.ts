import type { DatabaseSync } from 'node:sqlite'
import { type Session, type SessionSummary, sessionSummarySchema } from '../../contract/sessions.ts'
import type { Database } from '../database.ts'

const dayMs = 86_400_000

/**
 * Sessions in the host's database. One that is removed stays for a day, so that this can be taken back; the summary of
 * one that is over stays when its minutes are gone.
 */
export class SessionStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The newest first. Those that were removed long before `now` are gone for good. */
  read(now: number): Session[] {
    return this.#use((database) => {
      database.prepare('DELETE FROM sessions WHERE removed > 0 AND removed < ?').run(now - dayMs)
      return database.prepare(`${select} WHERE removed = 0 ORDER BY started DESC`).all().map(asSession)
    }, [])
  }

  put({ id, name, note, startedAt, endedAt }: Session): void {
    this.#use((database) => {
      database.prepare(upsert).run(id, name, note, startedAt, endedAt)
    }, undefined)
  }

  remove(id: string, now: number): void {
    this.#use((database) => {
      database.prepare('UPDATE sessions SET removed = ? WHERE id = ?').run(now, id)
    }, undefined)
  }

  /** The session, if it was removed and is still there. */
  restore(id: string): Session | undefined {
    return this.#use((database) => {
      const [row] = database.prepare(`${select} WHERE id = ? AND removed > 0`).all(id)
      if (row === undefined) return undefined
      database.prepare('UPDATE sessions SET removed = 0 WHERE id = ?').run(id)
      return asSession(row)
    }, undefined)
  }

  /** The ids of those that are over and have no summary yet. */
  unfiled(): string[] {
    return this.#use((database) => {
      const rows = database.prepare(
        'SELECT id FROM sessions WHERE ended > 0 AND removed = 0 AND summary IS NULL',
      )
      return rows.all().map(({ id }) => String(id))
    }, [])
  }

  keepSummary({ session: { id }, ...rest }: SessionSummary): void {
    this.#use((database) => {
      database.prepare('UPDATE sessions SET summary = ? WHERE id = ?').run(JSON.stringify(rest), id)
    }, undefined)
  }

  /** What an older or newer version wrote and does not fit counts as nothing. */
  summary(session: Session): SessionSummary | undefined {
    const text = this.#use((database) => {
      const [row] = database.prepare('SELECT summary FROM sessions WHERE id = ?').all(session.id)
      return row?.['summary']
    }, undefined)
    if (typeof text !== 'string') return undefined
    const read = sessionSummarySchema.safeParse({ ...parse(text), session })
    return read.success ? read.data : undefined
  }

  #use<T>(task: (database: DatabaseSync) => T, otherwise: T): T {
    return this.#database.use((database) => {
      database.exec(create)
      return task(database)
    }, otherwise)
  }
}

/** A summary is forgotten when its times change, as what was counted then is another. */
const create = `
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, started REAL NOT NULL, ended REAL NOT NULL,
    removed REAL NOT NULL DEFAULT 0, summary TEXT
  ) WITHOUT ROWID`
const select = 'SELECT id, name, note, started, ended FROM sessions'
const upsert = `
  INSERT INTO sessions (id, name, note, started, ended) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    name = excluded.name, note = excluded.note,
    summary = CASE WHEN started = excluded.started AND ended = excluded.ended THEN summary END,
    started = excluded.started, ended = excluded.ended`

const asSession = (row: Record<string, unknown>): Session => ({
  id: String(row['id']),
  name: String(row['name']),
  note: String(row['note']),
  startedAt: Number(row['started']),
  endedAt: Number(row['ended']),
})

function parse(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    return {}
  }
}
