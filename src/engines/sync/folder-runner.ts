import { setImmediate } from 'node:timers/promises'
import type { Folder, FolderSnapshot, FolderState } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import { monotonicClock } from '../kit/clock.ts'
import type { HashPool } from './content/hash-pool.ts'

import { Bin } from './files/bin.ts'
import { IgnoreRules, ignoreFileName } from './files/ignore.ts'
import { PartialFile, sweepPartials } from './files/partial-file.ts'
import { QuietFiles } from './files/quiet.ts'
import { readChunk, releaseHandles } from './files/read-chunk.ts'
import { FolderRoot } from './files/root.ts'
import { Selection } from './files/selection.ts'
import { FolderWatch } from './files/watch.ts'
import { FolderRates } from './folder-rates.ts'
import { folderText } from './folder-text.ts'
import { HeldFiles } from './held-files.ts'
import { IndexFeed } from './index-feed.ts'
import { LocalChanges } from './local-changes.ts'
import type { FileRecord } from './model/record.ts'
import type { ChunkWant, SharedFolder } from './protocol/host.ts'
import type { PeerSession } from './protocol/session.ts'
import { Pull } from './pull.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { SyncStore } from './store/sync-store.ts'
import { conflictKept, folderBack, folderFailed, type TellFolder, upToDate } from './sync-events.ts'
import type { Downloads } from './transfer/downloads.ts'
import { Fetcher } from './transfer/fetcher.ts'
import type { ChunkLocator } from './transfer/interfaces.ts'

/** A folder that is not there, or whose disk is full, is tried again so much later. */
const retryMs = 10_000
const heldShown = 50

export interface FolderDeps {
  device: string
  store: SyncStore
  hash: HashPool
  downloads: Downloads
  locator: ChunkLocator
  /** Bytes, of all folders. */
  memoryInUse(): number
  /** What a device is called. */
  nameOf(device: string): string
  session(device: string): PeerSession | undefined
  /** Nothing goes on without the store. */
  storeDamaged(fault: Fault): void
  /** What is told to devices of the folder is no longer true. */
  announce(): void
  tell: TellFolder
}

/** What is at work while the folder is there. */
interface AtWork {
  root: FolderRoot
  local: LocalChanges
  pull: Pull
  fetcher: Fetcher
  quiet: QuietFiles
  watch: FolderWatch | undefined
  bin: Bin
}

/** One synced folder. */
export class FolderRunner {
  settings: Folder
  paused = false
  readonly held = new HeldFiles()
  readonly rates = new FolderRates()
  readonly #deps: FolderDeps
  readonly #store: FolderStore
  readonly #feed: IndexFeed
  /** Devices that share the folder with us, as they announced it. */
  readonly #sharing = new Map<string, SharedFolder>()
  /** Those of which all has come that they had when they were asked. */
  readonly #caughtUp = new Set<string>()
  #work: AtWork | undefined
  #fault: Fault | undefined
  #changing: Promise<void> = Promise.resolve()
  #cancelRetry = () => {}
  #cancelRescan = () => {}
  #lastScanAt = 0
  #lastChangeAt = 0
  #arrived = 0
  readonly #firstLook = Promise.withResolvers<void>()
  #firstLookAt: number | undefined
  #isTidying = false

