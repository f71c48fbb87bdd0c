import { type Diagnosis, diagnosisSchema } from '../../contract/diagnose.ts'
import type { Database } from '../database.ts'

const kept = 100

/** The last reports of the doctor, for the sessions in which they were made. Secrets are gone before they get here. */
export class KeptReports {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(report: Diagnosis): void {
    this.#database.write((database) => {
      database.exec(create)
      database
        .prepare('INSERT OR REPLACE INTO reports (at, report) VALUES (?, ?)')
        .run(report.startedAt, JSON.stringify(report))
      database
        .prepare('DELETE FROM reports WHERE at NOT IN (SELECT at FROM reports ORDER BY at DESC LIMIT ?)')
        .run(kept)
    })
  }

  /** Those begun in that stretch of time, the oldest first; times in ms since the Unix epoch. */
  between(from: number, to: number): Diagnosis[] {
    const texts = this.#database.use((database) => {
      database.exec(create)
      const rows = database.prepare('SELECT report FROM reports WHERE at BETWEEN ? AND ? ORDER BY at')
      return rows.all(from, to).map(({ report }) => String(report))
    }, [])
    return texts.flatMap((text) => {
      const read = diagnosisSchema.safeParse(parse(text))
      return read.success ? [read.data] : []
    })
  }
}

const create = 'CREATE TABLE IF NOT EXISTS reports (at REAL PRIMARY KEY, report TEXT NOT NULL) WITHOUT ROWID'

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
