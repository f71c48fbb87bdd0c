import type { Chunk, FileRecord } from '../model/record.ts'
import type { ChildPage, DiskState, Known, Need, NeededOptions, Partial, Totals } from './types.ts'

const soon = (): never => {
  throw new Error('not yet')
}

/**
 * What is known of one folder: own records, those of each device, and which is best. Synchronous; each call that
 * writes is one transaction. Pages keep every call short; `put` and `putRemote` take at most 1000 records.
 */
export class FolderStore {
  readonly id: string
  /** Made anew when the store is; a peer that knows another id asks from 0. */
  readonly indexId: string = ''

  constructor(id: string) {
    this.id = id
  }

  /** The last sequence that was given to an own record. It jumps ahead when the store is opened. */
  get sequence(): number {
    return soon()
  }

  /** The own record. */
  get(_path: string): FileRecord | undefined {
    return soon()
  }

  /** The own record, with what the last scan saw, in one look. */
  known(_path: string): Known | undefined {
    return soon()
  }

  /** Own records of a path and all below ('' is everything), in order of their UTF-8 bytes; the store may change meanwhile. */
  under(_path: string): Iterable<FileRecord> {
    return soon()
  }

  knownUnder(_path: string): Iterable<Known> {
    return soon()
  }

  /** Own records: they get sequences in their order. `seen`, by path, is what the scan saw. */
  put(
    _records: readonly FileRecord[],
    _manifests?: ReadonlyMap<string, readonly Chunk[]>,
    _seen?: ReadonlyMap<string, DiskState>,
  ): void {
    soon()
  }

  /** At most `limit` own records that came after `sequence`, in order of sequence. */
  since(_sequence: number, _limit: number): FileRecord[] {
    return soon()
  }

  /** How far we know a device's index; '' and 0 when not at all. */
  remote(_device: string): { indexId: string; sequence: number } {
    return soon()
  }

  /** Devices of which an index is known. */
  remotes(): string[] {
    return soon()
  }

  /** In order of sequence. Another index id than before forgets what was known of the device. */
  putRemote(_device: string, _indexId: string, _records: readonly FileRecord[]): void {
    soon()
  }

  /** Begins a device's index anew. What it had counts no more at once for `devices`; totals follow with `tidy`. */
  resetRemote(_device: string, _indexId: string): void {
    soon()
  }

  dropRemote(_device: string): void {
    soon()
  }

  best(_path: string): { record: FileRecord; devices: string[] } | undefined {
    return soon()
  }

  needed(_options: NeededOptions): Need[] {
    return soon()
  }

  /** Needed files of a content, at most `limit`. */
  neededByContent(_content: string, _limit = 16): Need[] {
    return soon()
  }

  /** Own files of a content that are to be deleted: what a needed path of that content can be moved from. */
  movable(_content: string, _limit = 16): Need[] {
    return soon()
  }

  /**
   * Which paths are needed at all, such as those selected and not ignored. `key` stands for the rule: when it is another
   * than before, all paths are looked at again by and by (`tidy`). Must be set before anything else each time the store is opened.
   */
  setWanted(_key: string, _wanted: ((best: FileRecord) => boolean) | undefined): void {
    soon()
  }

  totals(): Totals {
    return soon()
  }

  /** What a device does not have of that which we have and is best. */
  lacks(_device: string): { files: number; bytes: number } {
    return soon()
  }

  manifest(_content: string): Chunk[] | undefined {
    return soon()
  }

  /** Kept while an own record, a need or a partial file has the content. */
  putManifest(_content: string, _chunks: readonly Chunk[]): void {
    soon()
  }

  disk(_path: string): DiskState | undefined {
    return soon()
  }

  /** For own records that did not change. */
  putDisk(_seen: ReadonlyMap<string, DiskState>): void {
    soon()
  }

  partial(_path: string): Partial | undefined {
    return soon()
  }

  putPartial(_path: string, _partial: Partial): void {
    soon()
  }

  removePartial(_path: string): void {
    soon()
  }

  partials(): { path: string; content: string; temp: string }[] {
    return soon()
  }

  /** The entries of a directory ('' is the folder itself) as all devices together have it. */
  children(_path: string, _options: { limit: number; after?: string }): ChildPage {
    return soon()
  }

  /** Own files that are copies kept of conflicts, in order of path. */
  conflicts(_options: { limit: number; after?: string }): FileRecord[] {
    return soon()
  }
}
