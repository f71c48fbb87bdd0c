import type { Folder } from '../../contract/sync.ts'
import { diskFault } from '../../disk/faults.ts'
import { Fault } from '../../wire/fault.ts'
import { ChangedHere } from './changed-here.ts'
import type { HashPool } from './content/hash-pool.ts'
import type { DoubtfulFiles } from './files/doubtful.ts'
import type { FoundFile } from './files/found-file.ts'
import type { IgnoreRules } from './files/ignore.ts'
import { look } from './files/look.ts'
import { PathSet } from './files/path-set.ts'
import type { QuietFiles } from './files/quiet.ts'
import type { FolderRoot } from './files/root.ts'
import { scan } from './files/scan.ts'
import { Selection } from './files/selection.ts'
import { giveMetadata, isStill } from './give-metadata.ts'
import { HeldFiles } from './held-files.ts'
import { type FoundContent, localChange, mtimeSlackMs, needsHash } from './model/local-change.ts'
import type { Chunk, FileRecord } from './model/record.ts'
import { diskState, looksSame, type Placing } from './placing.ts'
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

export interface LocalChangesOptions {
  root: FolderRoot
  store: FolderStore
  hash: HashPool
  device: string
  settings: Folder
  ignore: IgnoreRules
  quiet: QuietFiles
  doubtful: DoubtfulFiles
  placing: Placing
  /** These were stored: other devices are to be told. */
  stored(records: readonly FileRecord[]): void
  /** The folder cannot be looked at any more. */
  failed(fault: Fault): void
  /** A look is over. */
  looked(): void
}

/** Finds what people change in a folder, and stores it. One look at a time; what is asked for meanwhile comes next. */
export class LocalChanges {
  readonly changedHere = new ChangedHere()
  /** What cannot be read, or waits until it has come to rest. */
  readonly held = new HeldFiles()
  /** Files looked at by the look that runs. */
  scanned = 0
  readonly #options: LocalChangesOptions
  readonly #stop = new AbortController()
  #wanted: Set<string> | 'everything' = new Set()
  #running: Promise<void> | undefined
  #records: FileRecord[] = []
  #manifests = new Map<string, readonly Chunk[]>()
  #seen = new Map<string, DiskState>()
  #adopting: { record: FileRecord; found: FoundFile; chunks: readonly Chunk[] | undefined }[] = []
  /** Held by the look that runs. */
  #fresh = new Set<string>()
  #ignore: IgnoreRules
  readonly #hashing = new Set<Promise<void>>()

  constructor(options: LocalChangesOptions) {
    this.#options = options
    this.#ignore = options.ignore
  }

  /** From the next look on. */
  set ignore(rules: IgnoreRules) {
    this.#ignore = rules
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
    this.#running ??= this.#run()
  }

