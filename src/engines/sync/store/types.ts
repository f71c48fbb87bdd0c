import type { FileRecord } from '../model/record.ts'

/** A path whose best record is not ours. */
export interface Need {
  readonly best: FileRecord
  readonly own: FileRecord | undefined
  /** Devices that hold the best record. */
  readonly devices: string[]
  /** Goes into `after` to continue behind this one, in the same order. */
  readonly cursor: string
}

export interface NeededOptions {
  limit: number
  /** The cursor of the last need of the page before. */
  after?: string
  /**
   * `priority` (the usual): directories from the top down, then files by classes of size and the newest of each class
   * first, then what is to be deleted, directories last and from the bottom up. `path`: bytes of UTF-8.
   */
  order?: 'priority' | 'path'
  /** Paths to be left out, which costs little. There should be no more than some thousand. */
  skip?(path: string): boolean
}

/** Files are all entries but directories, except that those of a need or a lack are all entries. */
export interface Totals {
  globalFiles: number
  globalBytes: number
  localFiles: number
  localBytes: number
  /** Entries to be made or changed, directories included. */
  needFiles: number
  /** Of needed contents that differ from our own at that path. */
  needBytes: number
  needDeletes: number
  /** Own files that are copies kept of conflicts. */
  conflicts: number
}

/** What the last scan saw; a file that still looks so is not read again. */
export interface DiskState {
  readonly size: number
  /** Whole ms since the Unix epoch. */
  readonly mtime: number
  /** The system's permission bits, or -1. */
  readonly mode: number
  /** Empty where the system has none. */
  readonly inode: string
}

/** The own record of a path and what the last scan saw there. */
export interface Known {
  readonly own: FileRecord
  readonly disk: DiskState | undefined
}

/** A file that is being fetched. What `done` says must be verified after a crash: the store may be ahead of the disk. */
export interface Partial {
  readonly content: string
  /** The temporary file's name. */
  readonly temp: string
  /** One bit a chunk of the manifest, the lowest of each byte first. */
  readonly done: Uint8Array
}

/** Where a chunk lies in an own file. It is verified by who reads it: the file may have changed since the scan. */
export interface ChunkPlace {
  readonly folderId: string
  readonly path: string
  readonly offset: number
  readonly length: number
}

/** A direct entry of a directory as all devices together have it. */
export interface Child {
  readonly name: string
  readonly kind: FileRecord['kind']
  /** Of a file; 0 of a directory. */
  readonly size: number
  readonly mtime: number
  /** Our own record is the best one. */
  readonly here: boolean
}

export interface ChildPage {
  entries: Child[]
  /** Where the next page begins; undefined when this was the last. A page may be empty and yet not the last. */
  next: string | undefined
}
