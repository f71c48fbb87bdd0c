import type { Dirent, Stats } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../../../disk/faults.ts'
import { lookAt } from '../../../disk/io.ts'
import { unshareableReason } from '../../../disk/names.ts'
import type { FoundFile } from './found-file.ts'
import type { IgnoreRules } from './ignore.ts'
import { foundOf, kindOf, readTarget } from './look.ts'
import { PathSet } from './path-set.ts'
import type { FolderRoot } from './root.ts'
import { type ScanProblem, ScanProblems } from './scan-problems.ts'
import type { Selection } from './selection.ts'
import { isSpelledSo } from './spelling.ts'

/** Entries of a directory that are read, and then looked at, at once. */
const sliceEntries = 512
/** Directories that are read at once. */
const walkers = 4
/** Files that `visit` gets at once, about. */
const batchFiles = 1024
/** Directories that need not be looked at again for what lies in them. */
const mostReached = 4096

export interface ScanOptions {
  /** Only these paths and what lies under them; absent: everything. */
  paths?: readonly string[]
  ignore: IgnoreRules
  /** `skip`: symbolic links are as if ignored. */
  symlinks: 'keep' | 'skip'
  selected: Selection
  signal?: AbortSignal
}

export interface ScanResult {
  /** Files, directories and links that were visited. */
  readonly files: number
  /** The first thousand. */
  readonly problems: readonly ScanProblem[]
  readonly problemsTotal: number
  /**
   * Whether a path was looked for, and everything about it seen: one that is known, covered and was not visited is
   * gone. False for what is ignored, not selected, outside of `paths`, or could not be looked at, such as all that
   * lies in a directory that could not be read.
   */
  covers(path: string, isDirectory: boolean): boolean
}

/**
 * Looks at everything in a folder without holding it. `visit` gets batches, each directory before what lies in it,
 * and is waited for; it never runs twice at once. What cannot be looked at is a problem in the result. Throws
 * `folder-missing` and `folder-unreadable` (the folder as a whole, before or after: then nothing may count as
 * gone), and the signal's reason.
 */
export async function scan(
  root: FolderRoot,
  options: ScanOptions,
  visit: (batch: readonly FoundFile[]) => Promise<void> | void,
): Promise<ScanResult> {
  await root.check()
  const walk = new Walk(root, options, visit)
  const scope = new PathSet(options.paths ?? [''])
  for (const path of scope.outermost()) await walk.enter(path)
  await walk.finish()
  // A disk that was taken away meanwhile looks as if everything in it had been deleted.
  await root.check()
  const { problems } = walk
  return {
    files: walk.files,
    problems: problems.list,
    problemsTotal: problems.total,
    covers: (path, isDirectory) =>
      scope.covers(path) &&
      options.selected.includes(path) &&
      !problems.isUnseen(path) &&
      !options.ignore.ignores(path, isDirectory),
  }
}

interface Directory {
  readonly path: string
  readonly diskPath: string
}

class Walk {
  readonly problems = new ScanProblems()
  files = 0
  readonly #root: FolderRoot
  readonly #options: ScanOptions
  readonly #visit: (batch: readonly FoundFile[]) => Promise<void> | void
  /** The newest first, so that no more wait than lie along one way down. */
  readonly #waiting: Directory[] = []
  /** Directories that were found to be such. */
  readonly #reached = new Set<string>()
  #batch: FoundFile[] = []
  #visiting: Promise<void> = Promise.resolve()
  /** What `visit` threw, as opposed to the disk. */
  #refusal: { error: unknown } | undefined

  constructor(
    root: FolderRoot,
    options: ScanOptions,
    visit: (batch: readonly FoundFile[]) => Promise<void> | void,
  ) {
    this.#root = root
    this.#options = options
    this.#visit = visit
  }

