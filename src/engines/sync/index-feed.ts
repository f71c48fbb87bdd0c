import type { FileRecord } from './model/record.ts'
import type { PeerSession } from './protocol/session.ts'
import type { FolderStore } from './store/folder-store.ts'

const batchRecords = 500

/** The newest sequence that a device was given, and whether it is being given more. */
interface Feed {
  sequence: number
  isBusy: boolean
}

/** Own records of one folder on their way to its devices. However slow a device is, nothing waits here: the store has it all. */
export class IndexFeed {
  readonly #folderId: string
  readonly #store: FolderStore
  readonly #given = new Map<string, Feed>()

  constructor(folderId: string, store: FolderStore) {
    this.#folderId = folderId
    this.#store = store
  }

  /** All after a sequence, in batches; from the beginning if it is that of another index. */
  *since(device: string, indexId: string, sequence: number): Generator<readonly FileRecord[]> {
    const feed = { sequence: indexId === this.#store.indexId ? sequence : 0, isBusy: false }
    this.#given.set(device, feed)
    for (;;) {
      const records = this.#store.since(feed.sequence, batchRecords)
      if (records.length === 0) return
      feed.sequence = records.at(-1)!.sequence
      yield records
    }
  }

  /** There is something new. */
  tell(session: PeerSession): void {
    const feed = this.#given.get(session.device)
    // Who has not asked for the index gets it all when it does.
    if (feed === undefined || feed.isBusy) return
    feed.isBusy = true
    // When the session is over the next one asks again.
    this.#giveAll(session, feed).catch(() => {
      feed.isBusy = false
    })
  }

  lost(device: string): void {
    this.#given.delete(device)
  }

  async #giveAll(session: PeerSession, feed: Feed): Promise<void> {
    for (;;) {
      const records = this.#store.since(feed.sequence, batchRecords)
      if (records.length === 0) {
        feed.isBusy = false
        return
      }
      feed.sequence = records.at(-1)!.sequence
      await session.sendIndex(this.#folderId, records)
    }
  }
}
