import type { Folder } from '../../contract/sync.ts'
import type { Bin } from './files/bin.ts'
import type { FolderRoot } from './files/root.ts'
import type { LocalChanges } from './local-changes.ts'
import type { Pull } from './pull.ts'
import type { FolderStore } from './store/folder-store.ts'

/** A folder that is there. */
export interface OpenFolder {
  root: FolderRoot
  local: LocalChanges
  pull: Pull
  bin: Bin
  /** This device's id. */
  device: string
  store: FolderStore
  settings: Folder
}
