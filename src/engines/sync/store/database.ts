import { closeSync, openSync, renameSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Fault } from '../../../wire/fault.ts'
import { Damage } from './bytes.ts'
import { formatVersion, schema } from './schema.ts'

/** SQLite's primary result codes of a file that is not, or no longer, a database; and of a full disk; and of a statement that does not fit
 * the tables. */
const damageCodes = [11, 26]
const schemaCode = 1
const fullCode = 13

export interface StoreDatabaseOptions {
  /** `:memory:` keeps nothing. */
  path: string
  notice(text: string): void
}

/**
 * The connection to `sync.db`. Damage found while it is in use sets the file aside and ends this connection for good:
 * what its users hold in memory is of no use any more.
 */
export class StoreDatabase {
  readonly #options: StoreDatabaseOptions
  readonly #database: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  readonly #reloads: (() => void)[] = []
  #damaged = false

  /** A damaged file, or one of another format, is set aside and a new one begun. */
  static open(options: StoreDatabaseOptions): StoreDatabase {
    try {
      return new StoreDatabase(options)
    } catch (error) {
      if (!isDamage(error)) throw storeFault(error)
      setAside(options)
      return new StoreDatabase(options)
    }
  }

  private constructor(options: StoreDatabaseOptions) {
    this.#options = options
    this.#database = openFile(options.path)
    this.#begin = this.#database.prepare('BEGIN IMMEDIATE')
    this.#commit = this.#database.prepare('COMMIT')
    this.#rollback = this.#database.prepare('ROLLBACK')
  }

  /** Its rows come as arrays. */
  prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }

  /** Called after a transaction was undone: what is held in memory must be read anew. */
  afterRollback(reload: () => void): void {
    this.#reloads.push(reload)
  }

  noLongerAfterRollback(reload: () => void): void {
    const at = this.#reloads.indexOf(reload)
    if (at !== -1) this.#reloads.splice(at, 1)
  }

  /** Prepares what is needed of a file just opened: tables that are not as they should be are damage too. */
  build<T>(task: () => T): T {
    return this.read(() => {
      try {
        return task()
      } catch (error) {
        throw sqliteCode(error) === schemaCode ? new Damage('its tables are others') : error
      }
    })
  }

  /** Everything that reads or writes goes through here. Throws `sync-store-damaged`, also ever after. */
  read<T>(task: () => T): T {
    if (this.#damaged) throw damagedFault()
    try {
      return task()
    } catch (error) {
      throw this.#settle(error)
    }
  }

  /** All of what `task` writes, or nothing of it. Throws `disk-full`, `sync-store-damaged`. */
  write<T>(task: () => T): T {
    return this.read(() => {
      this.#begin.run()
      try {
        const result = task()
        this.#commit.run()
        return result
      } catch (error) {
        // Some errors have undone it already, such as a full disk.
        if (this.#database.isTransaction) this.#rollback.run()
        if (!isDamage(error)) for (const reload of this.#reloads) reload()
        throw error
      }
    })
  }

  /** A transaction that a power failure cannot take back. */
  writeThrough(task: () => void): void {
    this.#database.exec('PRAGMA synchronous = FULL')
    this.write(task)
    this.#database.exec('PRAGMA synchronous = NORMAL')
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #settle(error: unknown): unknown {
    if (!isDamage(error)) return storeFault(error)
    this.#damaged = true
    try {
      this.close()
    } finally {
      setAside(this.#options)
    }
    return damagedFault()
  }
}

function openFile(path: string): DatabaseSync {
  // SQLite would let everybody read it; the files beside it take their mode from this one.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 2000 })
  try {
    // With NORMAL a power failure may take back the last transactions, never part of one. That is safe here: files are
    // the truth and a scan finds again what differs; what was taken back of other devices' indexes is asked for again,
    // because their sequence is written with them; and own sequences that others may have seen are not given twice,
    // because they jump ahead each time the store is opened (see `FolderState`).
    // Rows of a hash lie anywhere: the more transactions go to the file at once, the fewer of its pages are written twice.
    // Nobody else opens it: without locks taken and given back for each, a look-up costs half.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -16384;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 33554432;
      PRAGMA cell_size_check = ON;
      PRAGMA trusted_schema = OFF;`)
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number
    }
    if (version !== 0 && version !== formatVersion) throw new Damage(`it has format ${version}`)
    if (version === 0)
      database.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function setAside({ path, notice }: StoreDatabaseOptions): void {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      renameSync(path + suffix, aside + suffix)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  notice(
    `What was known of the folders could not be read. It was set aside as ${aside}; the folders are read anew.`,
  )
}

const sqliteCode = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) & 0xff

/** What SQLite holds and no whole number of JavaScript can be was never written by us. */
const isForeignNumber = (error: unknown) =>
  (error as { code?: string }).code === 'ERR_OUT_OF_RANGE' &&
  (error as Error).message.startsWith('Value is too large to be represented')

const isDamage = (error: unknown) =>
  error instanceof Damage || damageCodes.includes(sqliteCode(error)) || isForeignNumber(error)

const damagedFault = () =>
  new Fault('sync-store-damaged', 'What was known of the folders could not be read and was set aside.')

const storeFault = (error: unknown) =>
  sqliteCode(error) === fullCode
    ? new Fault('disk-full', 'There is no room left on the disk for what is known of the folders.')
    : error
