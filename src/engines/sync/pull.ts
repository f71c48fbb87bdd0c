import { diskFault } from '../../disk/faults.ts'
import type { Fault } from '../../wire/fault.ts'
import { dropPartials } from './drop-partials.ts'
import type { DoubtfulFiles } from './files/doubtful.ts'
import type { FoundFile } from './files/found-file.ts'
import { moveEntry, placeSymlink, removeEntry } from './files/place.ts'
import { giveDirectory, giveMetadata, isStill } from './give-metadata.ts'
import { HeldFiles } from './held-files.ts'
import { type Act, Way, type WayOptions } from './make-way.ts'
import { sameRecord } from './model/best.ts'
import { revivedDirectory } from './model/directories.ts'
import type { Chunk, FileRecord } from './model/record.ts'
import { compareVersions } from './model/version.ts'
import { diskState, type Placing } from './placing.ts'
import { Reverting } from './reverting.ts'
import type { DiskState, Need } from './store/types.ts'
import type { FetcherHost, FileSink, Finished, Placed } from './transfer/interfaces.ts'

/** Files that wait for the fetcher; there may be any number in the store. */
const mostQueued = 512
const pageRecords = 128
/** Files up to this are small. */
const smallBytes = 1024 * 1024
/** Records that are stored in one transaction. */
const batchRecords = 256

