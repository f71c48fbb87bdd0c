import type { Chunk, FileRecord } from '../model/record.ts'
import type { CloseReason, Connection } from '../transport.ts'
import type { Buffers, ChunkWant, ManifestWant, SharedFolder } from './host.ts'

export interface FetchOptions {
  /** The device no longer has the chunk. */
  unavailable(index: number): void
  signal?: AbortSignal
  buffers: Buffers
}

/** A connection to a paired device after the hello: folders, indexes, and chunks both ways. */
export class PeerSession {
  readonly device: string
  /** As the device calls itself. */
  readonly name: string
  readonly connection: Connection
  /** Resolves, never rejects. */
  readonly closed: Promise<CloseReason>

  constructor(device: string, name: string, connection: Connection) {
    this.device = device
    this.name = name
    this.connection = connection
    this.closed = connection.closed
  }

  /** Tells the device the whole list of folders that it may see; again when anything in it changes. */
  announce(_folders: readonly SharedFolder[]): void {
    throw new Error('not yet')
  }

  /** Asks for the records of a folder after `sequence` of the index `indexId` (as announced), and for those that follow. */
  requestIndex(_folderId: string, _indexId: string, _sequence: number): void {
    throw new Error('not yet')
  }

  /**
   * Records that were just stored, in rising order of sequence. Resolves when they are handed to the connection; at once if
   * the device has not asked for the index. While older records are still on their way they are sent in their turn.
   */
  sendIndex(_folderId: string, _records: readonly FileRecord[]): Promise<void> {
    throw new Error('not yet')
  }

  /** The chunks of a content, proven against its id. Rejects with `chunk-unavailable`, `sync-protocol`, `sync-limit`, `sync-stalled` or `closed`. */
  manifest(_folderId: string, _want: ManifestWant, _signal?: AbortSignal): Promise<Chunk[]> {
    throw new Error('not yet')
  }

  /**
   * Asks for chunks on one stream. They come in the order asked; `take` gets exactly the length asked in a buffer that is valid
   * until its promise resolves, and verifies the hash. A few calls of it may be under way at once.
   * Rejects with what `take` rejects with, or as `manifest` does.
   */
  fetch(
    _wants: readonly ChunkWant[],
    _take: (index: number, bytes: Uint8Array) => Promise<void>,
    _options: FetchOptions,
  ): Promise<void> {
    throw new Error('not yet')
  }

  /** `code` is a fault code that the device gets too. */
  close(code: string, text: string): void {
    this.connection.close(code, text)
  }
}
