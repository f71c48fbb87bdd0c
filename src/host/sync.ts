import type { Peer } from '../contract/peers.ts'
import type { Client } from '../contract/procedure.ts'
import type { Endpoint } from '../contract/rule.ts'
import { type Folder, type SyncSettings, type SyncSnapshot, syncContract } from '../contract/sync.ts'
import type { Clock } from './clock.ts'
import { EngineClient, type EngineListener } from './engine-client.ts'

type SyncClient = Client<typeof syncContract>

/** Who this machine is to its peers. The private key goes to the engine alone. */
export interface DeviceIdentity {
  id: string
  name: string
  certificate: string
  privateKey: string
}

/** Everything that the sync engine works by. */
export interface SyncWork {
  identity: DeviceIdentity
  settings: SyncSettings
  peers: Peer[]
  folders: Folder[]
  pausedFolders: string[]
}

const snapshotIntervalMs = 100

/** What the host wants of the sync engine. */
export class Syncs {
  readonly engine: EngineClient<typeof syncContract, SyncSnapshot>
  readonly #dataFolder: string
  #work: SyncWork | undefined
  #found: { id: string; addresses: Endpoint[] }[] = []

  /** `wake`: see `EngineSubject`. */
  constructor(
    dataFolder: string,
    listener: EngineListener<SyncSnapshot>,
    clock: Clock,
    wake: () => Promise<void>,
  ) {
    this.#dataFolder = dataFolder
    const subject = {
      contract: syncContract,
      name: 'sync',
      wake,
      prepare: async (client: SyncClient) => {
        // Before it has them, so that they do not even begin.
        await this.#pause(client, this.#work?.pausedFolders ?? [], true)
        await this.#give(client)
      },
      snapshots: (client: SyncClient, signal: AbortSignal) =>
        client.snapshots({ intervalMs: snapshotIntervalMs }, signal),
    }
    this.engine = new EngineClient(subject, listener, clock)
  }

  /** Resolves when the running engine has it. Without one, the next gets it when it starts. */
  async apply(work: SyncWork): Promise<void> {
    this.#work = work
    await this.engine.tell((client) => this.#give(client))
  }

  /** `all` are paused from then on, also in an engine that is started later. */
  async pause(all: string[], { folderIds, paused }: { folderIds: string[]; paused: boolean }): Promise<void> {
    if (this.#work) this.#work = { ...this.#work, pausedFolders: all }
    await this.engine.tell((client) => this.#pause(client, folderIds, paused))
  }

  /** Where paired devices are on this network. */
  async found(devices: { id: string; addresses: Endpoint[] }[]): Promise<void> {
    this.#found = devices
    await this.engine.tell((client) => client.found({ devices }))
  }

  async #pause(client: SyncClient, folderIds: string[], paused: boolean): Promise<void> {
    if (folderIds.length > 0) await client.pauseFolders({ folderIds, paused })
  }

  #give = async (client: SyncClient) => {
    if (this.#work === undefined) return
    const { identity, settings, peers, folders } = this.#work
    await client.apply({ identity, settings, peers, folders, dataFolder: this.#dataFolder })
    await client.found({ devices: this.#found })
  }
}
