import type { Folder } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import type { HashPool } from './content/hash-pool.ts'
import type { FoundFile } from './files/found-file.ts'
import type { IgnoreRules } from './files/ignore.ts'
import { look } from './files/look.ts'

import type { QuietFiles } from './files/quiet.ts'
import type { FolderRoot } from './files/root.ts'
import { scan } from './files/scan.ts'
import { Selection } from './files/selection.ts'
import type { HeldFiles } from './held-files.ts'
import { type FoundContent, localChange, needsHash } from './model/local-change.ts'
import type { Chunk, FileRecord } from './model/record.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { DiskState } from './store/types.ts'

/** More paths than this at once: the whole folder is looked at. */
const mostPaths = 5000
/** Files that are being read at once. */
const mostHashing = 64
/** Records that are stored in one transaction. */
const batchRecords = 256
/** Smaller files are taken at once though they may still be written: they are soon taken again. */
const quietFromBytes = 256 * 1024
/** Local changes of a folder that only receives which are remembered. */
const mostKept = 10_000

export interface LocalChangesOptions {
  root: FolderRoot
  store: FolderStore
  hash: HashPool
  device: string
  settings: Folder
  ignore: IgnoreRules
  quiet: QuietFiles
  held: HeldFiles
  /** Whether we are about to change what lies there ourselves. */
  isPlacing(path: string): boolean
  /** These were stored: other devices are to be told. */
  stored(records: readonly FileRecord[]): void
  /** The folder cannot be looked at any more. */
  failed(fault: Fault): void
  /** A look is over. */
  looked(): void
}

/** Finds what people change in a folder, and stores it. One look at a time; what is asked for meanwhile comes next. */
export class LocalChanges {
  /** In a folder that only receives: what differs here from what all devices have, and how it looked. */
  readonly changedHere = new Map<string, DiskState>()
  /** Files looked at by the look that runs. */
  scanned = 0
  readonly #options: LocalChangesOptions
  readonly #stop = new AbortController()
  #wanted: Set<string> | 'everything' = new Set()
  #running: Promise<void> | undefined
  #records: FileRecord[] = []
  #manifests = new Map<string, readonly Chunk[]>()
  #seen = new Map<string, DiskState>()
  #hashing = new Set<Promise<void>>()

  constructor(options: LocalChangesOptions) {
    this.#options = options
  }

  get isLooking(): boolean {
    return this.#running !== undefined
  }

