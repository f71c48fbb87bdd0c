import type { Folder } from '../../contract/sync.ts'
import type { SharedFolder } from './protocol/host.ts'
import type { FolderStore } from './store/folder-store.ts'

/** A folder as it is announced to its devices. */
export function sharedFolder(settings: Folder, store: FolderStore): SharedFolder {
  const { id, name, mode, selected, ignore, symlinks } = settings
  const isPartial = mode === 'send' || selected.length > 0 || ignore.length > 0 || symlinks === 'skip'
  const { localFiles, localBytes } = store.totals()
  const { indexId, sequence } = store
  return { id, name, mode, isPartial, indexId, sequence, files: localFiles, bytes: localBytes }
}
