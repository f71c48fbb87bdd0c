import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DirectoryFlushes } from '../../../disk/directory-flushes.ts'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import { makeDirectories } from '../../../disk/io.ts'
import { ownName } from '../../../disk/names.ts'
import { Fault } from '../../../wire/fault.ts'
import { Bin } from './bin.ts'
import { CommitGroup } from './commit-group.ts'
import { DiskNames } from './disk-names.ts'
import { SafeParents } from './safe-parents.ts'
import type { OwnWork } from './watch.ts'

const markerName = 'folder'
/** A marker is one folder id; more than this is something else. */
const maxMarkerBytes = 256

export interface OpenOptions {
  /**
   * For a folder that is added: the directory and its marker are made. Never for one that was there before, for
   * then an unmounted disk would count as an empty folder.
   */
  create?: boolean
  /** Whether it is going to be written to; a folder that only sends may lie on a read-only disk. Default: yes. */
  write?: boolean
}

type DiskTraits = Pick<FolderRoot, 'isCaseInsensitive' | 'keepsModes'>

/** A synced folder on disk, known by its marker `.hawser/folder`. */
export class FolderRoot {
  /** Absolute, without symbolic links. */
  readonly path: string
  readonly folderId: string
  /** Whether the disk takes `A` and `a` for one name. */
  readonly isCaseInsensitive: boolean
  /** Whether a file has the mode that it was given; false where nothing may be written. */
  readonly keepsModes: boolean
  /** Other disks that are mounted inside have another one, and do not belong to the folder. */
  readonly device: number
  readonly names = new DiskNames()
  readonly parents: SafeParents
  readonly bin: Bin
  readonly commits: CommitGroup
  readonly directories = new DirectoryFlushes()
  /** Who watches it, and need not be told by the system of what we put there. */
  watching: OwnWork | undefined
  readonly #inode: number

  private constructor(path: string, folderId: string, stats: Stats, traits: DiskTraits) {
    this.path = path
    this.folderId = folderId
    this.isCaseInsensitive = traits.isCaseInsensitive
    this.keepsModes = traits.keepsModes
    this.device = stats.dev
    this.#inode = stats.ino
    this.parents = new SafeParents(this)
    this.bin = new Bin(this)
    this.commits = new CommitGroup(this)
  }

  /** Faults `folder-missing`, `folder-unreadable`, `folder-read-only`, `disk-full`. */
  static async open(path: string, folderId: string, options: OpenOptions = {}): Promise<FolderRoot> {
    try {
      if (options.create) await makeDirectories(path, 0o777)
    } catch (error) {
      throw writeFault(error, path)
    }
    const real = await realpath(path).catch((error: unknown) => {
      throw readFault(error, path)
    })
    if (options.create && (await readMarker(real)) === undefined) await writeMarker(real, folderId)
    const stats = await checkMarker(real, folderId)
    const keepsModes = (options.write ?? true) && (await prepare(real))
    const marker = join(real, ownName, markerName)
    const [own, other] = await Promise.all([
      lstat(marker),
      lstat(join(real, ownName, markerName.toUpperCase())).catch(() => undefined),
    ]).catch((error: unknown) => {
      throw readFault(error, path)
    })
    const isCaseInsensitive = other !== undefined && other.ino === own.ino
    return new FolderRoot(real, folderId, stats, { isCaseInsensitive, keepsModes })
  }

  /** Where partial files are put together. */
  get temporary(): string {
    return join(this.path, ownName, 'tmp')
  }

  /** Throws `folder-missing` or `folder-unreadable` unless it is still the same folder; nothing it lacks then counts as deleted. */
  async check(): Promise<void> {
    const stats = await checkMarker(this.path, this.folderId)
    if (stats.dev === this.device && stats.ino === this.#inode) return
    throw new Fault('folder-missing', `${this.path} is another directory than before.`)
  }

  /** The absolute path on disk for a path of a record, with the names that the disk has. */
  diskPath(path: string): string {
    return this.names.diskPath(this.path, path)
  }
}

const readFault = (error: unknown, path: string): Fault => {
  const code = errorCode(error)
  if (error instanceof Fault) return error
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Fault(
      'folder-missing',
      `${path} is not there. If it is on another disk, connect that; nothing counts as deleted.`,
    )
  }
  const { message } = diskFault(error, path, 'read')
  return new Fault('folder-unreadable', message)
}

const writeFault = (error: unknown, path: string): Fault => {
  const fault = diskFault(error, path, 'write')
  return fault.code === 'disk-full' ? fault : new Fault('folder-read-only', fault.message)
}

/** Undefined: there is none. */
async function readMarker(path: string): Promise<string | undefined> {
  const marker = join(path, ownName, markerName)
  try {
    const own = await lstat(join(path, ownName))
    if (!own.isDirectory())
      throw new Fault('folder-missing', `${join(path, ownName)} is no directory: remove it.`)
    const file = await lstat(marker)
    if (!file.isFile() || file.size > maxMarkerBytes) return ''
    return (await readFile(marker, 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw readFault(error, path)
  }
}

async function checkMarker(path: string, folderId: string): Promise<Stats> {
  const stats = await stat(path).catch((error: unknown) => {
    throw readFault(error, path)
  })
  if (!stats.isDirectory()) throw new Fault('folder-missing', `${path} is no directory.`)
  const found = await readMarker(path)
  if (found === folderId) return stats
  throw new Fault(
    'folder-missing',
    found === undefined
      ? `${path} has no marker (${ownName}/${markerName}): perhaps its disk is not mounted. Nothing counts as deleted.`
      : `${path} belongs to another synced folder.`,
  )
}

/** Whole or not at all: half a marker would make the folder count as missing. */
async function writeMarker(path: string, folderId: string): Promise<void> {
  const own = join(path, ownName)
  const fresh = join(own, `${markerName}.new`)
  try {
    // What lies in the bin may have been in directories that others may not enter.
    await makeDirectories(own, 0o700)
    await rm(fresh, { force: true })
    const file = await open(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644)
    try {
      await file.writeFile(`${folderId}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, join(own, markerName))
  } catch (error) {
    throw writeFault(error, path)
  }
}

/** Makes what is written to, which shows whether the folder can be. Says whether the disk keeps modes. */
async function prepare(path: string): Promise<boolean> {
  const probe = join(path, ownName, 'tmp', '.probe')
  try {
    for (const name of ['tmp', 'bin']) {
      const directory = join(path, ownName, name)
      await makeDirectories(directory, 0o700)
      if (!(await lstat(directory)).isDirectory()) {
        throw new Fault('folder-read-only', `${directory} is no directory: remove it.`)
      }
    }
    const file = await open(probe, 'w', 0o600)
    try {
      return (await keepsMode(file, 0o640)) && (await keepsMode(file, 0o700))
    } finally {
      await file.close()
      await rm(probe, { force: true })
    }
  } catch (error) {
    throw writeFault(error, path)
  }
}

async function keepsMode(file: FileHandle, mode: number): Promise<boolean> {
  await file.chmod(mode)
  return ((await file.stat()).mode & 0o777) === mode
}
