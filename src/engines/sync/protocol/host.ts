import type { Chunk, FileRecord } from '../model/record.ts'

/** A folder as one device tells another of it. */
export interface SharedFolder {
  readonly id: string
  readonly name: string
  readonly mode: 'both' | 'send' | 'receive'
  /** It takes a part only of what others have: what it lacks need not be on its way. */
  readonly isPartial: boolean
  /** Made anew with the store: whoever knows another one asks from sequence 0. */
  readonly indexId: string
  /** The newest record of that index. */
  readonly sequence: number
  readonly files: number
  readonly bytes: number
}

/** A part of a file, as one device asks another for it. */
export interface ChunkWant {
  readonly folderId: string
  readonly path: string
  /** The content's id, as in the record. */
  readonly content: string
  /** bytes */
  readonly offset: number
  readonly length: number
  readonly hash: string
}

/** What a manifest is asked for: a record has it all. */
export interface ManifestWant {
  readonly path: string
  readonly content: string
  readonly size: number
  readonly chunks: number
}

/** Memory that is lent to whoever serves; `MemoryBudget` fits. Never the budget that fetching waits for: two devices would wait for each other. */
export interface ServingMemory {
  acquire(bytes: number, signal?: AbortSignal): Promise<{ release(): void }>
}

/** Buffers used again and again; `BufferPool` fits. A buffer may be longer than asked. */
export interface Buffers {
  take(bytes: number): Uint8Array
  give(buffer: Uint8Array): void
}

/**
 * What an engine gives every session. Nothing is asked of it for a folder that `announce` has not named to that device.
 * What a call returns a promise for holds up what comes after it on the same stream: that is the back-pressure.
 */
export interface SessionHost {
  /** Told to the device as soon as it is connected. */
  folders(device: string): readonly SharedFolder[]
  /** All folders that the device shares with us, each time the list changes. */
  onFolders(device: string, folders: readonly SharedFolder[]): void
  /**
   * Own records after `sequence`, in rising order of it, some at a time; asked again for what came meanwhile. All of them
   * if `indexId` is not that of the index.
   */
  indexSince(
    device: string,
    folderId: string,
    indexId: string,
    sequence: number,
  ): Iterable<readonly FileRecord[]>
  /** Resolves when there is a record of everything in the folder: the end of its index is told no sooner. */
  looked?(device: string, folderId: string): Promise<void> | undefined
  /** Records of the device, checked and in rising order of sequence. It must not wait for the network. */
  onIndex(
    device: string,
    folderId: string,
    indexId: string,
    records: readonly FileRecord[],
  ): void | Promise<void>
  /** Everything that there was when the index was asked for, or found by the first look since, has come; what follows is live. */
  onIndexEnd(device: string, folderId: string, indexId: string, sequence: number): void
  manifest(device: string, folderId: string, content: string): readonly Chunk[] | undefined
  /** Reads the chunk into the start of `into`; anything but `want.length` means that it is not there any more. */
  readChunk(device: string, want: ChunkWant, into: Uint8Array): Promise<number>
  /** Before so many bytes are sent: the bandwidth limit. */
  uploadRoom(bytes: number): Promise<void> | undefined
  readonly buffers: Buffers
  readonly memory: ServingMemory
}
