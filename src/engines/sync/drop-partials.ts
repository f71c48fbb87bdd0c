import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderRoot } from './files/root.ts'
import type { FolderStore } from './store/folder-store.ts'

/** Drops what came of versions that nobody wants any more, while nothing is on its way. */
export async function dropPartials(root: FolderRoot, store: FolderStore): Promise<void> {
  for (const { path, content, temp } of store.partials()) {
    if (store.best(path)?.record.content === content) continue
    store.removePartial(path)
    await unlink(join(root.temporary, temp)).catch(() => {})
  }
}
