import type { FolderStore } from './folder-store.ts'
import type { ChunkPlace } from './types.ts'

export interface SyncStoreOptions {
  /** Of the database; `:memory:` keeps nothing. */
  path: string
  /** Told, in words for people, when a damaged database was set aside. */
  notice(text: string): void
}

const soon = (): never => {
  throw new Error('not yet')
}

/**
 * `sync.db`. A database found damaged in use is set aside too: then that call and all later ones throw a fault of code
 * `sync-store-damaged`, and the store is to be opened again.
 */
export class SyncStore implements Disposable {
  static open(_options: SyncStoreOptions): SyncStore {
    return soon()
  }

  /** Made when it is not there. */
  folder(_id: string): FolderStore {
    return soon()
  }

  folderIds(): string[] {
    return soon()
  }

  /** At once for every caller; its rows go by and by (`tidy`). */
  forget(_folderId: string): void {
    soon()
  }

  /** Where chunks lie in own files of all folders; at most 256 hashes a call keep it short. */
  locate(_hashes: readonly string[], _limitEach = 4): Map<string, ChunkPlace[]> {
    return soon()
  }

  /** Does postponed work for about `budgetMs`: true when there is more. Cheap when there is none. To be called until false after every change. */
  tidy(_budgetMs = 3): boolean {
    return soon()
  }

  close(): void {
    soon()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
