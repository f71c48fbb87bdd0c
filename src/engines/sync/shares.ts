import type { SyncSnapshot } from '../../contract/sync.ts'
import type { FolderRunner } from './folder-runner.ts'
import type { FileRecord } from './model/record.ts'
import type { Buffers, ChunkWant, ServingMemory, SessionHost, SharedFolder } from './protocol/host.ts'
import type { PeerSession } from './protocol/session.ts'

export interface SharesOptions {
  buffers: Buffers
  memory: ServingMemory
  uploadRoom(bytes: number): Promise<void> | undefined
}

/** Which device sees which folder: what sessions ask goes to the folder it is about, or to none. */
export class Shares implements SessionHost {
  readonly buffers: Buffers
  readonly memory: ServingMemory
  readonly uploadRoom: SharesOptions['uploadRoom']
  readonly #runners: ReadonlyMap<string, FolderRunner>
  /** What each device shares with us. */
  readonly #announced = new Map<string, readonly SharedFolder[]>()

  constructor(runners: ReadonlyMap<string, FolderRunner>, { buffers, memory, uploadRoom }: SharesOptions) {
    this.#runners = runners
    this.buffers = buffers
    this.memory = memory
    this.uploadRoom = uploadRoom
  }

  folders(device: string): SharedFolder[] {
    const shared: SharedFolder[] = []
    for (const { settings, shared: folder } of this.#runners.values())
      if (folder && settings.peers.includes(device)) shared.push(folder)
    return shared
  }

  onFolders(device: string, folders: readonly SharedFolder[]): void {
    this.#announced.set(device, folders)
    this.tellFolders(device)
  }

  /** Tells our folders how a device shares them; again when a folder is added. */
  tellFolders(device: string): void {
    const announced = this.#announced.get(device)
    if (announced === undefined) return
    for (const [id, runner] of this.#runners)
      if (runner.settings.peers.includes(device))
        runner.devices.sharedBy(
          device,
          runner.shared ? announced.find((folder) => folder.id === id) : undefined,
        )
  }

  indexSince(device: string, folderId: string, indexId: string, sequence: number) {
    return this.#runner(device, folderId)?.devices.indexSince(device, indexId, sequence) ?? []
  }

  looked(device: string, folderId: string): Promise<void> | undefined {
    return this.#runner(device, folderId)?.firstLook.over
  }

  onIndex(device: string, folderId: string, indexId: string, records: readonly FileRecord[]) {
    return this.#runner(device, folderId)?.remoteIndex(device, indexId, records)
  }

  onIndexEnd(device: string, folderId: string): void {
    this.#runner(device, folderId)?.indexEnded(device)
  }

  manifest(device: string, folderId: string, content: string) {
    return this.#runner(device, folderId)?.store.manifest(content)
  }

  readChunk(device: string, want: ChunkWant, into: Uint8Array): Promise<number> {
    return this.#runner(device, want.folderId)?.readChunk(want, into) ?? Promise.resolve(0)
  }

  /** A session with the device has begun; it may take over from another one. */
  connected({ device }: PeerSession): void {
    this.lost(device)
  }

  lost(device: string): void {
    this.#announced.delete(device)
    for (const { devices } of this.#runners.values()) devices.lost(device)
  }

  /** Folders that devices share with us and we do not have. */
  offers(): SyncSnapshot['offers'] {
    const offers: SyncSnapshot['offers'] = []
    for (const [peer, folders] of this.#announced)
      for (const { id, name, bytes, files } of folders)
        if (this.#runners.get(id)?.settings.peers.includes(peer) !== true)
          offers.push({ id, name, peer, bytes, files })
    return offers
  }

  #runner(device: string, folderId: string): FolderRunner | undefined {
    const runner = this.#runners.get(folderId)
    return runner?.settings.peers.includes(device) ? runner : undefined
  }
}
