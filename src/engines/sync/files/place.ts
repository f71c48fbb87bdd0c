import { constants, lutimes } from 'node:fs'
import { mkdir, rmdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import {
  closeFile,
  lookAt,
  move,
  openFile,
  readFlags,
  seconds,
  setMode,
  setTime,
  statFile,
  unlink,
} from '../../../disk/io.ts'
import { Fault } from '../../../wire/fault.ts'
import type { FileRecord } from '../model/record.ts'
import type { FoundFile, InPlace, PlaceOptions } from './found-file.ts'
import { busy, checkInPlace, checkTarget, isKnown, putInPlace, putNew, takeAway } from './in-place.ts'
import { look } from './look.ts'
import { releaseHandles } from './read-chunk.ts'
import type { FolderRoot } from './root.ts'
import { checkSpelling } from './safe-parents.ts'

const isWindows = process.platform === 'win32'
const setLinkTimes = promisify(lutimes)
let linkCount = 0

/** Runs a step on a path; what fails is a fault, and that the whole folder is gone is said as such. */
async function onDisk<T>(root: FolderRoot, path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') await root.check()
    throw diskFault(error, path)
  }
}

/** What lies there now, which has to be there. */
async function seen(root: FolderRoot, path: string): Promise<FoundFile> {
  const found = await look(root, path)
  if (found === undefined) throw busy(path)
  return found
}

/** Makes a directory, or gives the one that is there the record's mode. Its time is that of its last change here. */
export function placeDirectory(root: FolderRoot, record: FileRecord): Promise<FoundFile> {
  const { path } = record
  return onDisk(root, path, async () => {
    const diskPath = await checkTarget(root, path)
    try {
      await mkdir(diskPath)
      await root.directories.flush(dirname(diskPath))
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
      if (!(await lookAt(diskPath))?.isDirectory()) throw busy(path)
      await checkSpelling(root, path)
    }
    await setDirectoryMode(diskPath, record.mode)
    return seen(root, path)
  })
}

/** A link that was changed here in the meantime is not replaced: Fault `file-busy`. What it points at is never looked at. */
export function placeSymlink(
  root: FolderRoot,
  record: FileRecord,
  options: PlaceOptions,
): Promise<FoundFile> {
  const { path, target } = record
  return onDisk(root, path, async () => {
    checkLinkTarget(path, target)
    const fresh = join(root.temporary, `link-${process.pid}-${linkCount++}`)
    const diskPath = await checkTarget(root, path)
    if (options.known === undefined) {
      await makeLink(target, diskPath, path).catch(async (error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error
        await checkSpelling(root, path)
        throw busy(path)
      })
    } else {
      await unlink(fresh).catch(() => {})
      await makeLink(target, fresh, path)
      await putInPlace(root, fresh, path, options).catch(async (error: unknown) => {
        await unlink(fresh).catch(() => {})
        throw error
      })
    }
    root.parents.reset()
    await setLinkTimes(diskPath, seconds(record.mtime), seconds(record.mtime))
    await root.directories.flush(dirname(diskPath))
    return seen(root, path)
  })
}

/**
 * Deletes what is known: a file (into the bin if `keep`), a link, or a directory in which nothing is left. What
 * changed, and a directory that holds something ignored or new, stays: Fault `file-busy`. What is gone is fine.
 */
export function removeEntry(root: FolderRoot, path: string, options: PlaceOptions): Promise<void> {
  const { known, keep } = options
  return onDisk(root, path, async () => {
    const diskPath = await checkTarget(root, path, { create: false })
    if (known === undefined || (await lookAt(diskPath)) === undefined) return
    releaseHandles(root, path)
    if (known.kind === 'directory') await removeDirectory(root, path, diskPath)
    else await takeAway(root, path, diskPath, known, keep)
    root.names.forget(path)
    root.parents.reset()
  })
}

