import type { FileRecord } from '../model/record.ts'
import type { FoundFile, PlaceOptions } from './found-file.ts'
import type { FolderRoot } from './root.ts'

/** A file that is being put together in `.hawser/tmp/`, out of sight until it is whole. */
export class PartialFile {
  /** `name`: letters, digits, `.`, `_`, `-`. Of a fresh, empty file; one of that name is replaced. */
  static async create(_root: FolderRoot, _name: string, _size: number): Promise<PartialFile> {
    throw new Error('not yet')
  }
  /** Goes on with one that an earlier run left; undefined if it is not there or of another size. */
  static async open(_root: FolderRoot, _name: string, _size: number): Promise<PartialFile | undefined> {
    throw new Error('not yet')
  }
  /** Starts with all of a local file, where the disk can without moving a byte; Fault `file-busy` if it is not `expected` any more. */
  static async clone(
    _root: FolderRoot,
    _name: string,
    _from: string,
    _expected: { size: number; mtime: number },
  ): Promise<PartialFile> {
    throw new Error('not yet')
  }
  /** Runs of zeros become holes. */
  async write(_bytes: Uint8Array, _offset: number, _length: number, _position: number): Promise<void> {}
  /** Copies from another file (absolute path) if `check` approves of the bytes; says whether it did. */
  async copyFrom(
    _diskPath: string,
    _offset: number,
    _length: number,
    _position: number,
    _check?: (bytes: Uint8Array) => boolean,
  ): Promise<boolean> {
    return false
  }
  /** Flushes what was written, so that a bitmap stored afterwards is true even after a power cut. */
  async sync(): Promise<void> {}
  /**
   * Makes it visible under the record's path: durable, with its time and mode, the old one in the bin. Many at once
   * are flushed together. Faults `file-busy` (something else lies there now), `file-path-unsafe`, `file-name-*`, `disk-full`…
   * On a fault the partial file stays: commit again, or discard.
   */
  async commit(_record: FileRecord, _options: PlaceOptions): Promise<FoundFile> {
    throw new Error('not yet')
  }
  async discard(): Promise<void> {}
  /** Closes it and leaves it for a later run. */
  async close(): Promise<void> {}
}
/** Removes what is left in `.hawser/tmp/`, but for these names. */
export async function sweepPartials(_root: FolderRoot, _keep: ReadonlySet<string>): Promise<void> {}
