import { setImmediate } from 'node:timers/promises'
import type { FaultCode } from '../../contract/fault-codes.ts'
import type { Folder, FolderSnapshot } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import { monotonicClock } from '../kit/clock.ts'
import { ignoreFileName } from './files/ignore.ts'
import { readChunk } from './files/read-chunk.ts'
import { FirstLook } from './first-look.ts'
import type { FolderDeps } from './folder-deps.ts'
import { FolderDevices } from './folder-devices.ts'
import { FolderParts, isSameWork } from './folder-parts.ts'
import { FolderRates } from './folder-rates.ts'
import { folderSnapshot } from './folder-snapshot.ts'
import { FolderTrouble } from './folder-trouble.ts'
import type { FileRecord } from './model/record.ts'
import type { OpenFolder } from './open-folder.ts'
import type { ChunkWant, SharedFolder } from './protocol/host.ts'
import { readWanted } from './read-wanted.ts'
import { sharedFolder } from './shared-folder.ts'
import type { FolderStore } from './store/folder-store.ts'
import { conflictKept, folderUnwatched, indexRefused, linesRefused, upToDate } from './sync-events.ts'
import type { Verification } from './verification.ts'

/** What keeps everything, or a large file, from being brought, but nothing from being told. */
const diskCodes: readonly FaultCode[] = ['disk-full', 'folder-read-only']

/** One synced folder: at work while it is there and switched on, and tried again while it is not. */
export class FolderRunner {
  settings: Folder
  paused = false
  /** The one that is under way. */
  verification: Verification | undefined
  readonly devices: FolderDevices
  readonly store: FolderStore
  readonly firstLook = new FirstLook()
  readonly #deps: FolderDeps
  readonly #rates = new FolderRates()
  readonly #trouble: FolderTrouble
  #parts: FolderParts | undefined
  #changing: Promise<void> = Promise.resolve()
  #isEnded = false
  #lastScanAt = 0
  #lastChangeAt = 0
  #arrived = 0

  constructor(settings: Folder, deps: FolderDeps) {
    this.settings = settings
    this.#deps = deps
    this.#trouble = new FolderTrouble(deps.tell, monotonicClock)
    this.store = deps.store.folder(settings.id)
    this.devices = new FolderDevices(settings.id, this.store, deps.session, this.firstLook.over)
    this.devices.allow(settings.peers)
    void this.#change(() => this.#open())
  }

  /** Resolves when it works by the new settings. */
  change(settings: Folder): Promise<void> {
    const isSame = isSameWork(settings, this.settings)
    this.settings = settings
    this.devices.allow(settings.peers)
    return isSame ? this.#changing : this.#restart()
  }

  pause(paused: boolean): Promise<void> {
    this.paused = paused
    return this.#restart()
  }

  /** Everything is looked at again, and what was held is tried. */
  rescan(): void {
    if (this.#parts === undefined) void this.#change(() => this.#open())
    else {
      this.#parts.local.look('everything')
      this.#parts.pull.resume()
      this.#parts.retryAll()
    }
  }

  /** Resolves when nothing is open any more. */
  end(): Promise<void> {
    this.#isEnded = true
    return this.#change(() => this.#close())
  }

  /** As it is announced to its devices; undefined while it is not there. */
  get shared(): SharedFolder | undefined {
    return this.#parts && sharedFolder(this.settings, this.store)
  }

  /** A device may have what others did not: what could not be fetched may come now. */
  connected(): void {
    this.#parts?.retryMissing()
  }

  /** The machine has slept, or the network is another: what did not work may work now. */
  retry(): void {
    if (this.#parts) this.#parts.retryAll()
    else void this.#change(() => this.#open())
  }

  /** The store has done what it had put off: more may be needed than before. */
  tidied(): void {
    this.#parts?.pull.wake()
  }

  /** Records of a device have come. */
  async remoteIndex(device: string, indexId: string, records: readonly FileRecord[]): Promise<void> {
    try {
      this.store.putRemote(device, indexId, records)
    } catch (error) {
      const fault = asFault(error)
      if (fault.code === 'sync-store-damaged') this.#deps.storeDamaged(fault)
      else this.#deps.tell(indexRefused(this.settings.name, device, this.#deps.nameOf(device), fault))
      throw error
    }
    const { pull, fetcher } = this.#parts ?? {}
    if (pull && fetcher)
      for (const record of records) {
        if (pull.supersede(record.path)) fetcher.cancel(record.path)
        else fetcher.isHeldBy(device, record)
      }
    this.#lastChangeAt = Date.now()
    pull?.wake()
    this.#deps.tidy()
    // Others have their turn before the next batch is taken.
    await setImmediate()
  }

  /** All that a device had when it was asked has come. */
  indexEnded(device: string): void {
    if (this.devices.caughtUp(device)) this.connected()
  }

  /** Reads a chunk for a device. Fewer bytes than wanted mean that it is not there any more. */
  async readChunk(want: ChunkWant, into: Uint8Array): Promise<number> {
    const { root } = this.#parts ?? {}
    if (root === undefined) return 0
    const locate = (hash: string) =>
      this.#deps.store
        .locate([hash], 4)
        .get(hash)
        ?.find(({ folderId }) => folderId === this.settings.id)
    const read = await readWanted({ root, store: this.store, locate }, want, into)
    this.#rates.upBytes += read
    return read
  }

  /** Reads a chunk of an own file, for another file. */
  async readOwn(path: string, offset: number, into: Uint8Array): Promise<number> {
    return this.#parts ? readChunk(this.#parts.root, path, offset, into).catch(() => 0) : 0
  }

  /** What calls about files work with. Throws a fault of code `folder-missing` while the folder is not there. */
  get open(): OpenFolder {
    const { settings, store } = this
    if (this.#parts === undefined)
      throw this.#trouble.fault ?? new Fault('folder-missing', `"${settings.name}" is not at work.`)
    const { root, local, pull, bin } = this.#parts
    return { root, local, pull, bin, store, settings, device: this.#deps.device }
  }

  snapshot(): FolderSnapshot {
    const { settings, store, devices } = this
    return folderSnapshot({
      settings,
      totals: store.totals(),
      paused: this.paused,
      fault: this.#trouble.fault,
      parts: this.#parts,
      verifying: this.verification?.progress,
      peers: devices.snapshot(),
      rates: this.#rates,
      streams: this.#deps.downloads.streamsOf(settings.id),
      memory: this.#deps.memoryInUse(),
      lastScanAt: this.#lastScanAt,
      lastChangeAt: this.#lastChangeAt,
    })
  }

  /** One change at a time. */
  #change(task: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(task)
    this.#changing = done.catch(() => {})
    return done
  }

  #restart(): Promise<void> {
    return this.#change(async () => {
      await this.#close()
      await this.#open()
    })
  }