async function removeDirectory(root: FolderRoot, path: string, diskPath: string): Promise<void> {
  await checkInPlace(root, path, diskPath, { kind: 'directory', size: 0, mtime: 0 })
  await rmdir(diskPath).catch((error: unknown) => {
    const code = errorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    throw new Fault('file-busy', `The directory ${path} stays: it holds files that are not synced.`)
  })
}

/**
 * Renames what is known to the record's path, where nothing may lie (Fault `file-busy`), and gives it the record's
 * time and mode. A crash meanwhile leaves a file under one name or both.
 */
export function moveEntry(
  root: FolderRoot,
  from: string,
  record: FileRecord,
  known: InPlace,
): Promise<FoundFile> {
  const { path } = record
  return onDisk(root, path, async () => {
    const oldPath = await checkTarget(root, from, { create: false })
    const newPath = await checkTarget(root, path)
    await checkInPlace(root, from, oldPath, known)
    releaseHandles(root, from)
    if (known.kind === 'file') await moveFile(root, from, oldPath, path, newPath, known)
    else {
      await checkInPlace(root, path, newPath, undefined)
      await move(oldPath, newPath)
    }
    root.parents.reset()
    root.names.moved(from, path)
    await root.directories.flush(dirname(newPath))
    if (dirname(oldPath) !== dirname(newPath)) await root.directories.flush(dirname(oldPath))
    return applyMetadata(root, record, known)
  })
}

async function moveFile(
  root: FolderRoot,
  from: string,
  oldPath: string,
  path: string,
  newPath: string,
  known: InPlace,
): Promise<void> {
  const isMoved = await putNew(root, oldPath, path, newPath, { keepOld: true })
  if (isMoved) return
  const stats = await lookAt(newPath)
  if (stats === undefined || !isKnown(stats, known)) {
    await unlink(newPath)
    throw busy(from)
  }
  await takeAway(root, from, oldPath, known, false)
}

/** Gives what is known the record's time and mode: a directory the mode alone, a link the time alone. */
export function setMetadata(root: FolderRoot, record: FileRecord, known: InPlace): Promise<FoundFile> {
  return onDisk(root, record.path, () => applyMetadata(root, record, known))
}

async function applyMetadata(root: FolderRoot, record: FileRecord, known: InPlace): Promise<FoundFile> {
  const { path, mode, mtime } = record
  const diskPath = await checkTarget(root, path, { create: false })
  await checkInPlace(root, path, diskPath, known)
  if (known.kind === 'directory') await setDirectoryMode(diskPath, mode)
  else if (known.kind === 'symlink') await setLinkTimes(diskPath, seconds(mtime), seconds(mtime))
  else {
    const fd = await openFile(diskPath, isWindows ? constants.O_RDWR : readFlags)
    try {
      if (!isKnown(await statFile(fd), known)) throw busy(path)
      if (mode >= 0 && !isWindows) await setMode(fd, mode & 0o777)
      await setTime(fd, mtime)
    } finally {
      await closeFile(fd)
    }
  }
  return seen(root, path)
}

async function setDirectoryMode(diskPath: string, mode: number): Promise<void> {
  if (mode < 0 || isWindows) return
  const fd = await openFile(diskPath, readFlags | constants.O_DIRECTORY)
  try {
    await setMode(fd, mode & 0o777)
  } finally {
    await closeFile(fd)
  }
}

function checkLinkTarget(path: string, target: string): void {
  const isGood =
    target !== '' && Buffer.byteLength(target) < 4096 && !target.includes('\0') && target.isWellFormed()
  if (!isGood) throw new Fault('file-name-invalid', `${path} points at something that is no path.`)
}

async function makeLink(target: string, diskPath: string, path: string): Promise<void> {
  try {
    await symlink(target, diskPath)
  } catch (error) {
    const code = errorCode(error)
    if (code !== 'EPERM' && code !== 'ENOSYS' && code !== 'ENOTSUP') throw error
    throw new Fault(
      'file-name-invalid',
      isWindows
        ? `${path} is a symbolic link, which Windows lets this user make only in developer mode.`
        : `${path} is a symbolic link, which this disk cannot store: let the folder skip them.`,
    )
  }
}