export interface PullOptions extends WayOptions {
  doubtful: DoubtfulFiles
  stored(records: readonly FileRecord[]): void
  /** Before all others; returns how many were taken, 0 or 1. */
  offer(need: Need): number
  /** There are files to be fetched. */
  wakeFetcher(): void
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
  readonly #way: Way
  readonly #reverting: Reverting
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
    this.#way = new Way(options)
    this.#reverting = new Reverting(options)
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
    const { store } = this.#options
    const best = store.best(path)?.record
    if (best === undefined || best.content !== need.best.content || best.deleted) return undefined
    const decision = this.#way.decide(store.get(path), best)
    if (decision.action !== 'fetch') return undefined
    this.#placing.begin(path)
    try {
      const known = await this.#way.makeWay(path, decision)
      const { record } = decision
      return { record, found: await file.commit(record, { known, keep: this.#way.keeps(path) }) }
    } catch (error) {
      this.#placing.end(path)
      throw error
    }
  }

  finished(files: readonly Finished[]): void {
    const seen = new Map(files.map(({ record, found }) => [record.path, diskState(found)]))
    const manifests = files.filter(({ chunks }) => chunks.length > 1)
    this.#put(
      files.map(({ record }) => record),
      seen,
      new Map(manifests.map(({ record, chunks }) => [record.content, chunks])),
    )
    for (const { record } of files) {
      this.#active.delete(record.path)
      this.held.release(record.path)
    }
  }

  failed(need: Pick<Need, 'best'>, fault: Fault): void {
    const { path } = need.best
    this.#active.delete(path)
    this.#placing.end(path)
    if (fault.code === 'closed' || this.#isClosed) return
    // A file that is put together has another name until then, which says nothing to anybody.
    this.#hold(path, fault.cause === undefined ? fault : diskFault(fault.cause, path))
  }

  halted(fault: Fault): void {
    this.#isHalted = true
    this.#active.clear()
    this.#queue = []
    this.#options.halted(fault.cause === undefined ? fault : diskFault(fault.cause, this.#options.root.path))
  }

  drained(): void {
    // Files that were given up on the way are needed again, those that wait here are not under way yet.
    this.#active.clear()
    for (const { best } of this.#queue) this.#active.set(best.path, best)
    this.wake()
  }

  async #run(): Promise<void> {
    const { root, store } = this.#options
    // What comes in one turn of the event loop is one pass.
    await undefined
    while (this.#again && !this.#isClosed && !this.#isHalted) {
      this.#again = false
      try {
        await this.#pass().finally(() => this.#store())
        if (!this.isWorking) await dropPartials(root, store)
      } catch (error) {
        this.halted(diskFault(error, root.path))
      }
    }
    // At once: what is woken from now on begins anew.
    this.#passing = undefined
    if (this.#again) this.wake()
    this.#options.settled()
  }

  async #pass(): Promise<void> {
    const { store, wakeFetcher } = this.#options
    await this.#revertAll()
    const skip = (path: string) => this.#active.has(path)
    let after: string | undefined
    for (;;) {
      const needs = store.needed({ limit: pageRecords, skip, ...(after !== undefined && { after }) })
      for (const need of needs) {
        const { path } = need.best
        if (this.#isClosed || this.#isHalted) return
        await this.#try(path, () => this.#act(need))
        if (this.#queue.length > mostQueued && !this.#offerLast()) return wakeFetcher()
        // Somebody new may need what has just been made.
        if (this.#records.length >= batchRecords) this.#store()
      }
      this.#store()
      if (this.#queue.length > 0) wakeFetcher()
      if (needs.length < pageRecords) return
      after = needs.at(-1)?.cursor
    }
  }

  /** What cannot be done now is held. Throws what would keep the next one from being done, too. */
  async #try(path: string, task: () => Promise<void>): Promise<void> {
    if (this.#active.has(path) || this.held.isHeld(path, performance.now())) return
    try {
      await task()
    } catch (error) {
      this.#placing.end(path)
      const fault = diskFault(error, path)
      if (isOfFolder(fault)) throw fault
      this.#hold(path, fault)
    }
  }

  async #revertAll(): Promise<void> {
    for (const path of this.#reverting.toRemove())
      await this.#try(path, async () => {
        await this.#reverting.remove(path)
        this.held.release(path)
      })
    for (const need of this.#reverting.needs()) {
      if (this.#isClosed || this.#isHalted || this.#queue.length >= mostQueued) return
      await this.#try(need.best.path, () => this.#act(need))
    }
  }

  async #act(need: Need): Promise<void> {
    const { root, store, device } = this.#options
    const { path } = need.best
    // Since the page was read, much may have happened.
    const best = store.best(path)?.record
    if (best === undefined || compareVersions(best.version, need.best.version) !== 'equal') return
    if (!best.deleted && !(await this.#way.clearWay(path, this.#done))) return
    const own = store.get(path)
    const decision = this.#way.decide(own, best)
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
    // Its content may be what a file that waits is made of; and a directory cannot go before what lies in it.
    if (decision.action === 'delete' && this.#queue.length > 0) return
    this.#placing.begin(path)
    const { record } = decision
    if (decision.action === 'adopt' && this.#options.settings.mode === 'send') this.#adopt(record)
    else if (decision.action === 'adopt') {
      const known = record.deleted ? undefined : this.#way.known(path)
      this.#done(record, known && (await giveMetadata(root, record, known)))
      if (known) this.#options.doubtful.timeWasSet(record)
    } else {
      const known = await this.#way.makeWay(path, decision)
      const options = { known, keep: this.#way.keeps(path) }
      if (decision.action === 'mkdir') this.#done(record, await giveDirectory(root, record))
      else if (decision.action === 'symlink') this.#done(record, await placeSymlink(root, record, options))
      else {
        if (known) await removeEntry(root, path, options)
        this.#done(record, undefined)
      }
    }
  }

  /** Where nothing is taken, what others have just so is known to be so. */
  #adopt(record: FileRecord): void {
    const seen = this.#options.store.disk(record.path)
    this.#records.push(record)
    if (seen) this.#seen.set(record.path, seen)
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

  /** A file that is to be deleted here becomes the new one. */
  async #move(decision: Act, own: FileRecord | undefined): Promise<boolean> {
    const { root, store } = this.#options
    if (own !== undefined && !own.deleted) return false
    const { record } = decision
    // What a move before has used is still in the store as it was.
    this.#store()
    for (const source of store.movable(record.content, 4)) {
      const from = source.best.path
      const known = this.#way.known(from)
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

  readonly #done = (record: FileRecord, found: FoundFile | undefined): void => {
    this.#records.push(record)
    if (found && isStill(record, found)) this.#seen.set(record.path, diskState(found))
    // Somebody was faster than our last look at it.
    else if (found) this.#options.lookAt(record.path)
    this.held.release(record.path)
  }

  #store(): void {
    const [records, seen] = [this.#records, this.#seen]
    if (records.length === 0) return
    this.#records = []
    this.#seen = new Map()
    this.#put(records, seen)
  }

  /** What lies on the disk now. If it cannot be stored it is found there later. */
  #put(
    records: readonly FileRecord[],
    seen: ReadonlyMap<string, DiskState>,
    manifests?: ReadonlyMap<string, readonly Chunk[]>,
  ): void {
    const { store, stored, lookAt, changedHere } = this.#options
    try {
      store.put(records, manifests, seen)
    } catch (error) {
      for (const { path } of records) {
        this.#placing.end(path)
        lookAt(path)
      }
      throw error
    }
    for (const { path } of records) {
      if (changedHere.isReverting(path)) changedHere.delete(path)
      this.#placing.end(path, seen.get(path))
    }
    stored(records)
  }

  #hold(path: string, fault: Fault): void {
    this.held.add(path, fault, performance.now())
    // Somebody changed it in the meantime, or what it lies in.
    if (fault.code === 'file-busy' || fault.code === 'file-path-unsafe') this.#options.lookAt(path)
  }
}

/** Faults for which trying the next file would be no better. */
const isOfFolder = ({ code }: Fault) =>
  code === 'disk-full' || code === 'folder-read-only' || code === 'folder-missing'
