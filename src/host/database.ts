import { closeSync, openSync, renameSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { addColumns } from './add-columns.ts'
import { prepareMinuteTables } from './minute-tables.ts'

const formatVersion = 2
/** SQLite's primary result codes of a file that is not, or no longer, a database. */
const damageCodes = [11, 26]
/** Those of a disk that went away or became read-only: what is open then does not recover by itself. */
const lostCodes = [8, 10, 14]

export interface DatabaseOptions {
  path: string
  /** Told, in words for people, when a damaged database was set aside. */
  notice(text: string): void
  report(error: unknown): void
}

/**
 * `hawser.db`. What it holds is worth having and never worth a failure: a damaged database is set aside, also while it
 * is in use, and without any database reads give nothing.
 */
export class Database implements Disposable {
  readonly #options: DatabaseOptions
  #database: DatabaseSync | undefined
  /** Which file is open, to notice that it was replaced. */
  #file: number | undefined
  #wasSetAside = false

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.use(() => {}, undefined)
  }

  /** True when an earlier database was set aside, so that event numbers must not start from one again. */
  get wasSetAside(): boolean {
    return this.#wasSetAside
  }

  /** What `task` gives, or `otherwise` when the database cannot do it. A task may run twice: on a fresh database. */
  use<T>(task: (database: DatabaseSync) => T, otherwise: T): T {
    for (const last of [false, true]) {
      try {
        if (this.#database === undefined) {
          this.#database = open(this.#options.path)
          this.#file = fileAt(this.#options.path)
        }
        return task(this.#database)
      } catch (error) {
        if (last || !hasCode(error, damageCodes)) {
          this.#options.report(error)
          // It is opened again the next time.
          if (hasCode(error, lostCodes)) this.#close()
          return otherwise
        }
        this.#setAside()
      }
    }
    return otherwise
  }

  /** All of what `task` writes, or nothing of it. */
  write(task: (database: DatabaseSync) => void): boolean {
    // SQLite would go on writing into a file that was deleted, for nobody.
    if (this.#database && this.#file !== fileAt(this.#options.path)) this.#close()
    return this.use((database) => {
      database.exec('BEGIN')
      try {
        task(database)
        database.exec('COMMIT')
        return true
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    }, false)
  }

  [Symbol.dispose](): void {
    this.#close()
  }

  #close(): void {
    try {
      this.#database?.close()
    } catch (error) {
      this.#options.report(error)
    }
    this.#database = undefined
  }

  #setAside(): void {
    const { path, notice, report } = this.#options
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    this.#close()
    this.#wasSetAside = true
    for (const suffix of ['', '-wal', '-shm']) {
      try {
        renameSync(path + suffix, aside + suffix)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(error)
      }
    }
    notice(`The history could not be read. It was set aside as ${aside}, and a new one begun.`)
  }
}

function open(path: string): DatabaseSync {
  // SQLite would let everybody read it; the files beside it take their mode from this one.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 2000 })
  try {
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -1024;
      CREATE TABLE IF NOT EXISTS events (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, level TEXT NOT NULL, source TEXT NOT NULL,
        code TEXT NOT NULL, text TEXT NOT NULL, rule TEXT
      );
      CREATE TABLE IF NOT EXISTS usage (
        bond TEXT NOT NULL, link TEXT NOT NULL, day TEXT NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (bond, link, day)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS transfers (id TEXT PRIMARY KEY, at REAL NOT NULL, record TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS seen (peer TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
      PRAGMA user_version = ${formatVersion};`)
    prepareMinuteTables(database)
    // Columns that came later are added to tables that are there already.
    addColumns(database, 'events', [
      ['bond', 'TEXT'],
      ['link', 'TEXT'],
      ['folder', 'TEXT'],
      ['peer', 'TEXT'],
      ['tube', 'TEXT'],
    ])
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const hasCode = (error: unknown, codes: readonly number[]) =>
  codes.includes(((error as { errcode?: number }).errcode ?? 0) & 0xff)

/** The number of the file at a path; undefined where there is none, or the disk does not tell. */
function fileAt(path: string): number | undefined {
  try {
    return statSync(path).ino
  } catch {
    return undefined
  }
}
