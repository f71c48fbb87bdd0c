import type { FileEntry, Source } from '../../transfer/files.ts'

/** What lies under a dropped path and is not sent, and why: a symbolic link, a socket, a name that is no text. */
export interface Skipped {
  path: string
  reason: string
}

/** Files and folders of this machine, by their paths. */
export class DiskSource implements Source {
  readonly entries: readonly FileEntry[]
  readonly skipped: readonly Skipped[]

  private constructor(entries: readonly FileEntry[], skipped: readonly Skipped[]) {
    this.entries = entries
    this.skipped = skipped
  }

  /**
   * Looks through `paths` (absolute, or from the working directory). Two of one name are told apart: `a.mov`, `a (2).mov`.
   * Throws `file-unreadable` (not there, or may not be read), `transfer-limit` (more than 100,000 entries).
   */
  static async open(_paths: readonly string[], _signal?: AbortSignal): Promise<DiskSource> {
    throw new Error('to come')
  }

  /** Throws `file-busy` when the file has another size or time than when it was looked at, `file-unreadable`. */
  async read(_file: number, _offset: number, _into: Uint8Array<ArrayBuffer>): Promise<void> {
    throw new Error('to come')
  }

  async close(): Promise<void> {}
}
