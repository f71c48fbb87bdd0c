import { setImmediate } from 'node:timers/promises'
import type { Conflict, Folder } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import type { HashedFile } from './content/hash-file.ts'
import type { HashPool } from './content/hash-pool.ts'
import type { Bin } from './files/bin.ts'
import { look } from './files/look.ts'
import { moveEntry, removeEntry } from './files/place.ts'
import type { FolderRoot } from './files/root.ts'
import type { LocalChanges } from './local-changes.ts'
import { parseConflictName } from './model/conflict-name.ts'
import { type Decision, decide } from './model/decide.ts'
import type { FileRecord } from './model/record.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { Known } from './store/types.ts'

/** A folder that is there. */
export interface OpenFolder {
  root: FolderRoot
  local: LocalChanges
  bin: Bin
  store: FolderStore
  settings: Folder
}

const mostShown = 200
const mostListed = 1000
const pageRecords = 500
/** Files that are read at once to verify them. */
const readAtOnce = 8

interface DryRun {
  fetch: number
  fetchBytes: number
  remove: number
  conflicts: number
  examples: { path: string; action: 'fetch' | 'replace' | 'rename' | 'delete' | 'conflict' }[]
}

/** What a pass would do. */
export async function dryRun({ store, settings, local }: OpenFolder): Promise<DryRun> {
  const result: DryRun = { fetch: 0, fetchBytes: 0, remove: 0, conflicts: 0, examples: [] }
  let after: string | undefined
  for (;;) {
    const needs = store.needed({ limit: pageRecords, ...(after !== undefined && { after }) })
    for (const { own, best } of needs) {
      const { mode, symlinks } = settings
      const decision = decide(own, best, { mode, symlinks, changedHere: local.changedHere.has(best.path) })
      if (!('record' in decision) || decision.action === 'adopt') continue
      const isRename =
        decision.action === 'fetch' && best.size > 0 && store.movable(best.content, 1).length > 0
      if (decision.action === 'delete') result.remove++
      else result.fetch++
      if (decision.action === 'fetch' && !isRename) result.fetchBytes += best.size
      if (decision.conflict) result.conflicts++
      if (result.examples.length < mostShown)
        result.examples.push({ path: best.path, action: nameOf(decision, own, isRename) })
    }
    if (needs.length < pageRecords) return result
    await setImmediate()
    after = needs.at(-1)?.cursor
  }
}

function nameOf(
  decision: Extract<Decision, { record: FileRecord }>,
  own: FileRecord | undefined,
  isRename: boolean,
): DryRun['examples'][number]['action'] {
  if (decision.conflict) return 'conflict'
  if (decision.action === 'delete') return 'delete'
  if (isRename) return 'rename'
  return own !== undefined && !own.deleted ? 'replace' : 'fetch'
}

/** Copies that were kept of conflicts, each with what won. */
export function listConflicts({ store }: OpenFolder): Conflict[] {
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

/**
 * Reads every file again, some at once. What is not as known, or cannot be read, is damaged if its time and size say that
 * nobody changed it.
 */
export async function verifyFolder(
  { root, store, local }: OpenFolder,
  hash: HashPool,
  signal: AbortSignal,
): Promise<{ files: number; damaged: string[] }> {
  await root.check()
  const damaged: string[] = []
  let files = 0
  const verify = async ({ own, disk }: Known) => {
    const read = await hash.hashFile(root.diskPath(own.path), { signal }).catch((error: unknown) => error)
    signal.throwIfAborted()
    files++
    const isRead = !(read instanceof Error)
    const { content, size, mtime } = isRead ? (read as HashedFile) : { content: '', ...disk! }
    if (isRead && content === own.content) return
    const wasChanged = size !== disk!.size || mtime !== disk!.mtime
    if (wasChanged || (read instanceof Fault && read.code === 'file-busy')) local.look([own.path])
    else if (damaged.length < mostListed) damaged.push(own.path)
  }
  const reading = new Set<Promise<void>>()
  try {
    for (const known of store.knownUnder('')) {
      if (known.own.deleted || known.own.kind !== 'file' || known.disk === undefined) continue
      while (reading.size >= readAtOnce) await Promise.race(reading)
      const task = verify(known).finally(() => reading.delete(task))
      reading.add(task)
    }
    await Promise.all(reading)
  } finally {
    await Promise.allSettled(reading)
  }
  return { files, damaged: damaged.sort() }
}
