import type { Stats } from 'node:fs'
import { readlink } from 'node:fs/promises'
import { lookAt } from '../../../disk/io.ts'
import type { FileKind } from '../model/record.ts'
import type { FoundFile } from './found-file.ts'
import type { FolderRoot } from './root.ts'

const isWindows = process.platform === 'win32'

/** Undefined: a device, a pipe or a socket, which cannot be synced. */
export function kindOf(stats: Stats): FileKind | undefined {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  return stats.isSymbolicLink() ? 'symlink' : undefined
}

/** Not the device: its number may be another when the disk is connected again. */
export const inodeOf = (stats: Stats): string => String(stats.ino)

/** What the disk says of a path, in the terms of a record. */
export const foundOf = (path: string, kind: FileKind, stats: Stats, target: string): FoundFile => ({
  path,
  kind,
  size: kind === 'file' ? stats.size : 0,
  mtime: Math.floor(stats.mtimeMs),
  mode: isWindows || kind === 'symlink' ? -1 : stats.mode & 0o777,
  target,
  inode: inodeOf(stats),
})

/** Where a symbolic link points, as it is written in it; with `/` on every system. */
export async function readTarget(diskPath: string): Promise<string> {
  const target = await readlink(diskPath)
  return isWindows ? target.replaceAll('\\', '/') : target
}

/** What lies under a path now; undefined if nothing does, or nothing that can be synced. The errors are the system's. */
export async function look(root: FolderRoot, path: string): Promise<FoundFile | undefined> {
  const diskPath = root.diskPath(path)
  const stats = await lookAt(diskPath)
  const kind = stats && kindOf(stats)
  if (stats === undefined || kind === undefined) return undefined
  return foundOf(path, kind, stats, kind === 'symlink' ? await readTarget(diskPath) : '')
}