  /** One path of the scope, with what lies under it. */
  async enter(path: string): Promise<void> {
    this.#options.signal?.throwIfAborted()
    if (path === '') {
      this.#waiting.push({ path, diskPath: this.#root.path })
      return
    }
    if (!this.#isWanted(path, false) && !this.#isWanted(path, true)) return
    try {
      if (!(await this.#isReached(path))) return
      await this.#checkForm(path)
      const diskPath = this.#root.diskPath(path)
      const stats = await lookAt(diskPath)
      if (stats && (await isSpelledSo(this.#root, path, stats.isSymbolicLink()))) {
        await this.#take(path, diskPath, stats)
      }
    } catch (error) {
      if (errorCode(error) !== 'ENOTDIR') this.problems.failed(path, error)
    }
    // Many paths of one burst of changes.
    if (this.#batch.length >= batchFiles) await this.#deliver()
  }

  /** A name in another form than NFC is forgotten when it is gone, or when there is one in NFC too. */
  async #checkForm(path: string): Promise<void> {
    const { names } = this.#root
    if (!names.has(path)) return
    const diskPath = this.#root.diskPath(path)
    const [stats, plain] = await Promise.all([
      lookAt(diskPath),
      lookAt(join(diskPath, '..', path.slice(path.lastIndexOf('/') + 1))),
    ])
    if (stats === undefined || plain?.ino === stats.ino) names.forget(path)
    else if (plain !== undefined) {
      names.forget(path)
      this.#twin(path)
    }
  }

  /** Goes through all that was entered. */
  async finish(): Promise<void> {
    const running = new Set<Promise<void>>()
    while (this.#waiting.length > 0 || running.size > 0) {
      while (this.#waiting.length > 0 && running.size < walkers) {
        const walker: Promise<void> = this.#read(this.#waiting.pop()!).finally(() => running.delete(walker))
        running.add(walker)
      }
      // A failure ends the scan once all have stopped.
      await Promise.race(running).catch(async (error: unknown) => {
        this.#waiting.length = 0
        await Promise.allSettled(running)
        throw error
      })
    }
    await this.#deliver()
  }

  /** Whether the directories above are directories here: behind a symbolic link or a file there is nothing. */
  async #isReached(path: string): Promise<boolean> {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at)
      // Paths of one burst of changes lie in few directories.
      if (this.#reached.has(above)) continue
      const stats = await lookAt(this.#root.diskPath(above))
      if (!stats?.isDirectory() || !(await isSpelledSo(this.#root, above))) return false
      if (stats.dev !== this.#root.device) {
        this.#foreign(above)
        return false
      }
      if (this.#reached.size < mostReached) this.#reached.add(above)
    }
    return true
  }

  async #read(directory: Directory): Promise<void> {
    try {
      const entries = await opendir(directory.diskPath, { bufferSize: sliceEntries })
      // Names in other normal forms than NFC, of which there may be two that are one to us.
      const forms = new Map<string, string>()
      let slice: Dirent[] = []
      for await (const entry of entries) {
        slice.push(entry)
        if (slice.length < sliceEntries) continue
        await this.#lookAt(directory, slice, forms)
        slice = []
      }
      await this.#lookAt(directory, slice, forms)
    } catch (error) {
      this.#options.signal?.throwIfAborted()
      if (this.#refusal) throw this.#refusal.error
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return
      this.problems.failed(directory.path, error)
    }
  }

  async #lookAt(directory: Directory, slice: readonly Dirent[], forms: Map<string, string>): Promise<void> {
    this.#options.signal?.throwIfAborted()
    const looks: Promise<void>[] = []
    for (const entry of slice) {
      const name = entry.name.normalize('NFC')
      const path = directory.path === '' ? name : `${directory.path}/${name}`
      if (!this.#isWanted(path, entry.isDirectory())) continue
      const diskPath = `${directory.diskPath}/${entry.name}`
      looks.push(this.#lookAtEntry(path, diskPath, entry.name, name, forms))
    }
    await Promise.all(looks)
    if (this.#batch.length >= batchFiles) await this.#deliver()
  }

  async #lookAtEntry(
    path: string,
    diskPath: string,
    diskName: string,
    name: string,
    forms: Map<string, string>,
  ): Promise<void> {
    try {
      const reason = unshareableReason(path)
      if (reason !== undefined) {
        this.problems.add(path, 'file-name-invalid', `${JSON.stringify(path)} cannot be synced: ${reason}.`)
        return
      }
      const stats = await lookAt(diskPath)
      if (stats === undefined) {
        if (diskName.includes('\ufffd')) {
          const text = `${JSON.stringify(path)} cannot be synced: its name is no UTF-8. Rename it.`
          this.problems.add(path, 'file-name-invalid', text)
        }
        return
      }
      if (diskName !== name && (await this.#isTwin(path, diskPath, name, diskName, stats, forms))) return
      if (diskName === name) this.#root.names.forget(path)
      else if (!this.#root.names.found(path, diskName)) {
        this.problems.add(
          path,
          'file-name-invalid',
          `${path} is one of too many names that are not in the form NFC.`,
        )
        this.problems.unseen(path)
        return
      }
      await this.#take(path, diskPath, stats)
    } catch (error) {
      this.problems.failed(path, error)
    }
  }

  /** Whether another name in the directory is the same to us (but not to the disk): that one is synced. */
  async #isTwin(
    path: string,
    diskPath: string,
    name: string,
    diskName: string,
    stats: Stats,
    forms: Map<string, string>,
  ): Promise<boolean> {
    const plain = await lookAt(join(diskPath, '..', name))
    const other = forms.get(name)
    if ((plain === undefined || plain.ino === stats.ino) && other === undefined) {
      forms.set(name, diskName)
      return false
    }
    this.#twin(path)
    return true
  }

  #twin(path: string): void {
    const text = `There are two files called ${path}, written in different Unicode forms. Rename one of them.`
    this.problems.add(path, 'file-name-collision', text)
  }

  async #take(path: string, diskPath: string, stats: Stats): Promise<void> {
    const kind = kindOf(stats)
    if (kind === undefined) {
      this.problems.add(path, 'file-unreadable', `${path} is a device, pipe or socket, which is not synced.`)
      this.problems.unseen(path)
      return
    }
    // Not every disk tells in its listing what is a directory.
    if (!this.#isWanted(path, kind === 'directory')) return
    if (kind === 'symlink' && this.#options.symlinks === 'skip') {
      this.problems.unseen(path)
      return
    }
    if (kind === 'directory') {
      if (stats.dev !== this.#root.device) {
        this.#foreign(path)
        return
      }
      this.#waiting.push({ path, diskPath })
    }
    this.#batch.push(foundOf(path, kind, stats, kind === 'symlink' ? await readTarget(diskPath) : ''))
  }

  #isWanted(path: string, isDirectory: boolean): boolean {
    return this.#options.selected.includes(path) && !this.#options.ignore.ignores(path, isDirectory)
  }

  #foreign(path: string): void {
    const text = `Another disk is mounted at ${path}, which is not synced; add it as a folder of its own.`
    this.problems.add(path, 'file-unreadable', text)
    this.problems.unseen(path)
  }

  #deliver(): Promise<void> {
    const batch = this.#batch
    this.#batch = []
    this.files += batch.length
    this.#visiting = this.#visiting.then(async () => {
      if (batch.length === 0) return
      try {
        await this.#visit(batch)
      } catch (error) {
        this.#refusal = { error }
        throw error
      }
    })
    return this.#visiting
  }
}
