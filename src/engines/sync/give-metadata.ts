import type { FoundFile, InPlace } from './files/found-file.ts'
import { placeDirectory, setMetadata } from './files/place.ts'
import type { FolderRoot } from './files/root.ts'
import { mtimeSlackMs } from './model/local-change.ts'
import type { FileRecord } from './model/record.ts'

/** Gives what lies there the time and mode of its record. */
export const giveMetadata = async (
  root: FolderRoot,
  record: FileRecord,
  known: InPlace,
): Promise<FoundFile> => asGiven(root, record, await setMetadata(root, record, known))

/** Makes a directory with the mode of its record. */
export const giveDirectory = async (root: FolderRoot, record: FileRecord): Promise<FoundFile> =>
  asGiven(root, record, await placeDirectory(root, record))

/**
 * Where the disk keeps modes, another one than was set is somebody's, of the same instant: what counts as seen is the one
 * that was set, so that the next look finds the change.
 */
const asGiven = ({ keepsModes }: FolderRoot, { mode }: FileRecord, found: FoundFile): FoundFile =>
  keepsModes && mode !== -1 && found.mode !== -1 ? { ...found, mode } : found

/** Whether what lies there after it was put there is that still. */
export const isStill = (record: FileRecord, found: FoundFile): boolean =>
  found.kind === record.kind &&
  (record.kind !== 'file' ||
    (found.size === record.size && Math.abs(found.mtime - record.mtime) <= mtimeSlackMs)) &&
  (record.kind !== 'symlink' || found.target === record.target)
