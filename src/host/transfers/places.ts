import { dirname, join } from 'node:path'
import { flushDirectory, lookAt, makeDirectories, setTimes } from '../../disk/io.ts'
import type { Manifest } from '../../transfer/files.ts'
import { Fault } from '../../wire/fault.ts'
import { freeName } from './free-name.ts'

/**
 * Where the files of a transfer lie in a folder. A dropped folder becomes a new one under a free name, so that nothing
 * that a sender names ever leads into what was there before.
 */
export class Places {
  readonly #folder: string
  /** Dropped folders, and what they are called here. */
  readonly tops: Map<string, string>
  /** Paths of all directories, those above first. */
  readonly #directories: readonly string[]

  /** `tops`: as they were called in an earlier run. */
  constructor(folder: string, manifest: Manifest, tops: ReadonlyMap<string, string>) {
    this.#folder = folder
    this.#directories = directoriesIn(manifest)
    this.tops = new Map(tops)
  }

  /** Absolute path of the directory that a file lies in. */
  directoryOf(path: string): string {
    const at = path.lastIndexOf('/')
    return at < 0 ? this.#folder : this.pathOf(path.slice(0, at))
  }

  /** Absolute path of a directory. */
  pathOf(directory: string): string {
    const [top = '', ...rest] = directory.split('/')
    return join(this.#folder, this.tops.get(top) ?? top, ...rest)
  }

  /** Chooses names for dropped folders that have none yet; nothing is made. */
  async choose(): Promise<void> {
    for (const path of this.#directories) {
      if (!path.includes('/') && !this.tops.has(path)) this.tops.set(path, await this.#freeTop(path))
    }
  }

  /** Makes what is not there yet. `renamed` is told of a dropped folder whose name was taken in the last moment. */
  async make(renamed: (from: string, to: string) => void, kept: ReadonlySet<string>): Promise<void> {
    const changed = new Set<string>()
    for (const path of this.#directories) {
      for (;;) {
        const diskPath = this.pathOf(path)
        const stats = await lookAt(diskPath)
        if (stats === undefined) {
          await makeDirectories(diskPath, 0o777, diskPath)
          changed.add(dirname(diskPath))
          break
        }
        const isOurs = path.includes('/') || kept.has(path)
        if (isOurs && stats.isDirectory()) break
        if (path.includes('/')) {
          throw new Fault(
            'file-name-collision',
            `${path} is a folder, and something else lies there already.`,
          )
        }
        const name = await this.#freeTop(path)
        this.tops.set(path, name)
        renamed(path, name)
      }
    }
    for (const path of changed) await flushDirectory(path)
  }

  /** Gives the directories the times that they have at the sender; nothing depends on it. */
  async setTimes(manifest: Manifest): Promise<void> {
    for (const { kind, path, mtime } of manifest.entries.toReversed()) {
      if (kind === 'directory') await setTimes(this.pathOf(path), mtime).catch(() => {})
    }
  }

  /** Absolute, those inside others first. */
  innermostFirst(): string[] {
    return this.#directories.toReversed().map((path) => this.pathOf(path))
  }

  async #freeTop(name: string): Promise<string> {
    for (let count = 1; ; count++) {
      const free = freeName(name, count, { isDirectory: true })
      if ((await lookAt(join(this.#folder, free))) === undefined) return free
    }
  }
}

function directoriesIn({ entries }: Manifest): string[] {
  const found = new Set<string>()
  for (const { path, kind } of entries) {
    let above = kind === 'directory' ? path : path.slice(0, Math.max(0, path.lastIndexOf('/')))
    while (above !== '' && !found.has(above)) {
      found.add(above)
      above = above.slice(0, Math.max(0, above.lastIndexOf('/')))
    }
  }
  // What lies in another is longer.
  return [...found].sort((a, b) => a.length - b.length)
}
