import type { FileRecord } from '../model/record.ts'
import type { FoundFile, InPlace, PlaceOptions } from './found-file.ts'
import type { FolderRoot } from './root.ts'

/** Makes a directory, or gives the one that is there the record's mode. */
export async function placeDirectory(
  _root: FolderRoot,
  _record: FileRecord,
  _known?: InPlace,
): Promise<FoundFile> {
  throw new Error('not yet')
}
export async function placeSymlink(
  _root: FolderRoot,
  _record: FileRecord,
  _options: PlaceOptions,
): Promise<FoundFile> {
  throw new Error('not yet')
}
/** Deletes a file or symbolic link, or a directory if nothing is left in it (else Fault `file-busy`). */
export async function removeEntry(_root: FolderRoot, _path: string, _options: PlaceOptions): Promise<void> {}
/** Renames; nothing may lie at the new path. The record's time and mode are set. */
export async function moveEntry(
  _root: FolderRoot,
  _from: string,
  _record: FileRecord,
  _known: InPlace,
): Promise<FoundFile> {
  throw new Error('not yet')
}
/** Time and mode of what is there (mode alone of a directory, time alone of a symbolic link). */
export async function setMetadata(
  _root: FolderRoot,
  _record: FileRecord,
  _known: InPlace,
): Promise<FoundFile> {
  throw new Error('not yet')
}
