import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { EngineEvent } from '../../../src/contract/events.ts'
import {
  type Folder,
  type FolderSnapshot,
  folderSchema,
  type SyncSettings,
  type SyncSnapshot,
  syncSettingsSchema,
} from '../../../src/contract/sync.ts'
import { Activity } from '../../../src/engines/kit/activity.ts'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'
import { SyncEngine, type SyncWork } from '../../../src/engines/sync/engine.ts'
import type { PoolIdentity } from '../../../src/engines/sync/pool/pool.ts'
import { freePort } from '../free-port.ts'
import { makeDevice } from './devices.ts'

export const folderId = 'test-folder'

/** What has not happened by then, on the busiest machine, never will. */
const patienceMs = 60_000
// A test waits for several such things, one after the other.
vi.setConfig({ testTimeout: 3 * patienceMs, hookTimeout: patienceMs })

/** Who a folder is shared with. */
export type Member = Pick<SyncDevice, 'device' | 'port'>

/** One device with one folder, on the real transport. */
export class SyncDevice {
  readonly device: PoolIdentity
  readonly home = mkdtempSync(join(tmpdir(), 'hawser-sync-'))
  readonly port: number
  readonly events: EngineEvent[] = []
  engine!: SyncEngine
  work: SyncWork
  readonly #stop = new AbortController()

  private constructor(device: PoolIdentity, port: number) {
    this.device = device
    this.port = port
    this.work = {
      identity: {
        id: device.id,
        name: device.name,
        certificate: device.certificate,
        privateKey: device.privateKey,
      },
      settings: this.settings(),
      peers: [],
      folders: [],
      dataFolder: this.home,
    }
  }

  static async make(name: string): Promise<SyncDevice> {
    return new SyncDevice(await makeDevice(name), await freePort())
  }

  get root(): string {
    return join(this.home, 'folder')
  }

  settings(changed: Partial<SyncSettings> = {}): SyncSettings {
    return {
      ...syncSettingsSchema.parse({}),
      listen: { host: '127.0.0.1', port: this.port },
      announce: false,
      ...changed,
    }
  }

  folder(peers: readonly Member[], changed: Partial<Folder> = {}): Folder {
    return folderSchema.parse({
      id: folderId,
      name: 'Test',
      path: this.root,
      peers: peers.map(({ device }) => device.id),
      quietMs: 0,
      ...changed,
    })
  }

  /** Starts the engine, or a new one in its place, and shares the folder with these devices. */
  async start(others: readonly Member[], changed: Partial<Folder> = {}): Promise<void> {
    mkdirSync(this.root, { recursive: true })
    const queue = new EventQueue()
    this.engine = new SyncEngine(queue, new Activity())
    void this.#read(queue)
    await this.share(others, changed)
  }

  async share(others: readonly Member[], changed: Partial<Folder> = {}): Promise<void> {
    this.work = { ...this.work, folders: [this.folder(others, changed)] }
    await this.connect(others)
  }

  /** Has sessions with these devices only, whoever shares the folder. */
  async connect(others: readonly Member[]): Promise<void> {
    this.work = {
      ...this.work,
      peers: others.map(({ device, port }) => ({
        id: device.id,
        name: device.name,
        certificate: device.certificate,
        addresses: [{ host: '127.0.0.1', port }],
        pairedAt: 0,
      })),
    }
    await this.engine.apply(this.work)
  }

  get snapshot(): SyncSnapshot {
    return this.engine.snapshot()
  }
  get state(): FolderSnapshot {
    return this.snapshot.folders.find(({ id }) => id === folderId)!
  }

  async until(met: (state: FolderSnapshot, all: SyncSnapshot) => boolean, ms = patienceMs): Promise<void> {
    const end = performance.now() + ms
    for (;;) {
      const all = this.snapshot
      const state = all.folders.find(({ id }) => id === folderId)
      if (state && met(state, all)) return
      if (performance.now() > end) {
        const told = this.events.map(({ text }) => text).join('\n')
        throw new Error(`Waited in vain. ${JSON.stringify({ state, peers: all.peers }, null, 1)}\n${told}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async stop(): Promise<void> {
    await this.engine?.drain(5000)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    this.#stop.abort()
    rmSync(this.home, { recursive: true, force: true })
  }

  async #read(queue: EventQueue): Promise<void> {
    for await (const event of queue.read(this.#stop.signal)) this.events.push(event)
  }
}

/** All that has happened has reached everybody. */
export async function converged(devices: readonly SyncDevice[], ms = patienceMs): Promise<void> {
  const isQuiet = ({ state, snapshot }: SyncDevice) =>
    state.state === 'idle' &&
    state.lastScanAt > 0 &&
    state.needFiles + state.needDeletes === 0 &&
    snapshot.peers.every((peer) => peer.state === 'connected') &&
    state.peers.every(({ told, needFiles }) => told && needFiles === 0)
  const end = performance.now() + ms
  let quiet = 0
  while (quiet < 5) {
    quiet = devices.every(isQuiet) ? quiet + 1 : 0
    if (performance.now() > end) {
      const states = devices.map(({ device, state, snapshot, events }) => ({
        name: device.name,
        state,
        peers: snapshot.peers,
        events: events.map(({ text }) => text),
      }))
      throw new Error(`Not equal after ${ms} ms: ${JSON.stringify(states, null, 1)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
