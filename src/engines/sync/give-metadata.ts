import type { FoundFile, InPlace } from './files/found-file.ts'
import { placeDirectory, setMetadata } from './files/place.ts'
import type { FolderRoot } from './files/root.ts'
import { mtimeSlackMs } from './model/local-change.ts'
import type { FileRecord } from './model/record.ts'

/** Gives what lies there the time and mode of its record. */
export const giveMetadata = (root: FolderRoot, record: FileRecord, known: InPlace): Promise<FoundFile> =>
  twice(record, () => setMetadata(root, record, known))

/** Makes a directory with the mode of its record. */
export const giveDirectory = (root: FolderRoot, record: FileRecord): Promise<FoundFile> =>
  twice(record, () => placeDirectory(root, record))

/** Another mode than was set is somebody's, of the same instant, or the disk knows no modes: the second time tells. */
async function twice(record: FileRecord, step: () => Promise<FoundFile>): Promise<FoundFile> {
  const found = await step()
  const isSet = record.mode === -1 || found.mode === -1 || found.mode === record.mode
  return isSet ? found : step()
}

/** Whether what lies there after it was put there is that still. */
export const isStill = (record: FileRecord, found: FoundFile): boolean =>
  found.kind === record.kind &&
  (record.kind !== 'file' ||
    (found.size === record.size && Math.abs(found.mtime - record.mtime) <= mtimeSlackMs)) &&
  (record.kind !== 'symlink' || found.target === record.target)