  /** Looks at everything. Resolves when that is over. */
  async lookAtAll(): Promise<void> {
    this.look('everything')
    await this.#running
    if (this.#stop.signal.aborted) throw new Fault('closed', 'The folder is not at work any more.')
  }

  /** What somebody decided of files here, and what they look like on the disk: other devices are told. */
  store(records: readonly FileRecord[], seen: ReadonlyMap<string, DiskState>): void {
    if (records.length === 0) return
    this.#options.store.put(records, undefined, seen)
    this.#options.stored(records)
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
    } catch (error) {
      this.#running = undefined
      if (!this.#stop.signal.aborted)
        failed(error instanceof Fault ? error : new Fault('folder-unreadable', String(error)))
      return
    }
    // At once: what is asked for from now on begins anew.
    this.#running = undefined
    if (!this.#stop.signal.aborted) looked()
  }

  async #lookAt(wanted: ReadonlySet<string> | 'everything'): Promise<void> {
    const { root, settings, store, placing } = this.#options
    const { signal } = this.#stop
    this.scanned = 0
    this.#fresh = new Set()
    placing.lookBegins()
    const paths = wanted === 'everything' ? [''] : [...wanted]
    const visited = new Set<string>()
    const result = await scan(
      root,
      {
        ...(wanted !== 'everything' && { paths }),
        ignore: this.#ignore,
        symlinks: settings.symlinks,
        selected: new Selection(settings.selected),
        signal,
      },
      async (batch) => {
        for (const found of batch) {
          visited.add(found.path)
          await this.#take(found)
        }
        await this.#adoptAll()
        this.scanned += batch.length
      },
    )
    await Promise.all(this.#hashing)
    await this.#adoptAll()
    if (signal.aborted) return this.#flush()
    for (const { path, code, text } of result.problems) this.#hold(path, new Fault(code, text))
    // A folder that is not there any more has lost nothing.
    await root.check()
    root.parents.reset()
    for (const path of paths)
      for (const { own } of store.knownUnder(path)) {
        if (own.deleted || visited.has(own.path)) continue
        if (!result.covers(own.path, own.kind === 'directory')) continue
        await this.#takeGone(own)
        if (signal.aborted) return
      }
    // What is gone together with what was found: others, who are told of both at once, see what was moved.
    this.#flush()
    const scope = new PathSet(paths)
    this.#forgetGone((path) => scope.covers(path) && !visited.has(path) && result.covers(path, false))
    this.held.releaseAll((path) => scope.covers(path) && !this.#fresh.has(path))
  }

  async #take(found: FoundFile): Promise<void> {
    const { store, settings, quiet, doubtful } = this.#options
    const { path } = found
    const known = store.known(path)
    const before = this.changedHere.get(path) ?? known?.disk
    const mustRead = needsHash(known?.own, before, found) || (found.kind === 'file' && doubtful.has(path))
    if (!mustRead && found.kind === 'file' && looksSame(before, found)) return
    if (this.#isStale(found)) return
    if (!mustRead) {
      const { content, chunks } = known?.own.kind === found.kind ? known.own : nothingInIt
      return this.#change(found, { content, chunks }, undefined)
    }
    if (settings.quietMs > 0 && found.size >= quietFromBytes && !quiet.isQuiet(found))
      return this.#hold(path, stillWritten(path))
    while (this.#hashing.size >= mostHashing) await Promise.race(this.#hashing)
    const task = this.#hash(found).finally(() => this.#hashing.delete(task))
    this.#hashing.add(task)
  }

  async #hash(found: FoundFile): Promise<void> {
    const { hash, root, quiet, doubtful } = this.#options
    const { path } = found
    const from = Date.now()
    try {
      const { size, mtime, chunks, content } = await hash.hashFile(root.diskPath(path), {
        size: found.size,
        signal: this.#stop.signal,
      })
      doubtful.read(path, mtime, from)
      const read = { ...found, size, mtime }
      if (!this.#isStale(read)) this.#change(read, { content, chunks: chunks.length }, chunks)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      const fault = error instanceof Fault ? error : new Fault('file-unreadable', String(error))
      // Looked at again when it has come to rest.
      if (fault.code === 'file-busy') quiet.isQuiet({ ...found, mtime: Date.now() })
      this.#hold(path, fault)
    }
  }

  async #takeGone(own: FileRecord): Promise<void> {
    if (await this.#isBack(own.path)) return
    const { placing, doubtful } = this.#options
    doubtful.forget(own.path)
    if (!placing.isStale(own.path, undefined)) this.#change(undefined, nothingInIt, undefined, own.path)
  }

  /** What was added in a folder that only receives, and was removed by whoever added it. */
  #forgetGone(isGone: (path: string) => boolean): void {
    for (const [path, found] of this.changedHere.entries())
      if (found && isGone(path) && this.#options.store.get(path)?.deleted !== false)
        this.changedHere.delete(path)
  }

  /** Whether it may have come since it was looked for. What lies behind a file or a link is not there. */
  async #isBack(path: string): Promise<boolean> {
    const { root } = this.#options
    try {
      await root.parents.check(path, { create: false })
      return (await look(root, path)) !== undefined
    } catch (error) {
      const { code } = diskFault(error, path)
      return code !== 'file-busy' && code !== 'file-path-unsafe'
    }
  }

  #isStale(found: FoundFile): boolean {
    return this.#options.placing.isStale(found.path, diskState(found))
  }

  #hold(path: string, fault: Fault): void {
    this.#fresh.add(path)
    this.held.add(path, fault, performance.now())
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
      this.changedHere.set(path, found)
    } else if (found && settings.mode !== 'send' && isUnset(record, found)) {
      this.changedHere.delete(path)
      this.#adopting.push({ record, found, chunks })
    } else {
      this.changedHere.delete(path)
      this.#records.push(record)
      if (seen) this.#seen.set(path, seen)
      if (chunks && chunks.length > 1) this.#manifests.set(record.content, chunks)
    }
    if (Math.max(this.#records.length, this.#seen.size) >= batchRecords) this.#flush()
  }

  /** What all devices have is here already, but for time and mode: it gets those, and counts as theirs. */
  async #adoptAll(): Promise<void> {
    const { root, placing, store, stored, doubtful } = this.#options
    const adopted = this.#adopting
    this.#adopting = []
    const records: FileRecord[] = []
    const manifests = new Map<string, readonly Chunk[]>()
    const seen = new Map<string, DiskState>()
    const mine = adopted.filter(({ found }) => !this.#isStale(found))
    for (const { record } of mine) placing.begin(record.path)
    for (const { record, found, chunks } of mine) {
      try {
        const given = await giveMetadata(root, record, found)
        doubtful.timeWasSet(record)
        // Else somebody was faster, and a look follows.
        if (isStill(record, given)) seen.set(record.path, diskState(given))
        records.push(record)
        if (chunks && chunks.length > 1) manifests.set(record.content, chunks)
      } catch (error) {
        this.#hold(record.path, diskFault(error, record.path))
      }
    }
    if (records.length > 0) {
      store.put(records, manifests, seen)
      stored(records)
    }
    for (const { record } of mine) placing.end(record.path, seen.get(record.path))
  }

  #flush(): void {
    const { store, stored, placing } = this.#options
    const [found, manifests, seen] = [this.#records, this.#manifests, this.#seen]
    if (found.length === 0 && seen.size === 0) return
    this.#records = []
    this.#manifests = new Map()
    this.#seen = new Map()
    const records = found.filter(({ path }) => !placing.isStale(path, seen.get(path)))
    if (records.length > 0) {
      store.put(records, manifests, seen)
      stored(records)
    }
    // What is left did not change.
    for (const { path } of found) seen.delete(path)
    for (const [path, state] of seen) if (placing.isStale(path, state)) seen.delete(path)
    if (seen.size > 0) store.putDisk(seen)
  }
}

/** Whether a file or directory is yet to get the time and mode of its record. */
const isUnset = (record: FileRecord, found: FoundFile): boolean =>
  found.kind !== 'symlink' &&
  ((record.mode !== -1 && found.mode !== -1 && record.mode !== found.mode) ||
    (found.kind === 'file' && Math.abs(record.mtime - found.mtime) > mtimeSlackMs))

const nothingInIt: FoundContent = { content: '', chunks: 0 }

const stillWritten = (path: string) =>
  new Fault('file-busy', `${path} is still being written; it is taken when it has come to rest.`)
