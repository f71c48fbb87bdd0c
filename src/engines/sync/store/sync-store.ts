import { Fault } from '../../../wire/fault.ts'
import { ChunkLocator } from './chunk-locator.ts'
import { Contents } from './contents.ts'
import { StoreDatabase } from './database.ts'
import { DeviceNumbers } from './device-numbers.ts'
import { FileTable } from './file-table.ts'
import type { StoreParts } from './folder-rows.ts'
import { FolderState } from './folder-state.ts'
import { FolderStore } from './folder-store.ts'
import { ForgottenFolders } from './forgotten-folders.ts'
import { Partials } from './partials.ts'
import type { ChunkPlace } from './types.ts'

export interface SyncStoreOptions {
  /** Of the database; `:memory:` keeps nothing. */
  path: string
  /** Told, in words for people, when a damaged database was set aside. */
  notice(text: string): void
  /** Milliseconds that only rise. */
  now?: () => number
}

/** Manifests that nothing uses are looked for so often, at most. */
const collectEveryMs = 60_000

/**
 * `sync.db`. A database found damaged in use is set aside too: then that call and all later ones throw a fault of code
 * `sync-store-damaged`, and the store is to be opened again. Any call that writes may throw `disk-full`.
 */
export class SyncStore implements Disposable {
  readonly #database: StoreDatabase
  readonly #parts: StoreParts
  readonly #forgotten: ForgottenFolders
  readonly #now: () => number
  readonly #folders = new Map<string, { store: FolderStore; state: FolderState }>()
  #ids = new Map<number, string>()
  #unused = true
  #collecting = false
  #collectedAt = Number.NEGATIVE_INFINITY

  static open(options: SyncStoreOptions): SyncStore {
    try {
      return new SyncStore(options)
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'sync-store-damaged')) throw error
      return new SyncStore(options)
    }
  }

  private constructor({ path, notice, now = () => performance.now() }: SyncStoreOptions) {
    this.#now = now
    const database = StoreDatabase.open({ path, notice })
    this.#database = database
    try {
      const [parts, forgotten] = database.build(() => {
        const devices = new DeviceNumbers(database)
        const contents = new Contents(database)
        const parts: StoreParts = {
          database,
          devices,
          contents,
          files: new FileTable(database),
          locator: new ChunkLocator(database, devices, (number) => this.#ids.get(number)),
          partials: new Partials(database),
          unused: () => {
            this.#unused = true
          },
        }
        return [parts, new ForgottenFolders(database, contents, devices)] as const
      })
      this.#parts = parts
      this.#forgotten = forgotten
      database.writeThrough(() => FolderState.jumpAhead(database))
      for (const id of database.build(() => FolderState.ids(database))) this.folder(id)
    } catch (error) {
      database.close()
      throw error
    }
  }

  /** Made when it is not there. */
  folder(id: string): FolderStore {
    const known = this.#folders.get(id)
    if (known !== undefined) return known.store
    const state = this.#database.write(() => FolderState.of(this.#database, id))
    const store = new FolderStore(id, this.#parts, state)
    this.#database.afterRollback(state.reload)
    this.#folders.set(id, { store, state })
    this.#ids.set(state.number, id)
    return store
  }

  folderIds(): string[] {
    return [...this.#folders.keys()]
  }

  /** At once for every caller; its rows go by and by (`tidy`). */
  forget(folderId: string): void {
    const folder = this.#folders.get(folderId)
    if (folder === undefined) return
    this.#database.write(() => this.#forgotten.add(folder.state.number))
    folder.state.forgotten = true
    this.#database.noLongerAfterRollback(folder.state.reload)
    this.#folders.delete(folderId)
    this.#ids.delete(folder.state.number)
  }

  /** Where chunks lie in own files of all folders; at most 256 hashes a call keep it short. */
  locate(hashes: readonly string[], limitEach = 4): Map<string, ChunkPlace[]> {
    return this.#database.read(() => this.#parts.locator.locate(hashes, limitEach))
  }

  /**
   * Does work that was put off for about `budgetMs`: true when there is more. Cheap when there is none. To be called, until
   * false, after changes and now and then.
   */
  tidy(budgetMs = 3): boolean {
    const until = this.#now() + budgetMs
    do {
      if (!this.#database.write(() => this.#tidySome())) return false
    } while (this.#now() < until)
    return true
  }

  close(): void {
    this.#database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #tidySome(): boolean {
    if (this.#parts.contents.indexSome()) return true
    for (const { store } of this.#folders.values()) if (store.sweepSome()) return true
    if (this.#forgotten.removeSome()) {
      this.#unused = true
      return true
    }
    return this.#collectSome()
  }

  /** A pass looks at each manifest without an own file once: those that are needed stay, and must not be looked at all the time. */
  #collectSome(): boolean {
    if (!this.#collecting) {
      if (!this.#unused || this.#now() - this.#collectedAt < collectEveryMs) return false
      this.#unused = false
      this.#collecting = true
      this.#collectedAt = this.#now()
    }
    this.#collecting = this.#parts.contents.collectSome()
    return this.#collecting
  }
}
