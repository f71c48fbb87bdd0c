import { join } from 'node:path'
import type { Peer } from '../../contract/peers.ts'
import type { Endpoint, RuleProblem } from '../../contract/rule.ts'
import type { Folder, FolderInput, SyncSettings, SyncSnapshot } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import { monotonicClock } from '../kit/clock.ts'
import { whyNotNative } from '../kit/datagram/open-io.ts'
import type { EventQueue } from '../kit/event-queue.ts'
import { Lateness } from '../kit/lateness.ts'
import { checkFolderOnDisk } from './check-folder.ts'
import { HashPool } from './content/hash-pool.ts'
import { dryRun, listConflicts, resolveConflict, verifyFolder } from './folder-calls.ts'
import { FolderRunner } from './folder-runner.ts'
import { Listening } from './listening.ts'
import type { PeerSession } from './protocol/session.ts'
import { Shares } from './shares.ts'
import { SyncStore } from './store/sync-store.ts'
import type { Child, ChunkPlace } from './store/types.ts'
import { BufferPool } from './transfer/buffer-pool.ts'
import { Downloads } from './transfer/downloads.ts'
import type { ChunkLocator } from './transfer/interfaces.ts'
import { MemoryBudget } from './transfer/memory-budget.ts'
import { RateLimit } from './transfer/rate-limit.ts'
import { limitsAt } from './transfer/schedule.ts'

const tickMs = 1000
const megabyte = 1024 * 1024
const mostEntries = 5000
const mostVersions = 1000
/** What is read for others may hold so much of the memory, so that they never wait for what they send us. */
const servingPart = 0.25

/** Everything the engine works by. */
export interface SyncWork {
  identity: { id: string; name: string; certificate: string; privateKey: string }
  settings: SyncSettings
  peers: Peer[]
  folders: Folder[]
  /** Where `sync.db` lies. */
  dataFolder: string
}

/** The synced folders at work. */
export class SyncEngine implements ChunkLocator {
  readonly #events: EventQueue
  readonly #runners = new Map<string, FolderRunner>()
  readonly #paused = new Set<string>()
  readonly #hash = new HashPool()
  readonly #buffers = new BufferPool()
  readonly #upload = new RateLimit(monotonicClock)
  readonly #download = new RateLimit(monotonicClock)
  readonly #budget = new MemoryBudget(128 * megabyte)
  readonly #serving = new MemoryBudget(32 * megabyte)
  readonly #downloads: Downloads
  readonly #lateness = new Lateness(tickMs)
  readonly #shares: Shares
  #work: SyncWork | undefined
  #store: SyncStore | undefined
  #listening: Listening | undefined
  #found: { id: string; addresses: Endpoint[] }[] = []
  #isTidying = false
  #isEnded = false
  #changing: Promise<void> = Promise.resolve()
  readonly #wheel: NodeJS.Timeout

