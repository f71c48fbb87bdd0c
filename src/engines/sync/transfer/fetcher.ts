import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { FileTransfer } from '../../../contract/sync.ts'
import type { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import type { FileRecord } from '../model/record.ts'
import { compareVersions } from '../model/version.ts'
import type { ChunkPlace } from '../store/types.ts'
import type { Downloads } from './downloads.ts'
import { cancelled, type FolderJobs, faultOf, notWanted } from './file-job.ts'
import type { ChunkLocator, FetcherHost, Finished, Need, SinkFolder, TransferStore } from './interfaces.ts'
import { LargeFile } from './large-file.ts'
import { Slots } from './slots.ts'
import { SmallFile } from './small-file.ts'

/** Files under way; more are asked for when there is room for a good part of them. */
const mostActive = 1024
const refill = 256
/** Files that just became needed may come on top. */
const mostOffered = 256
/** Small files with a handle open: one group being flushed, and the next one being written meanwhile. */
const writingAtOnce = 384
const mediumAtOnce = 32
const largeAtOnce = 4
/** How far large files are is stored so often. */
const saveMs = 2000
const mostShown = 32
/** The system may take so many hashes at once. */
const locateAtOnce = 256

/** Faults of a folder, not of a file; the folder stands still at once, or when several files in a row have it. */
const atOnce: readonly FaultCode[] = ['folder-missing', 'folder-unreadable', 'sync-store-damaged']
const inARow: readonly FaultCode[] = ['disk-full', 'folder-read-only']
const rowLength = 3

export interface FetcherOptions {
  readonly folderId: string
  readonly downloads: Downloads
  readonly store: TransferStore
  readonly files: SinkFolder
  readonly locator: ChunkLocator
  readonly host: FetcherHost
  readonly clock: Clock
  /** What a device is called, for the page. */
  nameOf(device: string): string
}

type Job = SmallFile | LargeFile

interface Active {
  readonly job: Job
  readonly ended: Promise<void>
  /** All that have ever told that they have it. */
  readonly holders: Set<string>
}

/** Brings the needed files of one folder into place, many at once, and never has more than some hundred of them in memory. */
export class Fetcher {
  readonly counters = { downBytes: 0, reusedBytes: 0, chunks: 0, files: 0 }
  readonly #options: FetcherOptions
  readonly #jobs: FolderJobs
  /** By path. */
  readonly #active = new Map<string, Active>()
  #finished: { job: Job; file: Finished }[] = []
  #isFlushDue = false
  /** `next` may have something. */
  #hasMore = false
  #isHalted = false
  #isClosed = false
  /** Something was under way since `drained` was told. */
  #isBusy = false
  #row = 0
  #cancelSave: (() => void) | undefined

  constructor(options: FetcherOptions) {
    this.#options = options
    const { folderId, downloads, store, files, locator, host } = options
    this.#jobs = {
      folderId,
      downloads,
      store,
      files,
      locator,
      host,
      writing: new Slots(writingAtOnce),
      medium: new Slots(mediumAtOnce),
      large: new Slots(largeAtOnce),
      counters: this.counters,
    }
  }

  /** Files under way. */
  get active(): number {
    return this.#active.size
  }

  get isHalted(): boolean {
    return this.#isHalted
  }

  /** There may be files to bring, or what halted the folder may be over. */
  wake(): void {
    if (this.#isClosed) return
    this.#isHalted = false
    this.#row = 0
    this.#hasMore = true
    this.#isBusy = true
    this.#fill()
    this.#settle()
  }

  /**
   * Files that just became needed: before all others. One that is under way in another version is cancelled. Returns how
   * many were taken; for the others there is no room, they have to come by `next`.
   */
  offer(needs: readonly Need[]): number {
    if (this.#isClosed || this.#isHalted) return 0
    const taken = needs.slice(0, Math.max(mostActive + mostOffered - this.#active.size, 0))
    this.#start(taken, true)
    return taken.length
  }

  /** The file is not wanted any more. What has come of it is kept until the store is told otherwise. */
  cancel(path: string): void {
    this.#active.get(path)?.job.cancel(cancelled)
  }

  /** A device has told what it has: the file, if just that is under way, is asked of it too. */
  isHeldBy(device: string, { path, deleted, version }: FileRecord): void {
    const active = this.#active.get(path)
    // One that turned out not to have it is not asked again.
    if (active === undefined || deleted || active.holders.has(device)) return
    if (compareVersions(active.job.need.best.version, version) !== 'equal') return
    active.holders.add(device)
    this.#options.downloads.addHolder(active.job, device)
  }

  /** At most 32 files on their way. */
  transfers(): FileTransfer[] {
    const shown: FileTransfer[] = []
    for (const { job } of this.#active.values()) {
      if (!(job instanceof LargeFile) || !job.isOpen) continue
      shown.push(job.progress(this.#options.nameOf))
      if (shown.length === mostShown) break
    }
    return shown
  }

  /** Stops; resolves when nothing is open any more. What has come so far is kept for another time. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelSave?.()
    await this.#cancelAll()
    this.#flush()
  }

  #fill(): void {
    while (this.#hasMore && !this.#isClosed && !this.#isHalted && this.#active.size <= mostActive - refill) {
      try {
        const needs = this.#options.host.next(mostActive - this.#active.size)
        if (needs.length === 0) this.#hasMore = false
        else this.#start(needs, false)
      } catch (error) {
        this.#halt(faultOf(error))
      }
    }
  }

  #start(needs: readonly Need[], isUrgent: boolean): void {
    const fresh = needs.filter((need) => !this.#isUnderWay(need))
    const places = this.#locate(fresh)
    for (const need of fresh) {
      const { path, chunks, content } = need.best
      const before = this.#active.get(path)
      before?.job.cancel(cancelled)
      this.#isBusy = true
      const job =
        chunks > 1 ? new LargeFile(this.#jobs, need, isUrgent) : new SmallFile(this.#jobs, need, isUrgent)
      const ended = this.#bring(job, places.get(content) ?? [], before?.ended)
      this.#active.set(path, { job, ended, holders: new Set(need.devices) })
      if (chunks > 1) this.#saveSoon()
    }
  }

  #isUnderWay({ best }: Need): boolean {
    const active = this.#active.get(best.path)
    return active !== undefined && compareVersions(active.job.need.best.version, best.version) === 'equal'
  }

  /** Where this device has the small files already, asked for together. */
  #locate(needs: readonly Need[]): Map<string, readonly ChunkPlace[]> {
    const places = new Map<string, readonly ChunkPlace[]>()
    const contents = new Set<string>()
    for (const { best } of needs) if (best.chunks === 1) contents.add(best.content)
    const hashes = [...contents]
    for (let at = 0; at < hashes.length; at += locateAtOnce) {
      const located = this.#options.locator.locate(hashes.slice(at, at + locateAtOnce))
      for (const [hash, found] of located) places.set(hash, found)
    }
    return places
  }

  async #bring(job: Job, places: readonly ChunkPlace[], before: Promise<void> | undefined): Promise<void> {
    // Not before it is among the active ones, and not beside one that still writes the same path.
    await before
    try {
      const file = await job.run(places)
      this.#finished.push({ job, file })
      this.#row = 0
      this.#flushSoon()
    } catch (error) {
      if (error !== cancelled && error !== notWanted) this.#failed(job.need, faultOf(error))
      this.#end(job)
      this.#settle()
    }
  }

  #end(job: Job): void {
    if (this.#active.get(job.path)?.job === job) this.#active.delete(job.path)
  }

  #failed(need: Need, fault: Fault): void {
    if (this.#isClosed || this.#isHalted) return
    this.#options.host.failed(need, fault)
    if (inARow.includes(fault.code)) this.#row++
    if (atOnce.includes(fault.code) || this.#row >= rowLength) this.#halt(fault)
  }

  #halt(fault: Fault): void {
    if (this.#isHalted) return
    this.#isHalted = true
    this.#hasMore = false
    this.#cancelSave?.()
    this.#cancelSave = undefined
    void this.#cancelAll().then(() => this.#options.host.halted(fault))
  }

  async #cancelAll(): Promise<void> {
    const ended = [...this.#active.values()].map((active) => {
      active.job.cancel(cancelled)
      return active.ended
    })
    await Promise.all(ended)
  }

  /** Files that are ready at about the same time are stored together. */
  #flushSoon(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    setImmediate(() => {
      this.#flush()
      this.#settle()
    })
  }

  #flush(): void {
    this.#isFlushDue = false
    const finished = this.#finished
    if (finished.length === 0) return
    this.#finished = []
    try {
      this.#options.host.finished(finished.map(({ file }) => file))
    } catch (error) {
      this.#halt(faultOf(error))
    }
    // Until they were stored they were needed still.
    for (const { job } of finished) this.#end(job)
  }

  /** Something has ended: there is room for more, or nothing left. */
  #settle(): void {
    this.#fill()
    if (this.#active.size > 0 || this.#isFlushDue || this.#isHalted || this.#isClosed || !this.#isBusy) return
    this.#isBusy = false
    this.#cancelSave?.()
    this.#cancelSave = undefined
    this.#options.host.drained()
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#options.clock.after(saveMs, () => {
      this.#cancelSave = undefined
      let isNeeded = false
      for (const { job } of this.#active.values()) {
        if (!(job instanceof LargeFile)) continue
        isNeeded = true
        try {
          job.save()
        } catch (error) {
          job.cancel(faultOf(error))
        }
      }
      if (isNeeded && !this.#isClosed) this.#saveSoon()
    })
  }
}
