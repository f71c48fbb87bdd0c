import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { hashChunk } from '../content/hash-chunk.ts'
import { manifestEntryBytes, verifyManifest } from '../model/manifest.ts'
import type { Chunk, FileRecord } from '../model/record.ts'
import type { BufferPool } from './buffer-pool.ts'
import { type Ask, batchBytes, ChunkQueue, type ChunkTaker, type Claim } from './chunk-queue.ts'
import { faultOf } from './file-job.ts'
import type { ChunkSource } from './interfaces.ts'
import { Batch, type Link } from './link.ts'
import { Links } from './links.ts'
import { MemoryBudget } from './memory-budget.ts'
import { inTime, stalled } from './patience.ts'
import type { RateLimit } from './rate-limit.ts'

const measureMs = 250
/** Under a bandwidth limit a request is for no more than comes in a second, but for so much. */
const leastBatchBytes = 64 * 1024
/** What the lists of chunks of all files under way may take. */
const manifestBytes = 64 * 1024 * 1024

export interface DownloadsOptions {
  budget: MemoryBudget
  buffers: BufferPool
  limit: RateLimit
  /** Monotonic. */
  clock: Clock
  /** Streams of one device at most. */
  maxStreams: number
  /** A device did what it should not: wrong bytes, a stall, a broken answer. */
  told?(device: string, fault: Fault, path: string): void
  /** A device that was given up is asked again: what was given up with it may be tried once more. */
  recovered?(device: string): void
}

/**
 * Everything that comes from other devices, of all folders: who is asked for what, on how many streams. One for the engine.
 * Each device takes the next request from one queue whenever it has a stream free, so that fast ones get more.
 */
export class Downloads {
  readonly queue = new ChunkQueue()
  readonly counters = { bytes: 0, chunks: 0, requests: 0, wrongHashes: 0, unavailable: 0, failures: 0 }
  /** Files with many chunks wait until there is room for their list of chunks. Apart from `budget`: they hold it while they fetch. */
  readonly manifests = new MemoryBudget(manifestBytes)
  readonly #options: DownloadsOptions
  readonly #links: Links
  #isPumpDue = false
  #isClosed = false
  #measuredAt = 0
  #cancelTick: (() => void) | undefined

  constructor(options: DownloadsOptions) {
    this.#options = options
    this.#links = new Links(options.clock, options.maxStreams)
  }

  get budget(): MemoryBudget {
    return this.#options.budget
  }

  get buffers(): BufferPool {
    return this.#options.buffers
  }

  /** Streams in use. */
  get streams(): number {
    return this.#links.streams(() => true)
  }

  /** Streams that bring chunks of a folder's files. */
  streamsOf(folderId: string): number {
    return this.#links.streams(({ asks }) => asks.some((ask) => ask?.claim.taker.folderId === folderId))
  }