  constructor(events: EventQueue) {
    this.#events = events
    this.#downloads = new Downloads({
      budget: this.#budget,
      buffers: this.#buffers,
      limit: this.#download,
      clock: monotonicClock,
      maxStreams: 16,
      told: (device, { code, message }, path) =>
        this.#events.add({
          at: Date.now(),
          level: 'warning',
          code,
          peerId: device,
          text: `${this.#nameOf(device)}, ${path}: ${message}`,
        }),
      recovered: () => this.#retry(),
    })
    this.#shares = new Shares(this.#runners, {
      buffers: this.#buffers,
      memory: this.#serving,
      uploadRoom: (bytes) => this.#upload.take(bytes),
    })
    this.#wheel = setInterval(() => this.#tick(), tickMs).unref()
  }

  /** Makes this the whole; what did not change is left alone. Resolves when all is so. */
  apply(work: SyncWork): Promise<void> {
    const applied = this.#changing.then(() => this.#apply(work))
    this.#changing = applied.catch(() => {})
    return applied
  }

  found(devices: { id: string; addresses: Endpoint[] }[]): void {
    this.#found = devices
    this.#listening?.found(devices)
  }

  async checkFolder(folder: FolderInput, _id: string | undefined): Promise<RuleProblem[]> {
    return checkFolderOnDisk(folder)
  }

  /** All folders when none is named. */
  rescan(ids: readonly string[]): void {
    for (const [id, runner] of this.#runners) if (ids.length === 0 || ids.includes(id)) runner.rescan()
  }

  async pause(ids: readonly string[], paused: boolean): Promise<void> {
    for (const id of ids) {
      if (paused) this.#paused.add(id)
      else this.#paused.delete(id)
    }
    await Promise.all(ids.map((id) => this.#runners.get(id)?.pause(paused)))
  }

  verify(id: string, signal: AbortSignal) {
    return verifyFolder(this.#runner(id).open, this.#hash, signal)
  }
  dryRun(id: string) {
    return dryRun(this.#runner(id).open)
  }
  conflicts(id: string) {
    return listConflicts(this.#runner(id).open)
  }
  resolveConflict(id: string, copy: string, keep: 'current' | 'copy' | 'both'): Promise<void> {
    return resolveConflict(this.#runner(id).open, copy, keep)
  }
  versions(id: string, path: string) {
    return this.#runner(id).open.bin.list(path, mostVersions)
  }
  async restoreVersion(id: string, version: string): Promise<void> {
    const { bin, local } = this.#runner(id).open
    local.look([await bin.restore(version)])
  }
  browse(id: string, path: string) {
    const { store } = this.#runner(id)
    const entries: Child[] = []
    let after: string | undefined
    do {
      const page = store.children(path, { limit: mostEntries - entries.length, ...(after && { after }) })
      entries.push(...page.entries)
      after = page.next
    } while (after !== undefined && entries.length < mostEntries)
    return entries
  }

  /** After sleep or a change of network. */
  probe(): void {
    this.#listening?.probe()
    for (const runner of this.#runners.values()) runner.retry()
  }

  /** Ends everything, as far as time allows. */
  async drain(deadlineMs: number): Promise<void> {
    await Promise.race([
      this.#changing.then(() => this.#end()),
      new Promise((resolve) => setTimeout(resolve, deadlineMs).unref()),
    ])
  }

  snapshot(): SyncSnapshot {
    const { settings } = this.#work ?? {}
    const isNative = settings?.datagrams !== 'dgram' && whyNotNative() === ''
    return {
      at: Date.now(),
      listening: this.#listening?.address ?? '',
      listenProblem: this.#listening?.problem?.message ?? '',
      listenFaultCode: this.#listening?.problem?.code ?? '',
      datagrams: isNative ? 'native' : 'dgram',
      datagramsReason: settings?.datagrams === 'dgram' ? '' : whyNotNative(),
      folders: [...this.#runners.values()].map((runner) => runner.snapshot()),
      peers: this.#listening?.snapshot() ?? [],
      offers: this.#shares.offers(),
      refused: this.#listening?.refused ?? 0,
      memoryBytes: this.#budget.inUse + this.#serving.inUse,
      memoryLimit: this.#budget.limit + this.#serving.limit,
      loopDelayMs: this.#lateness.lateMs,
      eventsLost: this.#events.lost,
    }
  }

  locate(hashes: readonly string[]): ReadonlyMap<string, readonly ChunkPlace[]> {
    return this.#store?.locate(hashes) ?? new Map()
  }

  async read({ folderId, path, offset, length }: ChunkPlace, into: Uint8Array): Promise<number> {
    return this.#runners.get(folderId)?.readOwn(path, offset, into.subarray(0, length)) ?? 0
  }

  async #apply(work: SyncWork): Promise<void> {
    const before = this.#work
    this.#work = work
    this.#store ??= SyncStore.open({
      path: join(work.dataFolder, 'sync.db'),
      notice: (text) =>
        this.#events.add({ at: Date.now(), level: 'warning', code: 'sync-store-damaged', text }),
    })
    this.#setLimits(work.settings)
    if (!before || needsNewPort(before, work)) {
      await this.#listening?.close()
      this.#listening = undefined
    }
    this.#listening?.setPeers(work.peers)
    await this.#applyFolders(work.folders)
    // Who is not paired with anybody keeps no port open.
    if (work.peers.length > 0) this.#listening ??= this.#listen(work)
    this.#announce()
  }

  async #applyFolders(folders: readonly Folder[]): Promise<void> {
    for (const [id, runner] of this.#runners) {
      if (folders.some((folder) => folder.id === id)) continue
      this.#runners.delete(id)
      this.#paused.delete(id)
      await runner.end()
      this.#store?.forget(id)
      this.#tidy()
    }
    for (const folder of folders) {
      const runner = this.#runners.get(folder.id)
      if (runner === undefined) this.#runners.set(folder.id, this.#start(folder))
      else if (!isSame(runner.settings, folder)) await runner.change(folder)
    }
  }

  #start(folder: Folder): FolderRunner {
    const runner = new FolderRunner(folder, {
      device: this.#work!.identity.id,
      store: this.#store!,
      hash: this.#hash,
      downloads: this.#downloads,
      locator: this,
      memoryInUse: () => this.#budget.inUse,
      nameOf: (device) => this.#nameOf(device),
      session: (device) => this.#listening?.session(device),
      announce: () => this.#announce(),
      tidy: () => this.#tidy(),
      storeDamaged: (fault) => {
        // The worker ends; the next one begins with a new store.
        setImmediate(() => {
          throw fault
        })
      },
      tell: (event) => this.#events.add({ ...event, at: Date.now(), folderId: folder.id }),
    })
    if (this.#paused.has(folder.id)) void runner.pause(true)
    return runner
  }

  #listen({ identity, settings, peers }: SyncWork): Listening {
    const listening = new Listening({
      identity,
      settings,
      host: this.#shares,
      connected: (session) => this.#connected(session),
      lost: (device) => {
        this.#downloads.removeSource(device)
        this.#shares.lost(device)
      },
    })
    listening.setPeers(peers)
    listening.found(this.#found)
    return listening
  }

  #connected(session: PeerSession): void {
    this.#shares.connected(session)
    this.#downloads.addSource(session)
    this.#retry()
  }

  #retry(): void {
    for (const runner of this.#runners.values()) runner.connected()
  }

  #nameOf(device: string): string {
    return this.#work?.peers.find(({ id }) => id === device)?.name ?? device.slice(0, 8)
  }

  /** Devices are told which folders they may see, and ours how devices share them. */
  #announce(): void {
    for (const { id } of this.#work?.peers ?? []) {
      this.#listening?.session(id)?.announce(this.#shares.folders(id))
      this.#shares.tellFolders(id)
    }
  }

  #setLimits(settings: SyncSettings): void {
    const { upload, download } = limitsAt(settings, new Date())
    this.#upload.set(upload)
    this.#download.set(download)
    const memory = settings.memoryMB * megabyte
    this.#serving.setLimit(memory * servingPart)
    this.#budget.setLimit(memory * (1 - servingPart))
    this.#downloads.setMaxStreams(settings.streams)
  }

  #tick(): void {
    this.#lateness.tick(performance.now())
    this.#tidy()
    if (this.#work && this.#work.settings.hours.length > 0) this.#setLimits(this.#work.settings)
  }

  /** Postponed work of the store, a little in each turn of the event loop. */
  #tidy(): void {
    if (this.#isTidying || !this.#tidySome()) return
    this.#isTidying = true
    const goOn = () => {
      if (this.#tidySome()) return void setImmediate(goOn)
      this.#isTidying = false
      for (const runner of this.#runners.values()) runner.tidied()
    }
    setImmediate(goOn)
  }

  /** False when nothing is left, or nothing can be done now. */
  #tidySome(): boolean {
    if (this.#isEnded) return false
    try {
      return this.#store?.tidy() ?? false
    } catch (error) {
      if (error instanceof Fault && error.code !== 'sync-store-damaged') return false
      throw error
    }
  }

  #runner(id: string): FolderRunner {
    const runner = this.#runners.get(id)
    if (runner === undefined) throw new Fault('folder-unknown', `There is no folder with the id ${id}.`)
    return runner
  }

  async #end(): Promise<void> {
    clearInterval(this.#wheel)
    this.#isEnded = true
    await this.#listening?.close()
    await Promise.all([...this.#runners.values()].map((runner) => runner.end()))
    this.#downloads.close()
    await this.#hash.close()
    this.#store?.close()
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Whether sessions cannot go on as they are. */
function needsNewPort(before: SyncWork, { identity, settings, peers }: SyncWork): boolean {
  const of = ({ listen, profile, datagrams }: SyncSettings) => ({ listen, profile, datagrams })
  return (
    !isSame(before.identity, identity) || !isSame(of(before.settings), of(settings)) || peers.length === 0
  )
}
