import type { Fault } from '../../wire/fault.ts'
import type { HashPool } from './content/hash-pool.ts'
import type { PeerSession } from './protocol/session.ts'
import type { SyncStore } from './store/sync-store.ts'
import type { TellFolder } from './sync-events.ts'
import type { Downloads } from './transfer/downloads.ts'
import type { ChunkLocator } from './transfer/interfaces.ts'

/** What a folder has of the engine, along with the other folders. */
export interface FolderDeps {
  device: string
  store: SyncStore
  hash: HashPool
  downloads: Downloads
  locator: ChunkLocator
  /** Bytes, of all folders. */
  memoryInUse(): number
  /** What a device is called. */
  nameOf(device: string): string
  session(device: string): PeerSession | undefined
  /** Nothing goes on without the store. */
  storeDamaged(fault: Fault): void
  /** The store has put work off. */
  tidy(): void
  /** What is told to devices of the folder is no longer true. */
  announce(): void
  tell: TellFolder
}
