import type { Folder } from '../../contract/sync.ts'
import type { Fault } from '../../wire/fault.ts'

import { diskFault } from './files/disk-faults.ts'
import type { FoundFile, InPlace } from './files/found-file.ts'
import { look } from './files/look.ts'
import { moveEntry, placeSymlink, removeEntry } from './files/place.ts'
import type { FolderRoot } from './files/root.ts'
import { giveDirectory, giveMetadata, isStill } from './give-metadata.ts'
import { HeldFiles } from './held-files.ts'
import { sameContent, sameRecord } from './model/best.ts'
import { conflictName } from './model/conflict-name.ts'
import { type Decision, decide } from './model/decide.ts'
import { neededDirectory, obstacle, revivedDirectory } from './model/directories.ts'
import type { FileRecord } from './model/record.ts'
import { compareVersions } from './model/version.ts'
import { diskState, type Placing } from './placing.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { DiskState, Need } from './store/types.ts'
import type { FetcherHost, FileSink, Finished, Placed } from './transfer/interfaces.ts'

/** Files that wait for the fetcher; there may be any number in the store. */
const mostQueued = 512
const pageRecords = 128
/** Files up to this are small. */
const smallBytes = 1024 * 1024
/** Records that are stored in one transaction. */
const batchRecords = 256

type Act = Extract<Decision, { record: FileRecord }>

export interface PullOptions {
  root: FolderRoot
  store: FolderStore
  device: string
  settings: Folder
  placing: Placing
  /** See `LocalChanges`. */
  changedHere: ReadonlyMap<string, DiskState>
  stored(records: readonly FileRecord[]): void
  /** Something unknown lies there. */
  lookAt(path: string): void
  /** Before all others; returns how many were taken, 0 or 1. */
  offer(need: Need): number
  /** There are files to be fetched. */
  wakeFetcher(): void
  /** A conflict was kept as a copy. */
  conflict(path: string, copy: string, by: string): void
  halted(fault: Fault): void
  /** A pass is over. */
  settled(): void
}

/** Brings the folder to what all devices have: what needs no bytes it does itself, files it gives to the fetcher. */
export class Pull implements FetcherHost {
  /** What cannot be brought in place. */
  readonly held = new HeldFiles()
  readonly #options: PullOptions
  readonly #placing: Placing
  /** Needs at the fetcher or waiting for it. */
  readonly #active = new Map<string, FileRecord>()
  #queue: Need[] = []

  #records: FileRecord[] = []
  #seen = new Map<string, DiskState>()
  #passing: Promise<void> | undefined
  #again = false
  #isHalted = false
  #isClosed = false

  constructor(options: PullOptions) {
    this.#options = options
    this.#placing = options.placing
  }

  /** Whether something is on its way, or being changed. */
  get isWorking(): boolean {
    return this.#active.size > 0 || this.#placing.size > 0
  }

