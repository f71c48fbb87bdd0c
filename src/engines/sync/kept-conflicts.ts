import type { Conflict } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import { look } from './files/look.ts'
import { moveEntry, removeEntry } from './files/place.ts'
import { parseConflictName } from './model/conflict-name.ts'
import type { OpenFolder } from './open-folder.ts'

const mostListed = 1000

/** Copies that were kept of conflicts, each with what won. */
export function listConflicts({ store }: Pick<OpenFolder, 'store'>): Conflict[] {
  return store.conflicts({ limit: mostListed }).map((copy) => {
    const { path, device } = parseConflictName(copy.path)!
    const current = store.get(path)
    return {
      path,
      copy: copy.path,
      mtime: current?.deleted === false ? current.mtime : 0,
      size: current?.deleted === false ? current.size : 0,
      copyMtime: copy.mtime,
      copySize: copy.size,
      copyDevice: device,
    }
  })
}

/** The other one goes to the bin, unless both are kept: then the copy gets a name of its own. */
export async function resolveConflict(
  folder: OpenFolder,
  copy: string,
  keep: 'current' | 'copy' | 'both',
): Promise<void> {
  const { root, store, local } = folder
  const parsed = parseConflictName(copy)
  const own = store.get(copy)
  const found = await look(root, copy)
  if (parsed === undefined || own === undefined || own.deleted || found === undefined)
    throw new Fault('file-damaged', `There is no conflict copy ${copy} any more.`)
  const { path } = parsed
  if (keep === 'current') await removeEntry(root, copy, { known: found, keep: true })
  else if (keep === 'both') {
    const to = freeName(path, (taken) => store.get(taken)?.deleted === false)
    await moveEntry(root, copy, { ...own, path: to }, found)
    local.look([to])
  } else {
    const current = await look(root, path)
    if (current) await removeEntry(root, path, { known: current, keep: true })
    await moveEntry(root, copy, { ...own, path }, found)
    local.look([path])
  }
  local.look([copy])
}

/** `name (2).ext`, or the first number that is free. */
function freeName(path: string, taken: (path: string) => boolean): string {
  const slash = path.lastIndexOf('/')
  const dot = path.lastIndexOf('.')
  const end = dot > slash + 1 ? dot : path.length
  for (let count = 2; ; count++) {
    const name = `${path.slice(0, end)} (${count})${path.slice(end)}`
    if (!taken(name)) return name
  }
}
