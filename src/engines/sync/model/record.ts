/**
 * A version vector: how often each device has changed a path. Device ids in ascending order, each at most once.
 * One version follows another when it counts at least as much for every device; otherwise they are concurrent.
 */
export type Version = readonly (readonly [device: string, count: number])[]

export type FileKind = 'file' | 'directory' | 'symlink'

/** What a device knows of one path. */
export interface FileRecord {
  /** Relative to the folder, with `/`, in NFC, never with `.` or `..`; 1 to 4096 bytes of UTF-8. */
  readonly path: string
  readonly kind: FileKind
  readonly deleted: boolean
  /** Bytes of a file; else 0. */
  readonly size: number
  /** Milliseconds since the Unix epoch, whole. */
  readonly mtime: number
  /** Permission bits (0o777), or -1 where the system has none. */
  readonly mode: number
  /** Of a symbolic link; else empty. */
  readonly target: string
  /** The content's id (see `manifest.ts`), 64 hexadecimal digits; empty for what is no file or is deleted. */
  readonly content: string
  /** How many chunks the content has; a content of one chunk is that chunk's hash. 0 for an empty file. */
  readonly chunks: number
  readonly version: Version
  /** The device that made this version. */
  readonly by: string
  /** Rises with each record that the device holding it stores; what comes after a number is what is new since. */
  readonly sequence: number
}

/** A part of a file: BLAKE3 (64 hexadecimal digits) and length in bytes. */
export interface Chunk {
  readonly hash: string
  readonly length: number
}