  constructor(settings: Folder, deps: FolderDeps) {
    this.settings = settings
    this.#deps = deps
    const isNew = !deps.store.folderIds().includes(settings.id)
    this.#store = deps.store.folder(settings.id)
    this.#feed = new IndexFeed(settings.id, this.#store)
    for (const device of this.#store.remotes())
      if (!settings.peers.includes(device)) this.#store.dropRemote(device)
    this.#change(() => this.#open(isNew))
  }

  /** Resolves when it works by the new settings. */
  change(settings: Folder): Promise<void> {
    const gone = this.settings.peers.filter((peer) => !settings.peers.includes(peer))
    this.settings = settings
    for (const device of gone) {
      this.#sharing.delete(device)
      this.#store.dropRemote(device)
    }
    return this.#restart()
  }

  pause(paused: boolean): Promise<void> {
    this.paused = paused
    return this.#restart()
  }

  /** Everything is looked at again, and what was held is tried. */
  rescan(): void {
    this.held.retryAll()
    if (this.#work) {
      this.#work.local.look('everything')
      this.#work.pull.wake()
    } else this.#change(() => this.#open(false))
  }

  /** Resolves when nothing is open any more. */
  end(): Promise<void> {
    this.#cancelRetry()
    return this.#change(() => this.#close())
  }

  get isAtWork(): boolean {
    return this.#work !== undefined
  }

  /** As it is announced to its devices; undefined while it is not there. */
  get shared(): SharedFolder | undefined {
    if (this.#work === undefined) return undefined
    const { id, name, mode } = this.settings
    const { localFiles, localBytes } = this.#store.totals()
    const { indexId, sequence } = this.#store
    return { id, name, mode, indexId, sequence, files: localFiles, bytes: localBytes }
  }

  /** A device says how it shares the folder with us; undefined: not any more. */
  sharedBy(device: string, folder: SharedFolder | undefined): void {
    if (folder === undefined) {
      this.#sharing.delete(device)
      this.#caughtUp.delete(device)
      return
    }
    const before = this.#sharing.get(device)
    this.#sharing.set(device, folder)
    if (before?.indexId === folder.indexId) return
    this.#caughtUp.delete(device)
    const known = this.#store.remote(device)
    const from = known.indexId === folder.indexId ? known.sequence : 0
    if (from === 0) this.#store.resetRemote(device, folder.indexId)
    this.#deps.session(device)?.requestIndex(this.settings.id, folder.indexId, from)
  }

  /** A device may have what others did not: what could not be fetched may come now. */
  connected(): void {
    this.held.retryAll()
    this.#work?.pull.wake()
    this.#work?.fetcher.wake()
  }

  /** No session with the device is left. */
  lost(device: string): void {
    this.#sharing.delete(device)
    this.#caughtUp.delete(device)
    this.#feed.lost(device)
  }

  /** Resolves when everything in the folder has been looked at since the engine has begun, but for files that go on being written. */
  get looked(): Promise<void> {
    return this.#firstLook.promise
  }

  /** Own records for a device, some at a time. */
  indexSince(device: string, indexId: string, sequence: number): Iterable<readonly FileRecord[]> {
    return this.#feed.since(device, indexId, sequence)
  }

  /** Records of a device have come. */
  async remoteIndex(device: string, indexId: string, records: readonly FileRecord[]): Promise<void> {
    this.#store.putRemote(device, indexId, records)
    const { pull, fetcher } = this.#work ?? {}
    if (pull && fetcher) for (const { path } of records) if (pull.supersede(path)) fetcher.cancel(path)
    this.#lastChangeAt = Date.now()
    pull?.wake()
    void this.#tidy()
    // Others have their turn before the next batch is taken.
    await setImmediate()
  }

  /** All that a device had when it was asked has come. */
  indexEnded(device: string): void {
    if (!this.#sharing.has(device)) return
    this.#caughtUp.add(device)
    this.connected()
  }

  manifest(content: string) {
    return this.#store.manifest(content)
  }

  /** Reads a chunk for a device. Fewer bytes than wanted mean that it is not there any more. */
  async readChunk({ path, content, offset, length, hash }: ChunkWant, into: Uint8Array): Promise<number> {
    const work = this.#work
    if (work === undefined) return 0
    const target = into.subarray(0, length)
    const known = this.#store.known(path)
    const { disk } = known ?? {}
    if (known?.own.content === content && disk) {
      const read = await readChunk(work.root, path, offset, target, disk).catch(() => 0)
      if (read === length) return this.#sent(read)
    }
    const [place] =
      this.#deps.store
        .locate([hash], 4)
        .get(hash)
        ?.filter(({ folderId }) => folderId === this.settings.id) ?? []
    if (place === undefined) return 0
    return this.#sent(await readChunk(work.root, place.path, place.offset, target).catch(() => 0))
  }

  /** Reads a chunk of an own file, for another file. */
  async readOwn(path: string, offset: number, into: Uint8Array): Promise<number> {
    return this.#work ? readChunk(this.#work.root, path, offset, into).catch(() => 0) : 0
  }

  /** What calls about files work with. Throws a fault of code `folder-missing` while the folder is not there. */
  get open() {
    const { settings } = this
    if (this.#work === undefined)
      throw this.#fault ?? new Fault('folder-missing', `"${settings.name}" is not at work.`)
    const { root, local, bin, pull } = this.#work
    return { root, local, bin, pull, store: this.#store, settings, device: this.#deps.device }
  }

  get store(): FolderStore {
    return this.#store
  }

  snapshot(): FolderSnapshot {
    const { settings } = this
    const totals = this.#store.totals()
    const { fetcher } = this.#work ?? {}
    const peers = settings.peers.map((id) => {
      const shares = this.#sharing.has(id)
      const told = this.#caughtUp.has(id)
      const lacks = told ? this.#store.lacks(id) : { files: 0, bytes: 0 }
      const connected = this.#deps.session(id) !== undefined
      return { id, connected, shares, told, needFiles: lacks.files, needBytes: lacks.bytes }
    })
    const { downBytes, reusedBytes, chunks, files } = fetcher?.counters ?? this.rates.last
    const transfers = fetcher?.transfers() ?? []
    this.rates.measure(performance.now(), { downBytes, reusedBytes, chunks, files })
    const { downRate, upRate, upBytes } = this.rates
    const state = this.#state(totals)
    const { globalFiles: totalFiles, globalBytes: totalBytes, ...own } = totals
    const facts = {
      totalFiles,
      totalBytes,
      state,
      problem: this.#fault?.message ?? '',
      ...own,
      scanned: this.#work?.local.scanned ?? 0,
      heldTotal: this.held.total,
      peers,
      downRate,
      localOnly: this.#work?.local.changedHere.size ?? 0,
    }
    const { localOnly: _, ...shown } = facts
    return {
      id: settings.id,
      text: folderText(facts),
      faultCode: this.#fault?.code ?? '',
      etaSeconds: downRate > 0 && totals.needBytes > 0 ? totals.needBytes / downRate : -1,
      upRate,
      streams: this.#deps.downloads.streamsOf(settings.id),
      memory: this.#deps.memoryInUse(),
      downBytes,
      upBytes,
      reusedBytes,
      chunks,
      files,
      transfers,
      held: this.held.list(heldShown),
      lastScanAt: this.#lastScanAt,
      lastChangeAt: this.#lastChangeAt,
      ...shown,
    }
  }

  #state({ needFiles, needDeletes }: { needFiles: number; needDeletes: number }): FolderState {
    if (!this.settings.enabled) return 'off'
    if (this.paused) return 'paused'
    if (this.#fault) return this.#fault.code === 'folder-missing' ? 'missing' : 'failed'
    if (this.#work === undefined) return 'scanning'
    if (this.#work.pull.isWorking) return 'syncing'
    if (this.#work.local.isLooking && this.#lastScanAt === 0) return 'scanning'
    return needFiles + needDeletes > 0 && this.settings.mode !== 'send' ? 'waiting' : 'idle'
  }

  /** One change at a time. */
  #change(task: () => Promise<void>): Promise<void> {
    this.#changing = this.#changing.then(task)
    return this.#changing
  }

  #restart(): Promise<void> {
    return this.#change(async () => {
      await this.#close()
      await this.#open(false)
    })
  }

  async #open(isNew: boolean): Promise<void> {
    const { settings } = this
    this.#cancelRetry()
    if (!settings.enabled || this.paused || this.#work) return
    try {
      await this.#begin(isNew)
    } catch (error) {
      this.#failed(error instanceof Fault ? error : new Fault('folder-unreadable', String(error)))
      return
    }
    if (this.#fault) this.#deps.tell(folderBack(settings.name))
    this.#fault = undefined
    this.#deps.announce()
  }

  async #begin(isNew: boolean): Promise<void> {
    const { settings, held } = this
    const store = this.#store
    const { device, hash, downloads, locator, nameOf, tell } = this.#deps
    const root = await FolderRoot.open(settings.path, settings.id, {
      create: isNew,
      write: settings.mode !== 'send',
    })
    const ignore = await IgnoreRules.read(root, settings.ignore)
    const selection = new Selection(settings.selected)
    const takes = settings.mode !== 'send'
    store.setWanted(
      JSON.stringify([
        takes,
        settings.selected,
        settings.symlinks,
        settings.ignore,
        store.get(ignoreFileName)?.content,
      ]),
      ({ path, kind }) =>
        takes &&
        (kind !== 'symlink' || settings.symlinks === 'keep') &&
        selection.includes(path) &&
        !ignore.ignores(path, kind === 'directory'),
    )
    if (takes) await sweepPartials(root, new Set(store.partials().map(({ temp }) => temp)))
    const stored = (records: readonly FileRecord[]) => this.#stored(records)
    const quiet = new QuietFiles(settings.quietMs, (paths) => local.look(paths), monotonicClock, Date.now)
    const local: LocalChanges = new LocalChanges({
      root,
      store,
      hash,
      device,
      settings,
      ignore,
      quiet,
      held,
      isPlacing: (path) => pull.isPlacing(path),
      stored,
      failed: (fault) => this.#broken(fault),
      looked: () => {
        this.#lastScanAt = Date.now()
        this.#looked(quiet)
        void this.#tidy()
        pull.wake()
      },
    })
    const pull: Pull = new Pull({
      root,
      store,
      device,
      settings,
      held,
      changedHere: local.changedHere,
      stored: (records) => {
        this.#arrived += records.filter(({ kind, deleted }) => kind === 'file' && !deleted).length
        stored(records)
      },
      lookAt: (path) => local.look([path]),
      offer: (need) => fetcher.offer([need]),
      wakeFetcher: () => fetcher.wake(),
      conflict: (path, copy) => tell(conflictKept(settings.name, path, copy)),
      halted: (fault) => this.#broken(fault),
      settled: () => this.#settled(),
    })
    const fetcher = new Fetcher({
      folderId: settings.id,
      downloads,
      store,
      files: {
        create: (name, size) => PartialFile.create(root, name, size),
        open: (name, size) => PartialFile.open(root, name, size),
      },
      locator,
      host: pull,
      clock: monotonicClock,
      nameOf,
    })
    const watch = settings.watch
      ? new FolderWatch(
          root,
          (paths) => local.look(paths),
          (fault) => this.#unwatched(fault),
        )
      : undefined
    this.#work = { root, local, pull, fetcher, quiet, watch, bin: new Bin(root) }
    await watch?.ready
    local.look('everything')
    this.#planRescan()
  }

  async #close(): Promise<void> {
    this.#cancelRescan()
    const work = this.#work
    this.#work = undefined
    if (work === undefined) return
    work.watch?.close()
    work.quiet.close()
    await Promise.all([work.local.close(), work.pull.close(), work.fetcher.close()])
    releaseHandles(work.root)
    this.#deps.announce()
  }

  /** A file that was written just now has its chance to come to rest. */
  #looked(quiet: QuietFiles): void {
    const now = monotonicClock.now()
    this.#firstLookAt ??= now
    if (quiet.size === 0 || now - this.#firstLookAt >= 2 * this.settings.quietMs) this.#firstLook.resolve()
  }

  #broken(fault: Fault): void {
    if (this.#work === undefined) return
    if (fault.code === 'sync-store-damaged') return this.#deps.storeDamaged(fault)
    this.#change(async () => {
      await this.#close()
      this.#failed(fault)
    })
  }

  #failed(fault: Fault): void {
    if (this.#fault?.message !== fault.message) this.#deps.tell(folderFailed(this.settings.name, fault))
    this.#fault = fault
    this.#cancelRetry = monotonicClock.after(retryMs, () => void this.#change(() => this.#open(false)))
  }

  /** Looked through now and then instead. */
  #unwatched(fault: Fault): void {
    this.#deps.tell(folderFailed(this.settings.name, fault))
    this.#work?.local.look('everything')
  }