  /** Paths as in records; what lies under them is looked at too. */
  look(paths: readonly string[] | 'everything'): void {
    if (paths === 'everything' || this.#wanted === 'everything') this.#wanted = 'everything'
    else {
      for (const path of paths) this.#wanted.add(path)
      if (this.#wanted.size > mostPaths) this.#wanted = 'everything'
    }
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { failed, looked } = this.#options
    // What is told in one turn of the event loop is looked at together.
    await undefined
    try {
      while (!this.#stop.signal.aborted && (this.#wanted === 'everything' || this.#wanted.size > 0)) {
        const wanted = this.#wanted
        this.#wanted = new Set()
        await this.#lookAt(wanted)
      }
      if (!this.#stop.signal.aborted) looked()
    } catch (error) {
      if (this.#stop.signal.aborted) return
      failed(error instanceof Fault ? error : new Fault('folder-unreadable', String(error)))
    }
  }

  async #lookAt(wanted: ReadonlySet<string> | 'everything'): Promise<void> {
    const { root, ignore, settings, held, store } = this.#options
    const { signal } = this.#stop
    this.scanned = 0
    const paths = wanted === 'everything' ? [''] : [...wanted]
    const visited = new Set<string>()
    const result = await scan(
      root,
      {
        ...(wanted !== 'everything' && { paths }),
        ignore,
        symlinks: settings.symlinks,
        selected: new Selection(settings.selected),
        signal,
      },
      async (batch) => {
        for (const found of batch) {
          visited.add(found.path)
          await this.#take(found)
        }
        this.scanned += batch.length
      },
    )
    await Promise.all(this.#hashing)
    this.#flush()
    if (signal.aborted) return
    for (const { path, code, text } of result.problems)
      held.add(path, new Fault(code, text), performance.now())
    // A folder that is not there any more has lost nothing.
    await root.check()
    for (const path of paths)
      for (const { own } of store.knownUnder(path)) {
        if (own.deleted || visited.has(own.path)) continue
        if (!result.covers(own.path, own.kind === 'directory')) continue
        await this.#takeGone(own)
        if (signal.aborted) return
      }
    this.#flush()
  }

  async #take(found: FoundFile): Promise<void> {
    const { store, isPlacing, settings, quiet, held } = this.#options
    const { path } = found
    if (isPlacing(path)) return
    const known = store.known(path)
    const before = this.changedHere.get(path) ?? known?.disk
    if (!needsHash(known?.own, before, found)) {
      const content = known?.own.kind === found.kind ? known.own : { content: '', chunks: 0 }
      if (found.kind !== 'file' || !isSame(before, found)) this.#change(found, content, undefined)
      return
    }
    if (settings.quietMs > 0 && found.size >= quietFromBytes && !quiet.isQuiet(found)) {
      held.add(path, stillWritten(path), performance.now())
      return
    }
    while (this.#hashing.size >= mostHashing) await Promise.race(this.#hashing)
    const task = this.#hash(found).finally(() => this.#hashing.delete(task))
    this.#hashing.add(task)
  }

  async #hash(found: FoundFile): Promise<void> {
    const { hash, root, held, quiet, isPlacing } = this.#options
    const { path } = found
    try {
      const { size, mtime, chunks, content } = await hash.hashFile(root.diskPath(path), {
        size: found.size,
        signal: this.#stop.signal,
      })
      if (isPlacing(path)) return
      held.release(path)
      this.#change({ ...found, size, mtime }, { content, chunks: chunks.length }, chunks)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      const fault = error instanceof Fault ? error : new Fault('file-unreadable', String(error))
      // Looked at again when it has come to rest.
      if (fault.code === 'file-busy') quiet.isQuiet({ ...found, mtime: Date.now() })
      held.add(path, fault, performance.now())
    }
  }

  async #takeGone(own: FileRecord): Promise<void> {
    const { root, isPlacing } = this.#options
    if (isPlacing(own.path)) return
    // It may have come back since it was looked for.
    if (await look(root, own.path).catch(() => own)) return
    if (isPlacing(own.path)) return
    this.#change(undefined, { content: '', chunks: 0 }, undefined, own.path)
  }

  #change(
    found: FoundFile | undefined,
    content: FoundContent,
    chunks: readonly Chunk[] | undefined,
    path = found?.path ?? '',
  ): void {
    const { store, device, settings } = this.#options
    const known = store.get(path)
    const best = store.best(path)?.record
    const record = localChange(known, found && { ...found, ...content }, device, Date.now(), best)
    const seen = found && diskState(found)
    if (record === undefined) {
      this.changedHere.delete(path)
      if (seen) this.#seen.set(path, seen)
    } else if (settings.mode === 'receive' && record.by === device) {
      // Shown, never told.
      if (this.changedHere.size < mostKept) this.changedHere.set(path, seen ?? gone)
    } else {
      this.changedHere.delete(path)
      this.#records.push(record)
      if (seen) this.#seen.set(path, seen)
      if (chunks && chunks.length > 1) this.#manifests.set(record.content, chunks)
    }
    if (this.#records.length + this.#seen.size >= batchRecords) this.#flush()
  }

  #flush(): void {
    const { store, stored } = this.#options
    const [records, manifests, seen] = [this.#records, this.#manifests, this.#seen]
    if (records.length === 0 && seen.size === 0) return
    this.#records = []
    this.#manifests = new Map()
    this.#seen = new Map()
    if (records.length === 0) return store.putDisk(seen)
    store.put(records, manifests, seen)
    stored(records)
  }
}

export const diskState = ({ size, mtime, mode, inode }: FoundFile): DiskState => ({
  size,
  mtime,
  mode,
  inode,
})

const gone: DiskState = { size: -1, mtime: 0, mode: -1, inode: '' }

const isSame = (seen: DiskState | undefined, found: FoundFile) =>
  seen !== undefined &&
  seen.size === found.size &&
  seen.mtime === found.mtime &&
  seen.mode === found.mode &&
  seen.inode === found.inode

const stillWritten = (path: string) =>
  new Fault('file-busy', `${path} is still being written; it is taken when it has come to rest.`)
