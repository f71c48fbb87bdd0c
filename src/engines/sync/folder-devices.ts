import type { FolderSnapshot } from '../../contract/sync.ts'
import { IndexFeed } from './index-feed.ts'
import type { FileRecord } from './model/record.ts'
import type { SharedFolder } from './protocol/host.ts'
import type { PeerSession } from './protocol/session.ts'
import type { FolderStore } from './store/folder-store.ts'

const nothing = { files: 0, bytes: 0 }

/** The devices that may see one folder: which of them have it too, and whose index is known how far. */
export class FolderDevices {
  readonly #folderId: string
  readonly #store: FolderStore
  readonly #session: (device: string) => PeerSession | undefined
  /** What is on the disk is known. */
  readonly #looked: Promise<void>
  readonly #feed: IndexFeed
  /** As they announced it. */
  readonly #sharing = new Map<string, SharedFolder>()
  /** Those of which all has come that they had when they were asked. */
  readonly #caughtUp = new Set<string>()
  #allowed: readonly string[] = []

  constructor(
    folderId: string,
    store: FolderStore,
    session: (device: string) => PeerSession | undefined,
    looked: Promise<void>,
  ) {
    this.#folderId = folderId
    this.#store = store
    this.#session = session
    this.#looked = looked
    this.#feed = new IndexFeed(folderId, store)
  }

  /** What is known of others is forgotten. */
  allow(devices: readonly string[]): void {
    this.#allowed = devices
    for (const device of new Set([...this.#store.remotes(), ...this.#sharing.keys()])) {
      if (devices.includes(device)) continue
      this.lost(device)
      this.#store.dropRemote(device)
    }
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
    void this.#request(device, folder.indexId)
  }

  /**
   * Not before the first look is over: a file that was put in place just before a crash is told from a change of somebody
   * by what the device had then.
   */
  async #request(device: string, indexId: string): Promise<void> {
    const session = this.#session(device)
    await this.#looked
    if (this.#sharing.get(device)?.indexId !== indexId || this.#session(device) !== session) return
    const known = this.#store.remote(device)
    const from = known.indexId === indexId ? known.sequence : 0
    if (from === 0) this.#store.resetRemote(device, indexId)
    session?.requestIndex(this.#folderId, indexId, from)
  }

  /** The session with the device is over, or another one has taken over. */
  lost(device: string): void {
    this.#sharing.delete(device)
    this.#caughtUp.delete(device)
    this.#feed.lost(device)
  }

  /** All that a device had when it was asked has come: false if that is of no interest any more. */
  caughtUp(device: string): boolean {
    if (!this.#sharing.has(device)) return false
    this.#caughtUp.add(device)
    return true
  }

  /** Own records for a device, some at a time. */
  indexSince(device: string, indexId: string, sequence: number): Iterable<readonly FileRecord[]> {
    return this.#feed.since(device, indexId, sequence)
  }

  /** There are new own records. */
  tell(): void {
    for (const device of this.#allowed) {
      const session = this.#session(device)
      if (session) this.#feed.tell(session)
    }
  }

  snapshot(): FolderSnapshot['peers'] {
    return this.#allowed.map((id) => {
      const told = this.#caughtUp.has(id)
      // What a device does not want it does not lack.
      const takesAll = this.#sharing.get(id)?.isPartial === false
      const { files: needFiles, bytes: needBytes } = told && takesAll ? this.#store.lacks(id) : nothing
      const connected = this.#session(id) !== undefined
      return { id, connected, shares: this.#sharing.has(id), told, needFiles, needBytes }
    })
  }
}