  #planRescan(): void {
    const { rescanMinutes, keepDays, keepVersions } = this.settings
    if (rescanMinutes === 0) return
    this.#cancelRescan = monotonicClock.after(rescanMinutes * 60_000, () => {
      this.#work?.local.look('everything')
      this.#work?.bin.expire({ keepDays, keepVersions }, Date.now()).catch(() => {})
      this.#planRescan()
    })
  }

  #stored(records: readonly FileRecord[]): void {
    this.#lastChangeAt = Date.now()

    if (records.some(({ path }) => path === ignoreFileName)) void this.#restart()
    for (const device of this.settings.peers) {
      const session = this.#deps.session(device)
      if (session) this.#feed.tell(session)
    }
    void this.#tidy()
  }

  #settled(): void {
    const { needFiles, needDeletes } = this.#store.totals()
    if (needFiles + needDeletes === 0 && this.#arrived > 1) {
      const { name } = this.settings
      this.#deps.tell(upToDate(name, this.#arrived))
    }
    if (needFiles + needDeletes === 0) this.#arrived = 0
    const at = this.held.nextRetryAt
    this.#cancelRetry()
    if (at !== Number.POSITIVE_INFINITY)
      this.#cancelRetry = monotonicClock.after(Math.max(100, at - performance.now()), () =>
        this.#work?.pull.wake(),
      )
  }

  /** Postponed work of the store, a little in each turn of the event loop. */
  async #tidy(): Promise<void> {
    if (this.#isTidying) return
    this.#isTidying = true
    try {
      let hadWork = false
      while (this.#deps.store.tidy()) {
        hadWork = true
        await setImmediate()
      }
      // More may be needed than before.
      if (hadWork) this.#work?.pull.wake()
    } catch (error) {
      this.#broken(error instanceof Fault ? error : new Fault('internal', String(error)))
    } finally {
      this.#isTidying = false
    }
  }

  #sent(bytes: number): number {
    this.rates.upBytes += bytes
    return bytes
  }
}
