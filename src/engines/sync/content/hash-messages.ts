import type { Piece } from './file-parts.ts'
import type { FileStamp } from './hash-file.ts'

/** A file that a hash worker is to read. `slot` is its place among the flags that cancel. */
export interface HashJob {
  readonly id: number
  readonly slot: number
  readonly path: string
  /** Only this part of a file that has `size` bytes. */
  readonly part?: { readonly piece: Piece; readonly size: number } | undefined
}

/** The manifest of more than one chunk, as `encodeManifest` writes it; else none, as content and size say it. */
export interface HashDone {
  readonly id: number
  readonly size: number
  readonly mtime: number
  readonly content: string
  readonly manifest: Uint8Array | undefined
}
/** A part of a file; `manifest` is of what `FileParts.take` wants. */
export interface PieceDone {
  readonly id: number
  readonly stamp: FileStamp
  readonly manifest: Uint8Array
}
export interface HashFailed {
  readonly id: number
  readonly code: string
  readonly text: string
}

export type HashResult = HashDone | PieceDone | HashFailed

/** Files that are finished, or how many more bytes of a long one are. */
export type HashAnswer =
  | { readonly results: readonly HashResult[] }
  | { readonly id: number; readonly bytes: number }

export interface HashWorkerData {
  /** One `Int32` a slot; not 0 when its job is no longer wanted. */
  readonly cancelled: SharedArrayBuffer
}

/** Jobs that one worker holds at most. */
export const slotsPerWorker = 128
