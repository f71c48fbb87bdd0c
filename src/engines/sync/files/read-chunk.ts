import type { Stats } from 'node:fs'
import { sep } from 'node:path'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import { HandlePool } from '../../../disk/handle-pool.ts'
import { openFile, readAt, readFlags, statFile } from '../../../disk/io.ts'
import { busy } from './in-place.ts'
import type { FolderRoot } from './root.ts'

const handles = new HandlePool(64, 3000)

/** What a file is expected to be, as the disk has it. */
export interface Expected {
  readonly size: number
  readonly mtime: number
}

/**
 * Reads from a file of a folder straight into `into`; returns the bytes read, fewer only at the end of the file. With
 * `expected`, throws `file-busy` if the file is, or during the read became, another. Files are kept open for a while.
 * Faults `file-path-unsafe`, `file-unreadable` and those of the disk.
 */
export async function readChunk(
  root: FolderRoot,
  path: string,
  offset: number,
  into: Uint8Array,
  expected?: Expected,
): Promise<number> {
  const diskPath = root.diskPath(path)
  try {
    for (let tries = 0; ; tries++) {
      const handle = handles.take(diskPath, () => open(root, path))
      try {
        const fd = await handle.fd
        const count = await readAt(fd, into, offset)
        if (isMeant(await statFile(fd), expected)) return count
      } finally {
        handles.give(handle)
      }
      // What is held open may have been replaced by the file that is meant.
      handles.release(handle)
      if (tries > 0) throw busy(path)
    }
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? busy(path) : diskFault(error, path, 'read')
  }
}

/** Closes what is held open of one path, or of a whole folder. */
export function releaseHandles(root: FolderRoot, path?: string): void {
  if (path !== undefined) handles.releaseKey(root.diskPath(path))
  else handles.releaseWhere((diskPath) => diskPath.startsWith(root.path + sep))
}

/** False for a pipe or a device too, out of which a read at an offset has taken nothing. */
const isMeant = (stats: Stats, expected: Expected | undefined): boolean =>
  stats.isFile() &&
  (expected === undefined || (stats.size === expected.size && Math.floor(stats.mtimeMs) === expected.mtime))

/** A directory above may have become a symbolic link that leads out of the folder. */
const open = async (root: FolderRoot, path: string): Promise<number> =>
  openFile(await root.parents.check(path, { create: false }), readFlags)
