import type { Difference } from '../../contract/sync.ts'
import { decide } from './model/decide.ts'
import type { FileRecord } from './model/record.ts'
import { needPages } from './need-pages.ts'
import type { OpenFolder } from './open-folder.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { Need } from './store/types.ts'

/** What devices have otherwise than a folder that only sends, some at a time. */
export async function* differentElsewhere(
  store: FolderStore,
  symlinks: 'keep' | 'skip',
): AsyncGenerator<Need[]> {
  for await (const page of needPages(store))
    yield page.filter(({ own, best }) => decide(own, best, { mode: 'send', symlinks }).action === 'nothing')
}

/** At most `limit` of them, in the order of paths as far as they are given. */
export async function differences(folder: OpenFolder, limit: number): Promise<Difference[]> {
  const { settings, store, local } = folder
  const found: Difference[] = []
  if (settings.mode === 'receive')
    for (const [path, here] of local.changedHere.entries()) {
      if (found.length === limit) break
      const theirs = store.best(path)?.record
      found.push(difference(path, theirs, here && { ...here, deleted: false, by: folder.device }))
    }
  else if (settings.mode === 'send')
    for await (const page of differentElsewhere(store, settings.symlinks)) {
      for (const { own, best } of page.slice(0, limit - found.length))
        found.push(difference(best.path, own, best))
      if (found.length === limit) break
    }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

type Side = Pick<FileRecord, 'deleted' | 'kind' | 'size' | 'mtime' | 'by'>

/** How one side differs from the other one, by whose word it should be. */
function difference(path: string, should: Side | undefined, is: Side | undefined): Difference {
  if (is === undefined || is.deleted) {
    const { kind = 'file', size = 0, mtime = 0 } = should ?? {}
    return { path, change: 'removed', kind, size, mtime, by: is?.by ?? '' }
  }
  const change = should === undefined || should.deleted ? 'added' : 'changed'
  const { kind, size, mtime, by } = is
  return { path, change, kind, size, mtime, by }
}
