import type { Hasher, Manifest, Progress, Sink } from '../../transfer/files.ts'

export interface DiskSinkOptions {
  /** Absolute; must be there. */
  folder: string
  hasher: Hasher
}

/**
 * One transfer into a folder: each file as `name.part` beside its place until it is whole, with a journal
 * `.hawser-transfer-<id>` in the folder, from which a later sink goes on.
 */
export class DiskSink implements Sink {
  constructor(_options: DiskSinkOptions) {}

  /** The top-level files and folders as they are called here, once placed: to be shown to a person. */
  get placed(): readonly string[] {
    return []
  }

  async open(_manifest: Manifest, _signal: AbortSignal): Promise<Progress> {
    throw new Error('to come')
  }

  /** Many at once are fine, and faster; one block once. */
  async write(_file: number, _block: number, _bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    throw new Error('to come')
  }

  /** Those that are asked for at once are flushed together: do not wait for one before the next. */
  async finish(_file: number, _hash: Uint8Array): Promise<void> {
    throw new Error('to come')
  }

  async close(_keep: boolean): Promise<void> {}
}