  /** What is needed may be something else now. */
  wake(): void {
    if (this.#isClosed || this.#isHalted) return
    this.#again = true
    this.#passing ??= this.#run()
  }

  /** After `halted`: it may be better now. */
  resume(): void {
    this.#isHalted = false
    this.wake()
  }

  /** Tries again what was held and is due. */
  retry(): void {
    const { store } = this.#options
    for (const path of this.held.takeDue(performance.now())) {
      const best = store.best(path)?.record
      const own = store.get(path)
      if (best === undefined || (own && sameRecord(own, best))) this.held.release(path)
    }
    this.wake()
  }

  /** True when the fetcher is to give up a path: another version is wanted now. */
  supersede(path: string): boolean {
    const wanted = this.#active.get(path)
    if (wanted === undefined || this.#options.store.best(path)?.record.content === wanted.content)
      return false
    this.#active.delete(path)
    this.#queue = this.#queue.filter(({ best }) => best.path !== path)
    return true
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#passing
  }

  next(limit: number): readonly Need[] {
    const given = this.#queue.splice(0, limit)
    if (this.#queue.length === 0) this.wake()
    return given
  }

  async place(need: Pick<Need, 'best'>, file: FileSink): Promise<Placed | undefined> {
    const { path } = need.best
    const { store, settings } = this.#options
    const best = store.best(path)?.record
    if (best === undefined || best.content !== need.best.content || best.deleted) return undefined
    const decision = this.#decide(store.get(path), best)
    if (decision.action !== 'fetch') return undefined
    this.#placing.begin(path)
    try {
      const known = await this.#makeWay(path, decision)
      const { record } = decision
      return { record, found: await file.commit(record, { known, keep: settings.keepDays > 0 }) }
    } catch (error) {
      this.#placing.end(path)
      throw error
    }
  }

  finished(files: readonly Finished[]): void {
    const { store, stored } = this.#options
    const seen = new Map(files.map(({ record, found }) => [record.path, diskState(found)]))
    const records = files.map(({ record }) => record)
    const manifests = files.filter(({ chunks }) => chunks.length > 1)
    store.put(records, new Map(manifests.map(({ record, chunks }) => [record.content, chunks])), seen)
    for (const { path } of records) {
      this.#active.delete(path)
      this.#placing.end(path, seen.get(path))
      this.held.release(path)
    }
    stored(records)
  }

  failed(need: Pick<Need, 'best'>, fault: Fault): void {
    const { path } = need.best
    this.#active.delete(path)
    this.#placing.end(path)
    if (fault.code === 'closed' || this.#isClosed) return
    this.#hold(path, fault)
  }

  halted(fault: Fault): void {
    this.#isHalted = true
    this.#active.clear()
    this.#queue = []
    this.#options.halted(fault)
  }

  drained(): void {
    // Files that were given up on the way are needed again, those that wait here are not under way yet.
    this.#active.clear()
    for (const { best } of this.#queue) this.#active.set(best.path, best)
    this.wake()
  }

  async #run(): Promise<void> {
    // What comes in one turn of the event loop is one pass.
    await undefined
    while (this.#again && !this.#isClosed && !this.#isHalted) {
      this.#again = false
      try {
        await this.#pass()
      } catch (error) {
        this.halted(diskFault(error, this.#options.root.path))
      }
      this.#store()
    }
    // At once: what is woken from now on begins anew.
    this.#passing = undefined
    this.#options.settled()
  }

  async #pass(): Promise<void> {
    const { store, wakeFetcher } = this.#options
    let after: string | undefined
    for (;;) {
      const needs = store.needed({ limit: pageRecords, ...(after !== undefined && { after }) })
      for (const need of needs) {
        const { path } = need.best
        if (this.#isClosed || this.#isHalted) return
        if (this.#active.has(path) || this.held.isHeld(path, performance.now())) continue
        try {
          await this.#act(need)
          if (this.#queue.length > mostQueued && !this.#offerLast()) return wakeFetcher()
        } catch (error) {
          this.#placing.end(path)
          const fault = diskFault(error, path)
          if (isOfFolder(fault)) throw fault
          this.#hold(path, fault)
        }
        // Somebody new may need what has just been made.
        if (this.#records.length >= batchRecords) this.#store()
      }
      this.#store()
      if (this.#queue.length > 0) wakeFetcher()
      if (needs.length < pageRecords) return
      after = needs.at(-1)?.cursor
    }
  }

  async #act(need: Need): Promise<void> {
    const { root, store, device, settings } = this.#options
    const { path } = need.best
    // Since the page was read, much may have happened.
    const best = store.best(path)?.record
    if (best === undefined || compareVersions(best.version, need.best.version) !== 'equal') return
    if (!best.deleted && !(await this.#clearWay(path))) return
    const own = store.get(path)
    const decision = this.#decide(own, best)
    if (!('record' in decision)) {
      if (decision.action === 'revive') this.#done(revivedDirectory(own!, device, Date.now()), undefined)
      return
    }
    if (decision.action === 'fetch') {
      if (decision.record.size > 0 && (await this.#move(decision, own))) return
      this.#active.set(path, need.best)
      this.#queue.push(need)
      return
    }
    // Its content may be what a file that waits is made of.
    if (decision.action === 'delete' && own?.kind === 'file' && this.#queue.length > 0) return
    this.#placing.begin(path)
    const { record } = decision
    if (decision.action === 'adopt') {
      const known = this.#known(path)
      this.#done(record, record.deleted || !known ? undefined : await giveMetadata(root, record, known))
    } else {
      const known = await this.#makeWay(path, decision)
      const options = { known, keep: settings.keepDays > 0 }
      if (decision.action === 'mkdir') this.#done(record, await giveDirectory(root, record))
      else if (decision.action === 'symlink') this.#done(record, await placeSymlink(root, record, options))
      else {
        if (known) await removeEntry(root, path, options)
        this.#done(record, undefined)
      }
    }
  }

  /** A small file that has just become needed does not wait behind all others. False when there is no room for it. */
  #offerLast(): boolean {
    const need = this.#queue.at(-1)!
    if (need.best.size > smallBytes || this.#options.offer(need) === 0) {
      // It stays needed, and comes with a later pass.
      this.#queue.pop()
      this.#active.delete(need.best.path)
      return false
    }
    this.#queue.pop()
    return true
  }

  #decide(own: FileRecord | undefined, best: FileRecord): Decision {
    const { settings, changedHere, device } = this.#options
    const { mode, symlinks } = settings
    return decide(own, best, {
      mode,
      symlinks,
      device,
      occupied: own?.kind === 'directory' && !own.deleted && this.#isOccupied(own.path),
      changedHere: changedHere.has(best.path),
    })
  }

  /** Whether something below a directory is to stay. */
  #isOccupied(path: string): boolean {
    const { store } = this.#options
    for (const record of store.under(path))
      if (record.path !== path && !record.deleted && !store.best(record.path)?.record.deleted) return true
    return false
  }

  /** What lies at a path goes out of the way as far as it must before the new is put there; what may be replaced is returned. */
  async #makeWay(path: string, { conflict, record }: Act): Promise<InPlace | undefined> {
    const { root, settings } = this.#options
    const known = this.#known(path)
    if (known === undefined) return undefined
    if (conflict) {
      await this.#setAside(path, known)
      return undefined
    }
    if (known.kind !== record.kind && !record.deleted) {
      await removeEntry(root, path, { known, keep: settings.keepDays > 0 })
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

  /** False when something that comes first stands where a directory is needed. */
  async #clearWay(path: string): Promise<boolean> {
    const { root, store, device, settings } = this.#options
    const inTheWay = obstacle(path, (at) => store.get(at))
    if (inTheWay === undefined) return true
    const best = store.best(inTheWay.path)?.record
    if (best === undefined || best.deleted || best.kind === 'directory') return false
    // What is in the way only here is not given to others, so it stays.
    if (settings.mode === 'receive') return false
    this.#placing.begin(inTheWay.path)
    try {
      const known = this.#known(inTheWay.path)
      if (known) await this.#setAside(inTheWay.path, known)
      const record = neededDirectory(inTheWay.path, inTheWay, best, device, Date.now())
      this.#done(record, await giveDirectory(root, record))
    } catch (error) {
      this.#placing.end(inTheWay.path)
      throw error
    }
    return true
  }

  /** A file that is to be deleted here becomes the new one. */
  async #move(decision: Act, own: FileRecord | undefined): Promise<boolean> {
    const { root, store } = this.#options
    if (own !== undefined && !own.deleted) return false
    const { record } = decision
    // What a move before has used is still in the store as it was.
    this.#store()
    for (const source of store.movable(record.content, 4)) {
      const from = source.best.path
      const known = this.#known(from)
      if (known === undefined || this.#placing.has(from)) continue
      this.#placing.begin(from)
      this.#placing.begin(record.path)
      try {
        const found = await moveEntry(root, from, record, known)
        this.#done(source.best, undefined)
        this.#done(record, found)
        return true
      } catch {
        // Then its bytes are copied, or fetched.
        this.#placing.end(from)
        this.#placing.end(record.path)
      }
    }
    return false
  }

  #known(path: string): InPlace | undefined {
    const { store, changedHere } = this.#options
    const known = store.known(path)
    const changed = changedHere.get(path)
    if (known === undefined || known.own.deleted) return changed && { kind: 'file', ...changed }
    const disk = changed ?? known.disk
    const { size, mtime } = disk ?? known.own
    return { kind: known.own.kind, size, mtime, ...(disk?.inode && { inode: disk.inode }) }
  }

  #done(record: FileRecord, found: FoundFile | undefined): void {
    this.#records.push(record)
    if (found && isStill(record, found)) this.#seen.set(record.path, diskState(found))
    // Somebody was faster than our last look at it.
    else if (found) this.#options.lookAt(record.path)
    this.held.release(record.path)
  }

  #store(): void {
    const { store, stored } = this.#options
    const records = this.#records
    if (records.length === 0) return
    this.#records = []
    const seen = this.#seen
    this.#seen = new Map()
    store.put(records, undefined, seen)
    for (const { path } of records) this.#placing.end(path, seen.get(path))
    stored(records)
  }

  #hold(path: string, fault: Fault): void {
    this.held.add(path, fault, performance.now())
    // Somebody changed it in the meantime.
    if (fault.code === 'file-busy') this.#options.lookAt(path)
  }
}

/** Faults for which trying the next file would be no better. */
const isOfFolder = ({ code }: Fault) =>
  code === 'disk-full' || code === 'folder-read-only' || code === 'folder-missing'