  async #open(): Promise<void> {
    const { settings } = this
    this.#trouble.cancelRetry()
    if (this.#isEnded || !settings.enabled || this.paused || this.#parts) return
    try {
      this.#parts = await this.#begin()
    } catch (error) {
      this.#failed(asFault(error))
      return
    }
    this.#recovered()
    this.#deps.announce()
  }

  #begin(): Promise<FolderParts> {
    const { settings, store } = this
    const { device, hash, downloads, locator, nameOf, tell } = this.#deps
    return FolderParts.open({
      settings,
      device,
      store,
      hash,
      downloads,
      locator,
      isNew: store.isNew,
      nameOf,
      stored: (records, arrived) => this.#stored(records, arrived),
      looked: (waiting) => this.#looked(waiting),
      settled: () => this.#settled(),
      conflict: (path, copy) => tell(conflictKept(settings.name, path, copy)),
      refused: (lines) => tell(linesRefused(settings.name, lines)),
      failed: (fault) => this.#broken(fault),
      halted: (fault) => this.#halted(fault),
      unwatched: (fault) => {
        tell(folderUnwatched(settings.name, fault))
        this.#parts?.local.look('everything')
      },
    })
  }

  async #close(): Promise<void> {
    this.#trouble.forget()
    const parts = this.#parts
    this.#parts = undefined
    if (parts === undefined) return
    this.#rates.keep(parts.fetcher.counters)
    await parts.close()
    this.#deps.announce()
  }

  /** The folder is not at work any more, until it is there again. */
  #broken(fault: Fault): void {
    if (fault.code === 'sync-store-damaged') return this.#deps.storeDamaged(fault)
    const parts = this.#parts
    void this.#change(async () => {
      if (parts === undefined || this.#parts !== parts) return
      await this.#close()
      this.#failed(fault)
    })
  }

  #failed(fault: Fault): void {
    this.#trouble.begin(this.settings.name, fault, () => void this.#change(() => this.#open()))
  }

  /** Nothing can be brought in place; what changes here is told all the same. */
  #halted(fault: Fault): void {
    if (!diskCodes.includes(fault.code)) return this.#broken(fault)
    this.#trouble.begin(this.settings.name, fault, () => this.#parts?.pull.resume())
  }

  #recovered(): void {
    if (!this.#parts?.pull.held.find(diskCodes)) this.#trouble.over(this.settings.name)
  }

  #looked(waiting: number): void {
    this.#lastScanAt = Date.now()
    this.firstLook.looked(waiting, this.settings.quietMs, monotonicClock.now())
    this.#deps.tidy()
    this.#parts?.pull.wake()
    this.#parts?.planRetry()
  }

  #stored(records: readonly FileRecord[], arrived: boolean): void {
    this.#lastChangeAt = Date.now()
    if (arrived) {
      this.#arrived += records.filter(({ kind, deleted }) => kind === 'file' && !deleted).length
      this.#recovered()
    }
    if (records.some(({ path }) => path === ignoreFileName))
      this.#parts?.readRules().catch((error: unknown) => this.#broken(asFault(error)))
    this.devices.tell()
    this.#deps.tidy()
  }

  #settled(): void {
    const { needFiles, needDeletes } = this.store.totals()
    const stuck = this.#parts?.pull.held.find(diskCodes)
    if (stuck) this.#trouble.begin(this.settings.name, new Fault(stuck.code, stuck.text))
    if (needFiles + needDeletes === 0) {
      if (this.#arrived > 1) this.#deps.tell(upToDate(this.settings.name, this.#arrived))
      this.#arrived = 0
      this.#recovered()
    }
    this.#parts?.planRetry()
  }
}

const asFault = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault('folder-unreadable', String(error))
