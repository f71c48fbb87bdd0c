import type { Folder } from '../../contract/sync.ts'
import type { ChangedHere } from './changed-here.ts'
import type { FoundFile, InPlace } from './files/found-file.ts'
import { look } from './files/look.ts'
import { moveEntry, removeEntry } from './files/place.ts'
import type { FolderRoot } from './files/root.ts'
import { giveDirectory } from './give-metadata.ts'
import { sameContent } from './model/best.ts'
import { conflictName } from './model/conflict-name.ts'
import { type Decision, decide } from './model/decide.ts'
import { neededDirectory, obstacle } from './model/directories.ts'
import type { FileRecord } from './model/record.ts'
import type { Placing } from './placing.ts'
import type { FolderStore } from './store/folder-store.ts'

/** A decision by which something is done. */
export type Act = Extract<Decision, { record: FileRecord }>

export interface WayOptions {
  root: FolderRoot
  store: FolderStore
  device: string
  settings: Folder
  placing: Placing
  changedHere: ChangedHere
  /** Something unknown lies there. */
  lookAt(path: string): void
  /** A conflict was kept as a copy. */
  conflict(path: string, copy: string, by: string): void
}

/** What has to be done about a path, and how what lies there gives way: nothing is lost by it. */
export class Way {
  readonly #options: WayOptions

  constructor(options: WayOptions) {
    this.#options = options
  }

  /** What to do about a path. */
  decide(own: FileRecord | undefined, best: FileRecord): Decision {
    const { settings, changedHere, device } = this.#options
    const { mode, symlinks } = settings
    const { path } = best
    const reverts = changedHere.isReverting(path)
    return decide(reverts ? undefined : own, best, {
      mode,
      symlinks,
      device,
      occupied: own?.kind === 'directory' && !own.deleted && this.#isOccupied(own.path),
      changedHere: changedHere.has(path) && !reverts,
    })
  }

  /** Whether what gives way goes to the bin; where somebody wants to be rid of own changes it does so in any case. */
  keeps(path: string): boolean {
    const { settings, changedHere } = this.#options
    return settings.keepDays > 0 || changedHere.isReverting(path)
  }

  /** Whether something below a directory is to stay. */
  #isOccupied(path: string): boolean {
    const { store } = this.#options
    for (const record of store.under(path))
      if (record.path !== path && !record.deleted && !store.best(record.path)?.record.deleted) return true
    return false
  }

  /** What lies at a path goes out of the way as far as it must before the new is put there; what may be replaced is returned. */
  async makeWay(path: string, { conflict, record }: Act): Promise<InPlace | undefined> {
    const { root } = this.#options
    const known = this.known(path)
    if (known === undefined) return undefined
    if (conflict) {
      await this.#setAside(path, known)
      return undefined
    }
    if (known.kind !== record.kind && !record.deleted) {
      await removeEntry(root, path, { known, keep: this.keeps(path) })
      return undefined
    }
    return known
  }

  /** The loser of a conflict, under its new name; a look finds it there. */
  async #setAside(path: string, known: InPlace): Promise<void> {
    const { root, store, device, changedHere, lookAt, conflict } = this.#options
    const found = await look(root, path)
    if (found === undefined) return
    const own = store.get(path)
    const isOwn = own !== undefined && !own.deleted && !changedHere.has(path)
    // Every device that has the same loser names it alike, whatever its disk makes of times.
    const [by, mtime] = isOwn ? [own.by, own.mtime] : [device, found.mtime]
    const isCopy = (other: FileRecord | undefined) =>
      isOwn && other !== undefined && sameContent({ ...own, path: other.path }, other)
    const copy = conflictName(path, by, mtime, (at) => {
      const other = store.get(at)
      return other?.deleted === false && !isCopy(other)
    })
    if (isCopy(store.get(copy))) return removeEntry(root, path, { known, keep: true })
    await moveEntry(
      root,
      path,
      { ...neededDirectory(copy, own, own, device, 0), ...found, path: copy, mtime },
      known,
    )
    conflict(path, copy, by)
    lookAt(copy)
  }

  /** False when something that comes first stands where a directory is needed. What else stands there is set aside, for a directory. */
  async clearWay(path: string, done: (record: FileRecord, found: FoundFile) => void): Promise<boolean> {
    const { root, store, device, settings, placing } = this.#options
    const inTheWay = obstacle(path, (at) => store.get(at))
    if (inTheWay === undefined) return true
    const best = store.best(inTheWay.path)?.record
    if (best === undefined || best.deleted || best.kind === 'directory') return false
    // What is in the way only here is not given to others, so it stays; and who only gives takes nothing.
    if (settings.mode !== 'both') return false
    placing.begin(inTheWay.path)
    try {
      const known = this.known(inTheWay.path)
      if (known) await this.#setAside(inTheWay.path, known)
      const record = neededDirectory(inTheWay.path, inTheWay, best, device, Date.now())
      done(record, await giveDirectory(root, record))
    } catch (error) {
      placing.end(inTheWay.path)
      throw error
    }
    return true
  }

  /** What is believed to lie at a path; undefined: nothing. */
  known(path: string): InPlace | undefined {
    const { store, changedHere } = this.#options
    if (changedHere.has(path)) return changedHere.get(path)
    const known = store.known(path)
    if (known === undefined || known.own.deleted) return undefined
    const { own, disk } = known
    const { size, mtime } = disk ?? own
    return { kind: own.kind, size, mtime, ...(disk?.inode && { inode: disk.inode }) }
  }
}
