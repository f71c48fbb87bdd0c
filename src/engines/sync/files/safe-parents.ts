import type { Stats } from 'node:fs'
import { lstat, mkdir } from 'node:fs/promises'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import { Fault } from '../../../wire/fault.ts'
import type { FolderRoot } from './root.ts'
import { isSpelledSo } from './spelling.ts'

/** What was looked at is believed for so long: enough for a burst of files in one directory. */
const believedMs = 250
const limit = 4096

/**
 * Makes sure that the directories above a path are directories: a symbolic link among them (placed by a peer, or by
 * anybody) would lead out of the folder. On disks that do not tell case apart, that they are spelled as the path is.
 */
export class SafeParents {
  readonly #root: FolderRoot
  /** When the last look at each began, and whether it found nothing wrong. */
  readonly #looks = new Map<string, { at: number; isFine: Promise<boolean> }>()

  constructor(root: FolderRoot) {
    this.#root = root
  }

  /** What was seen no longer counts: something was moved, removed, or a symbolic link placed. */
  reset(): void {
    this.#looks.clear()
  }

  /** Returns the absolute path on disk. Faults `file-path-unsafe`, `file-name-collision`, `file-busy` (a directory is not there). */
  async check(path: string, options: { create: boolean }): Promise<string> {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      await this.#check(path.slice(0, at), path, options.create)
    }
    return this.#root.diskPath(path)
  }

  /** Files of one directory that come at once share a look at it. */
  async #check(directory: string, path: string, create: boolean): Promise<void> {
    const now = performance.now()
    const last = this.#looks.get(directory)
    if (last !== undefined && now - last.at < believedMs && (await last.isFine)) return
    const checked = this.#checkDirectory(directory, path, create)
    const isFine = checked.then(
      () => true,
      () => false,
    )
    if (this.#looks.size >= limit) this.#looks.clear()
    this.#looks.set(directory, { at: now, isFine })
    await checked
  }

  async #checkDirectory(directory: string, path: string, create: boolean): Promise<void> {
    const onDisk = this.#root.diskPath(directory)
    let stats = await look(onDisk, path)
    if (stats === undefined) {
      if (!create) throw new Fault('file-busy', `The directory of ${path} is not there any more.`)
      await mkdir(onDisk).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw diskFault(error, path)
      })
      stats = await look(onDisk, path)
    }
    if (stats?.isSymbolicLink()) {
      throw new Fault(
        'file-path-unsafe',
        `${path} lies behind the symbolic link ${directory}, which is never followed.`,
      )
    }
    if (!stats?.isDirectory())
      throw new Fault('file-busy', `${directory} is no directory here, so ${path} has no place.`)
    if (stats.dev !== this.#root.device) {
      throw new Fault(
        'file-path-unsafe',
        `Another disk is mounted at ${directory}; sync it as a folder of its own.`,
      )
    }
    await checkSpelling(this.#root, directory)
  }
}

async function look(onDisk: string, path: string): Promise<Stats | undefined> {
  try {
    return await lstat(onDisk)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw diskFault(error, path)
  }
}

/** Throws `file-name-collision` if what lies under a path has another name, but for which the disk would take it. */
export async function checkSpelling(root: FolderRoot, path: string): Promise<void> {
  if (await isSpelledSo(root, path)) return
  throw new Fault(
    'file-name-collision',
    `${path} cannot be stored: this disk does not tell it from a name in other case that is there already. Rename one of them.`,
  )
}
