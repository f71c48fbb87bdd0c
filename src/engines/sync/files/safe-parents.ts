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
  readonly #checked = new Map<string, number>()

  constructor(root: FolderRoot) {
    this.#root = root
  }

  /** What was seen no longer counts: something was moved, removed, or a symbolic link placed. */
  reset(): void {
    this.#checked.clear()
  }

  /** Returns the absolute path on disk. Faults `file-path-unsafe`, `file-name-collision`, `file-busy` (a directory is not there). */
  async check(path: string, options: { create: boolean }): Promise<string> {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      await this.#checkDirectory(path.slice(0, at), path, options.create)
    }
    return this.#root.diskPath(path)
  }

  async #checkDirectory(directory: string, path: string, create: boolean): Promise<void> {
    const at = this.#checked.get(directory)
    const now = performance.now()
    if (at !== undefined && now - at < believedMs) return
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
    if (this.#checked.size >= limit) this.#checked.clear()
    this.#checked.set(directory, now)
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
