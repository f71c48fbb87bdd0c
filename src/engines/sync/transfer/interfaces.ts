import type { Fault } from '../../../wire/fault.ts'
import type { Chunk, FileRecord } from '../model/record.ts'
import type { ChunkWant, ManifestWant } from '../protocol/host.ts'
import type { BufferPool } from './buffer-pool.ts'

/** A file that some device has and this one lacks. */
export interface Need {
  readonly best: FileRecord
  /** What this device has under that path. */
  readonly own: FileRecord | undefined
  /** The devices that have the best record. */
  readonly devices: readonly string[]
}

/** Where chunks come from: a session with a device. */
export interface ChunkSource {
  readonly device: string
  /** Proven against the content's id. */
  manifest(folderId: string, want: ManifestWant, signal?: AbortSignal): Promise<readonly Chunk[]>
  /** One stream. `take` gets exactly the length asked, in a buffer that is valid until its promise resolves. */
  fetch(
    wants: readonly ChunkWant[],
    take: (index: number, bytes: Uint8Array) => Promise<void>,
    options: { unavailable(index: number): void; signal?: AbortSignal; buffers: BufferPool },
  ): Promise<void>
}

export interface CommitOptions {
  /** Otherwise whoever commits sees to it that the directory is synced before the record is stored. */
  readonly syncDirectory: boolean
}

/** A file that is being put together under a name of its own, out of sight. */
export interface FileSink {
  /** The name in the folder's `.hawser/tmp`. */
  readonly name: string
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<void>
  /** Fills `into`; returns how much there was. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Whole and verified: onto the disk and under the record's name. */
  commit(record: FileRecord, options: CommitOptions): Promise<void>
  /** Leaves what there is for another time. */
  close(): Promise<void>
  discard(): Promise<void>
}

/** A folder on disk, as far as files arrive there. All reject with the faults of `diskFault`. */
export interface SinkFolder {
  create(path: string, size: number): Promise<FileSink>
  /** What was left by `close` or by a crash; undefined when it is gone or of another size. */
  open(name: string, size: number): Promise<FileSink | undefined>
  /** Makes renames in the directories of these paths last. */
  syncDirectories(paths: readonly string[]): Promise<void>
}

export interface ChunkPlace {
  readonly folderId: string
  readonly path: string
  /** bytes */
  readonly offset: number
  readonly length: number
}

/** Chunks that lie in files of this device already. */
export interface ChunkLocator {
  locate(hashes: readonly string[]): ReadonlyMap<string, readonly ChunkPlace[]>
  /** Into the start of `into`; returns how much there was. */
  read(place: ChunkPlace, into: Uint8Array): Promise<number>
}

/** How far a file has come. `done` has one bit a chunk, the lowest bit of a byte first. */
export interface Partial {
  readonly content: string
  readonly temp: string
  readonly done: Uint8Array
}

/** What is remembered of files on their way, and of contents. */
export interface TransferStore {
  manifest(content: string): readonly Chunk[] | undefined
  putManifest(content: string, chunks: readonly Chunk[]): void
  partial(path: string): Partial | undefined
  putPartial(path: string, partial: Partial): void
  removePartial(path: string): void
}

/** What the engine gives the fetcher of a folder, and hears from it. */
export interface FetcherHost {
  /**
   * Up to `limit` files that are needed next; none when there are no more for now, until `wake`. Each is given once, unless
   * `begin` starts over. Only files with content are meant: directories, links and deletions are not of this part.
   */
  next(limit: number): readonly Need[]
  /**
   * The file is whole: puts it in place by `file.commit`, after whatever a conflict or a local change demands. Returns the
   * record to store, or undefined when the file was not wanted any more (it is discarded). Without this the best record is.
   */
  place?(need: Need, file: FileSink, options: CommitOptions): Promise<FileRecord | undefined>
  /** These are in place and will stay: to be stored, in one transaction. */
  finished(files: readonly Finished[]): void
  /** Could not be brought now; to be tried again later. */
  failed(need: Need, fault: Fault): void
  /** The whole folder stands still: a full or read-only disk, or the folder is gone. `wake` goes on. */
  halted(fault: Fault): void
  /** Nothing is under way any more and `next` has given nothing. */
  drained(): void
}

export interface Finished {
  readonly need: Need
  readonly record: FileRecord
  readonly chunks: readonly Chunk[]
}
