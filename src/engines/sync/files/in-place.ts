import { constants, copyFile, type Stats, utimes } from 'node:fs'
import { promisify } from 'node:util'
import { errorCode } from '../../../disk/faults.ts'
import { link, lookAt, move, seconds, unlink } from '../../../disk/io.ts'
import { checkStorable } from '../../../disk/names.ts'
import { noLinks, placeNew } from '../../../disk/place-new.ts'
import { Fault } from '../../../wire/fault.ts'
import type { InPlace, PlaceOptions } from './found-file.ts'
import { inodeOf, kindOf } from './look.ts'
import type { FolderRoot } from './root.ts'
import { checkSpelling } from './safe-parents.ts'

export const busy = (path: string): Fault =>
  new Fault('file-busy', `${path} changed here in the meantime; it is looked at again.`)

/** Whether what lies there is what is believed to. */
export const isKnown = (stats: Stats, known: InPlace): boolean =>
  kindOf(stats) === known.kind &&
  (known.kind === 'directory' ||
    (Math.floor(stats.mtimeMs) === known.mtime && (known.kind === 'symlink' || stats.size === known.size))) &&
  (known.inode === undefined || inodeOf(stats) === known.inode)

/** What lies under a path, which must be what is known (undefined: nothing). Faults `file-busy`, `file-name-collision`. */
export async function checkInPlace(
  root: FolderRoot,
  path: string,
  diskPath: string,
  known: InPlace | undefined,
): Promise<Stats | undefined> {
  const stats = await lookAt(diskPath)
  if (stats === undefined && known === undefined) return undefined
  if (stats !== undefined && known !== undefined && isKnown(stats, known)) return stats
  if (stats !== undefined) await checkSpelling(root, path)
  throw busy(path)
}

/** Where a path lies on disk, after all that must be true of it before it is written to. */
export function checkTarget(root: FolderRoot, path: string, options = { create: true }): Promise<string> {
  checkStorable(path)
  return root.parents.check(path, options)
}

/**
 * Gives a file that lies in `.hawser/tmp` its name, atomically: whoever looks finds the old file or the new one. What
 * is replaced goes to the bin. What is there and is not known stays, and so does the file: Fault `file-busy`. The
 * caller flushes the directory. Returns where it lies on disk.
 */
export async function putInPlace(
  root: FolderRoot,
  from: string,
  path: string,
  options: PlaceOptions,
): Promise<string> {
  const diskPath = await checkTarget(root, path)
  if (options.known === undefined) {
    const { watching } = root
    watching?.willAppear(diskPath)
    try {
      await putNew(root, from, path, diskPath)
    } catch (error) {
      watching?.didNotAppear(diskPath)
      throw error
    }
  } else if (options.known.kind === 'file')
    await replaceFile(root, from, path, diskPath, options.known, options.keep)
  else {
    // What a link says is in the index; there is nothing to keep. A directory cannot be replaced but by hand.
    if (options.known.kind === 'directory') throw busy(path)
    await checkInPlace(root, path, diskPath, options.known)
    await move(from, diskPath)
    root.parents.reset()
  }
  return diskPath
}

/**
 * Gives a file a path where nothing lies; what does stays: Fault `file-busy`. Says whether it was moved, as on disks
 * without hard links; with `keepOld` it otherwise has both names now.
 */
export async function putNew(
  root: FolderRoot,
  from: string,
  path: string,
  diskPath: string,
  options = { keepOld: false },
): Promise<boolean> {
  const result = await placeNew(from, diskPath, options)
  if (result !== 'taken') return result === 'moved'
  await checkSpelling(root, path)
  throw busy(path)
}

async function replaceFile(
  root: FolderRoot,
  from: string,
  path: string,
  diskPath: string,
  known: InPlace,
  keep: boolean,
): Promise<void> {
  await checkInPlace(root, path, diskPath, known)
  const held = await root.bin.hold(path, 'replaced', keep, (to) => linkOrCopy(diskPath, to))
  try {
    // Another file may have come in its place just before it was held, or just after.
    if (!(await isStill(held, { ...known, inode: undefined }))) throw busy(path)
    await checkInPlace(root, path, diskPath, known)
    await move(from, diskPath)
  } catch (error) {
    await unlink(held).catch(() => {})
    throw error
  }
  // A program that had it open may have written to it until now: then it is kept in any case.
  const isUntouched = await isStill(held, { ...known, inode: undefined })
  if (!keep && isUntouched) await unlink(held)
  else if (!keep) await root.bin.hold(path, 'replaced', true, (to) => move(held, to))
}

const isStill = async (diskPath: string, known: InPlace): Promise<boolean> => {
  const stats = await lookAt(diskPath)
  return stats !== undefined && isKnown(stats, known)
}

const copy = promisify(copyFile)
const setTimes = promisify(utimes)

/** A second name for a file; where there is no such thing, a copy, which some disks make without copying. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!noLinks.includes(errorCode(error))) throw error
    const stats = await lookAt(from)
    await copy(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    if (stats) await setTimes(to, seconds(stats.atimeMs), seconds(Math.floor(stats.mtimeMs)))
  }
}

/**
 * Takes a file or link away, atomically, and makes sure afterwards that it was the one that is known: otherwise it is
 * put back. Fault `file-busy`.
 */
export async function takeAway(
  root: FolderRoot,
  path: string,
  diskPath: string,
  known: InPlace,
  keep: boolean,
): Promise<void> {
  await checkInPlace(root, path, diskPath, known)
  const held = await root.bin.hold(path, 'deleted', keep && known.kind === 'file', (to) => move(diskPath, to))
  const stats = await lookAt(held)
  if (stats !== undefined && !isKnown(stats, known)) {
    await putNew(root, held, path, diskPath)
    throw busy(path)
  }
  if (!keep || known.kind !== 'file') await unlink(held)
}