  /** A session with a device has begun. */
  addSource(source: ChunkSource): void {
    if (this.#isClosed) return
    this.removeSource(source.device)
    this.#links.add(source)
    this.#pumpSoon()
  }

  /** The session is over, or the device may no longer be asked: what it was asked for is asked of others. */
  removeSource(device: string): void {
    const link = this.#links.remove(device)
    if (link === undefined) return
    for (const { controller } of link.batches) controller.abort(calledBack)
    this.#giveUpLost()
  }

  setMaxStreams(streams: number): void {
    this.#links.setMaxStreams(streams)
    this.#pumpSoon()
  }

  /** Asks for chunks of a file. Each call adds to what it waits for already. */
  want(taker: ChunkTaker, chunks: readonly { index: number; hash: string; length: number }[]): void {
    for (const device of taker.devices) {
      if (!this.#links.isTrusted(device, taker.content)) taker.devices.delete(device)
    }
    this.queue.add(taker, chunks)
    if (!this.#links.isAny(taker.devices)) this.#giveUp(taker, noSource(taker.path))
    else this.#pumpSoon()
  }

  /** Another device has the file too. */
  addHolder(taker: ChunkTaker, device: string): void {
    if (!this.#links.isTrusted(device, taker.content)) return
    taker.devices.add(device)
    this.#pumpSoon()
  }

  /** The file waits for nothing any more. Requests that were for it alone end. */
  drop(taker: ChunkTaker): void {
    this.queue.remove(taker)
    for (const { batches } of this.#links.all()) {
      for (const { asks, left, controller } of batches) {
        const isWanted = asks.some((ask) => ask !== undefined && this.queue.isWanted(ask.wanted))
        if (left > 0 && !isWanted) controller.abort(calledBack)
      }
    }
  }

  /** Throws `chunk-unavailable`, or the fault of the last device that was asked. `devices` loses those that do not have it. */
  async manifest(
    folderId: string,
    record: FileRecord,
    devices: Set<string>,
    signal: AbortSignal,
  ): Promise<readonly Chunk[]> {
    const { path, content, size, chunks } = record
    let fault = noSource(path)
    for (const link of this.#links.byHealth(devices)) {
      const { device } = link.source
      if (!this.#links.isTrusted(device, content)) continue
      try {
        const manifest = await inTime(this.#options.clock, chunks * manifestEntryBytes, signal, (limited) =>
          link.source.manifest(folderId, { path, content, size, chunks }, limited),
        )
        verifyManifest(content, size, manifest)
        return manifest
      } catch (error) {
        signal.throwIfAborted()
        fault = faultOf(error)
        if (fault.code === 'chunk-unavailable') devices.delete(device)
        else this.#blame(link, fault, path, content)
      }
    }
    throw fault
  }

  close(): void {
    this.#isClosed = true
    this.#cancelTick?.()
    this.#cancelTick = undefined
    for (const { source } of [...this.#links.all()]) this.removeSource(source.device)
  }

  /** All that is added in one go is asked for together. */
  #pumpSoon(): void {
    if (this.#isPumpDue) return
    this.#isPumpDue = true
    queueMicrotask(() => {
      this.#isPumpDue = false
      this.#pump()
    })
  }

  /** One request for each device in turn, until none takes another. */
  #pump(): void {
    let links = [...this.#links.all()]
    while (links.length > 0 && this.queue.queuedChunks > 0) links = links.filter((link) => this.#ask(link))
    for (const link of this.#links.all()) if (link.hasRoom) link.wasShort = true
  }

  /** Sends a device its next request; false when it has no stream free or there is nothing for it. */
  #ask(link: Link): boolean {
    if (this.#isClosed || !this.#links.hasRoom(link)) return false
    const allowed = this.#links.allowedBy(link, this.queue.queuedBytes)
    const asks = this.queue.compose(link.source.device, this.#batchBytes(link), allowed)
    if (asks === undefined) return false
    void this.#run(link, asks)
    return true
  }

  #batchBytes(link: Link): number {
    const limit = this.#options.limit.bytesPerSecond
    if (limit === 0) return batchBytes
    return Math.min(batchBytes, Math.max(leastBatchBytes, limit / link.count.streams))
  }

  async #run(link: Link, asks: Ask[]): Promise<void> {
    const { budget, limit, buffers } = this.#options
    const batch = new Batch(link, asks)
    const { bytes, wants } = batch
    const { signal } = batch.controller
    link.batches.add(batch)
    this.counters.requests++
    this.#startTicking()
    try {
      batch.lease = await budget.acquire(bytes, signal)
      await limit.take(bytes, signal)
      batch.extend(this.#options.clock.now())
      await link.source.fetch(wants, (index, chunk) => this.#take(batch, index, chunk), {
        unavailable: (index) => this.#unavailable(batch, index),
        signal,
        buffers,
      })
      if (batch.left > 0) throw new Fault('sync-protocol', 'A request ended before all chunks had come.')
      link.health.served()
    } catch (error) {
      this.#failed(batch, error)
    } finally {
      batch.lease?.release()
      link.batches.delete(batch)
      for (const ask of asks) if (ask !== undefined) this.queue.again(ask.wanted)
      // Failed or not: what came back goes to others, and this one has a stream free.
      this.#pump()
    }
  }

  #take(batch: Batch, index: number, bytes: Uint8Array): Promise<void> {
    const ask = batch.asks[index]
    if (ask === undefined) {
      return Promise.reject(new Fault('sync-protocol', 'A device sent a chunk that it was not asked for.'))
    }
    const { wanted, claim } = ask
    if (bytes.length !== wanted.length || hashChunk(bytes) !== wanted.hash) {
      this.counters.wrongHashes++
      return Promise.reject(new WrongBytes(claim.taker))
    }
    batch.asks[index] = undefined
    batch.left--
    batch.link.came(bytes.length)
    this.counters.bytes += bytes.length
    this.counters.chunks++
    return this.#deliver(batch, this.queue.done(wanted), bytes)
  }

  async #deliver(batch: Batch, claims: readonly Claim[], bytes: Uint8Array): Promise<void> {
    const { device } = batch.link.source
    const { length } = bytes
    let isLeft = true
    const pending: Promise<void>[] = []
    for (const claim of claims) {
      const { taker, index } = claim
      // The memory that the request holds goes over to the first that copies; others need their own.
      const lease = !taker.copies
        ? undefined
        : isLeft
          ? batch.lease?.split(length)
          : this.budget.tryAcquire(length)
      if (taker.copies) isLeft = false
      const done = taker.arrived(index, bytes, device, claim !== claims[0], lease)
      if (done !== undefined) pending.push(done)
    }
    if (pending.length > 0) {
      batch.taking++
      await Promise.all(pending)
      batch.taking--
    }
    batch.extend(this.#options.clock.now())
    if (isLeft) batch.lease?.shrink(length)
  }

  #unavailable(batch: Batch, index: number): void {
    const ask = batch.asks[index]
    if (ask === undefined) return
    batch.asks[index] = undefined
    batch.left--
    this.counters.unavailable++
    const { device } = batch.link.source
    const takers = ask.wanted.claims.map(({ taker }) => taker)
    for (const { devices } of takers) devices.delete(device)
    this.queue.again(ask.wanted)
    for (const taker of takers) {
      if (!this.#links.isAny(taker.devices)) this.#giveUp(taker, noSource(taker.path))
    }
  }

  #failed(batch: Batch, error: unknown): void {
    const { link, controller, asks } = batch
    const { signal } = controller
    if (signal.aborted && signal.reason === calledBack) return
    const fault = faultOf(signal.aborted ? signal.reason : error)
    if (fault instanceof WrongBytes) return this.#blame(link, fault, fault.taker.path, fault.taker.content)
    this.#blame(link, fault, asks.find((ask) => ask !== undefined)?.claim.taker.path ?? '')
  }

  /** `content`: what it sent wrong bytes of, for which it is not asked again. */
  #blame(link: Link, fault: Fault, path: string, content?: string): void {
    const { told, recovered } = this.#options
    const { device } = link.source
    this.counters.failures++
    if (content !== undefined && fault.code === 'sync-protocol') {
      this.#links.distrust(device, content)
      for (const taker of this.queue.takers()) if (taker.content === content) taker.devices.delete(device)
    }
    this.#links.failed(link, (wasOut) => {
      if (wasOut) recovered?.(device)
      this.#pump()
    })
    if (fault.code !== 'closed') told?.(device, fault, path)
    this.#giveUpLost(fault)
  }

  #giveUpLost(fault?: Fault): void {
    const lost = [...this.queue.takers()].filter((taker) => !this.#links.isAny(taker.devices))
    for (const taker of lost) this.#giveUp(taker, fault ?? noSource(taker.path))
  }

  #giveUp(taker: ChunkTaker, fault: Fault): void {
    this.drop(taker)
    taker.lost(fault)
  }

  /** Only while something is under way. */
  #startTicking(): void {
    if (this.#cancelTick !== undefined || this.#isClosed) return
    const { clock } = this.#options
    this.#measuredAt = clock.now()
    for (const link of this.#links.all()) link.measure(this.#measuredAt, 0)
    this.#cancelTick = clock.after(measureMs, this.#tick)
  }

  readonly #tick = (): void => {
    const { clock } = this.#options
    const now = clock.now()
    let isBusy = false
    for (const link of this.#links.all()) {
      link.measure(now, now - this.#measuredAt)
      for (const batch of link.batches) {
        isBusy = true
        if (batch.hasStalled(now)) batch.controller.abort(stalled())
      }
    }
    this.#measuredAt = now
    this.#cancelTick = isBusy ? clock.after(measureMs, this.#tick) : undefined
    if (isBusy) this.#pump()
  }
}

class WrongBytes extends Fault {
  readonly taker: ChunkTaker
  constructor(taker: ChunkTaker) {
    super('sync-protocol', `A device sent other bytes than it announced of ${taker.path}.`)
    this.taker = taker
  }
}

/** Nobody is to blame. */
const calledBack = new Error('called back')

const noSource = (path: string) =>
  new Fault('chunk-unavailable', `No connected device has ${path} at the moment.`)
