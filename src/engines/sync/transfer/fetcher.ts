import type { FileTransfer } from '../../../contract/sync.ts'
import type { Downloads } from './downloads.ts'
import type { ChunkLocator, FetcherHost, Need, SinkFolder, TransferStore } from './interfaces.ts'

export interface FetcherOptions {
  folderId: string
  downloads: Downloads
  store: TransferStore
  files: SinkFolder
  locator: ChunkLocator
  host: FetcherHost
  /** What a device is called, for the page. */
  nameOf(device: string): string
}

/** Brings the needed files of one folder into place. */
export class Fetcher {
  readonly counters = { downBytes: 0, reusedBytes: 0, chunks: 0, files: 0 }

  constructor(_options: FetcherOptions) {}

  /** There may be files to bring, or what halted the folder may be over. */
  wake(): void {}

  /** Files that just became needed: before all others. What there is no room for comes by `next` in its turn. */
  offer(_needs: readonly Need[]): void {}

  /** The file is not wanted any more, or another version of it is. */
  cancel(_path: string): void {}

  /** At most 32 files on their way. */
  transfers(): FileTransfer[] {
    return []
  }

  /** Stops; resolves when no handle is open any more. What has come so far is kept for another time. */
  async close(): Promise<void> {}
}
