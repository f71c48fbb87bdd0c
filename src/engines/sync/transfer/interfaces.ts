import type { Fault } from '../../../wire/fault.ts'
import type { FoundFile, PlaceOptions } from '../files/found-file.ts'
import type { Chunk, FileRecord } from '../model/record.ts'
import type { ChunkWant, ManifestWant } from '../protocol/host.ts'
import type { ChunkPlace, Partial } from '../store/types.ts'
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

/** A file that is being put together under a name of its own, out of sight. */
export interface FileSink {
  /** The name in the folder's `.hawser/tmp`. */
  readonly name: string
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<void>
  /** Fills `into` with what was written; returns how much there was. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Makes it visible under the record's path, durable, with its time and mode; many at once are flushed together. */
  commit(record: FileRecord, options: PlaceOptions): Promise<FoundFile>
  /** Leaves what there is for another time. */
  close(): Promise<void>
  discard(): Promise<void>
}

/** Where files of a folder are put together. All reject with the faults of `diskFault`. */
export interface SinkFolder {
  /** Of zeros; `path` is how people know it. */
  create(name: string, size: number, path: string): Promise<FileSink>
  /** What was left by `close` or by a crash; undefined when it is gone or of another size. */
  open(name: string, size: number, path: string): Promise<FileSink | undefined>
}

/** Chunks that lie in files of this device already. */
export interface ChunkLocator {
  /** At most 256 at once. */
  locate(hashes: readonly string[]): ReadonlyMap<string, readonly ChunkPlace[]>
  /** Fills `into`; returns how much there was. */
  read(place: ChunkPlace, into: Uint8Array): Promise<number>
}

/** What is remembered of files on their way, and of contents. */
export interface TransferStore {
  manifest(content: string): readonly Chunk[] | undefined
  putManifest(content: string, chunks: readonly Chunk[]): void
  partial(path: string): Partial | undefined
  putPartial(path: string, partial: Partial): void
  removePartial(path: string): void
}

/** A file that is in place. */
export interface Placed {
  /** What is stored: the best record as a rule. */
  readonly record: FileRecord
  /** What lies on the disk now. */
  readonly found: FoundFile
}

export interface Finished extends Placed {
  readonly need: Need
  readonly chunks: readonly Chunk[]
}

/** What the engine gives the fetcher of a folder, and hears from it. */
export interface FetcherHost {
  /**
   * Up to `limit` files that are needed next; none when there are no more for now, until `wake`. Only files: directories,
   * links, deletions and what is here already under another name are not of this part.
   */
  next(limit: number): readonly Need[]
  /**
   * The file is whole and verified: puts it in place by `file.commit`, after whatever a conflict or a local change demands.
   * Undefined when the file is not wanted any more. Does not close it otherwise.
   */
  place(need: Need, file: FileSink): Promise<Placed | undefined>
  /** These are in place and will stay, whatever happens to the power: to be stored, in one transaction. */
  finished(files: readonly Finished[]): void
  /** Could not be brought now. To be given again by `next` when there is reason to try. */
  failed(need: Need, fault: Fault): void
  /**
   * The folder stands still: a full or read-only disk, or it is gone. What was under way is needed again: `wake` goes on,
   * with `next` from the start.
   */
  halted(fault: Fault): void
  /** Nothing is under way any more and `next` has nothing. */
  drained(): void
}
