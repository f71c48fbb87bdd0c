import type { FileKind } from '../model/record.ts'

/** What lies on disk under one path, as one look at it found. */
export interface FoundFile {
  /** As in a record: relative, with `/`, in NFC. */
  readonly path: string
  readonly kind: FileKind
  /** Bytes of a file; else 0. */
  readonly size: number
  /** Milliseconds since the Unix epoch, whole, as the disk keeps it (some keep but seconds). */
  readonly mtime: number
  /** Permission bits (0o777), or -1 where the system has none. */
  readonly mode: number
  /** Of a symbolic link; else empty. */
  readonly target: string
  /** The same as long as it is the same file, whatever its name. */
  readonly inode: string
}

/** What is believed to lie under a path, to be compared before it is touched. `inode` counts where it is known. */
export interface InPlace {
  readonly kind: FileKind
  readonly size: number
  readonly mtime: number
  readonly inode?: string
}

/** How something is put in place of something else. */
export interface PlaceOptions {
  /** What lies there as far as is known; undefined: nothing. Anything else there is never touched: Fault `file-busy`. */
  readonly known: InPlace | undefined
  /** Whether what is replaced or deleted goes to the bin. */
  readonly keep: boolean
}
