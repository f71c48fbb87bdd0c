import { join } from 'node:path'
import type { Peer } from '../../contract/peers.ts'
import type { Endpoint, RuleProblem } from '../../contract/rule.ts'
import type { Folder, FolderInput, SyncSettings, SyncSnapshot } from '../../contract/sync.ts'
import type { Activity } from '../kit/activity.ts'
import { monotonicClock } from '../kit/clock.ts'
import { whyNotNative } from '../kit/datagram/open-io.ts'
import type { EventQueue } from '../kit/event-queue.ts'
import { Lateness } from '../kit/lateness.ts'
import { Wheel } from '../kit/wheel.ts'
import { checkFolderOnDisk } from './check-folder.ts'
import { HashPool } from './content/hash-pool.ts'
import { FolderCalls } from './folder-calls.ts'
import { FolderRunner } from './folder-runner.ts'
import { Limits } from './limits.ts'
import { Listening } from './listening.ts'
import type { PeerSession } from './protocol/session.ts'
import { Shares } from './shares.ts'
import { SyncStore } from './store/sync-store.ts'
import type { ChunkPlace } from './store/types.ts'
import { Tidying } from './tidying.ts'
import { BufferPool } from './transfer/buffer-pool.ts'
import { Downloads } from './transfer/downloads.ts'
import type { ChunkLocator } from './transfer/interfaces.ts'

const tickMs = 1000

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
  readonly calls: FolderCalls
  readonly activity: Activity
  readonly #events: EventQueue
  readonly #runners = new Map<string, FolderRunner>()
  readonly #paused = new Set<string>()
  readonly #hash = new HashPool()
  readonly #buffers = new BufferPool()
  readonly #limits = new Limits(monotonicClock)
  readonly #downloads: Downloads
  readonly #lateness = new Lateness(tickMs)
  readonly #shares: Shares
  readonly #tidying = new Tidying(
    () => this.#store,
    () => {
      for (const runner of this.#runners.values()) runner.tidied()
    },
  )
  #work: SyncWork | undefined
  #store: SyncStore | undefined
  #listening: Listening | undefined
  #found: { id: string; addresses: Endpoint[] }[] = []
  #changing: Promise<void> = Promise.resolve()
  readonly #wheel: Wheel

  constructor(events: EventQueue, activity: Activity) {
    this.#events = events
    this.activity = activity
    this.calls = new FolderCalls(this.#runners, this.#hash)
    this.#downloads = new Downloads({
      budget: this.#limits.memory,
      buffers: this.#buffers,
      limit: this.#limits.download,
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
      memory: this.#limits.serving,
      uploadRoom: (bytes) => this.#limits.upload.take(bytes),
    })
    this.#wheel = new Wheel(activity, {
      everyMs: tickMs,
      calmMs: tickMs,
      tick: (_, lateMs) => this.#tick(lateMs),
    })
  }

  /** Makes this the whole; what did not change is left alone. Resolves when all is so. */
  apply(work: SyncWork): Promise<void> {
    this.activity.stir()
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
    this.activity.stir()
    for (const [id, runner] of this.#runners) if (ids.length === 0 || ids.includes(id)) runner.rescan()
  }

  async pause(ids: readonly string[], paused: boolean): Promise<void> {
    this.activity.stir()
    for (const id of ids) {
      if (paused) this.#paused.add(id)
      else this.#paused.delete(id)
    }
    await Promise.all(ids.map((id) => this.#runners.get(id)?.pause(paused)))
  }

  /** After sleep or a change of network. */
  probe(): void {
    this.activity.stir()
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
      memoryBytes: this.#limits.memoryInUse,
      memoryLimit: this.#limits.memoryLimit,
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
      this.#tidying.begin()
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
      memoryInUse: () => this.#limits.memory.inUse,
      nameOf: (device) => this.#nameOf(device),
      session: (device) => this.#listening?.session(device),
      announce: () => this.#announce(),
      tidy: () => this.#tidying.begin(),
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
        this.activity.stir()
        this.#downloads.removeSource(device)
        this.#shares.lost(device)
      },
    })
    listening.setPeers(peers)
    listening.found(this.#found)
    return listening
  }

  #connected(session: PeerSession): void {
    this.activity.stir()
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

  #tick(lateMs: number): void {
    this.#lateness.take(lateMs, tickMs)
    this.#tidying.begin()
    if (this.#work && this.#work.settings.hours.length > 0) this.#setLimits(this.#work.settings)
  }

  #setLimits(settings: SyncSettings): void {
    this.#limits.set(settings, new Date())
    this.#downloads.setMaxStreams(settings.streams)
  }

  async #end(): Promise<void> {
    this.#wheel[Symbol.dispose]()
    this.#tidying.end()
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
