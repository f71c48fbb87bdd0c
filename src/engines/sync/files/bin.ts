import type { Dirent } from 'node:fs'
import { opendir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileVersion } from '../../../contract/sync.ts'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import { lookAt, makeDirectories, unlink } from '../../../disk/io.ts'
import { checkPath, ownName } from '../../../disk/names.ts'
import { Fault } from '../../../wire/fault.ts'
import { putInPlace } from './in-place.ts'
import { foundOf, kindOf } from './look.ts'
import type { FolderRoot } from './root.ts'

type Reason = FileVersion['reason']

/** What is done to the disk at one time for one reason lies together; its name says both. */
const bucketName = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(replaced|deleted)(?:\.\d{1,4})?$/
const maxTries = 1000
const dayMs = 86_400_000

/**
 * What was replaced or deleted: `.hawser/bin/20261121T101530Z-replaced/the/path.ext`, so that people find it without
 * this program too.
 */
export class Bin {
  readonly #root: FolderRoot
  #count = 0

  constructor(root: FolderRoot) {
    this.#root = root
  }

  get #path(): string {
    return join(this.#root.path, ownName, 'bin')
  }

  /**
   * Lets `put` bring something to a path that is free: in the bin, or out of sight where it is to be dropped soon.
   * Returns that path. `put` must fail with EEXIST rather than replace a file, or be a rename.
   */
  async hold(
    path: string,
    reason: Reason,
    keep: boolean,
    put: (to: string) => Promise<void>,
  ): Promise<string> {
    if (!keep) {
      const to = join(this.#root.temporary, `old-${process.pid}-${Date.now().toString(36)}-${this.#count++}`)
      await put(to)
      return to
    }
    const bucket = `${stamp(Date.now())}-${reason}`
    let isMade = false
    for (let tries = 0; tries < maxTries; ) {
      const to = join(this.#path, tries === 0 ? bucket : `${bucket}.${tries}`, path)
      try {
        // A rename would replace.
        if ((await lookAt(to)) === undefined) {
          await put(to)
          return to
        }
      } catch (error) {
        const code = errorCode(error)
        if (code === 'ENOENT' && !isMade) {
          await makeDirectories(dirname(to), 0o700, this.#path)
          isMade = true
          continue
        }
        // A file of that bucket may lie where this one needs a directory.
        if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'].includes(code)) throw error
      }
      tries++
      isMade = false
    }
    throw new Fault('file-locked', `There is no place in the bin for ${path}.`)
  }

  /** Newest first, at most `limit`. `path` is a file or directory; '' is everything. */
  async list(path: string, limit: number): Promise<FileVersion[]> {
    const versions: FileVersion[] = []
    if (path !== '') checkPath(path)
    for (const bucket of (await this.#buckets()).reverse()) {
      if (versions.length >= limit) break
      for await (const version of this.#versions(bucket, path)) {
        versions.push(version)
        if (versions.length >= limit) break
      }
    }
    return versions
  }

  /**
   * Puts a version back under its path; what lies there goes to the bin. Returns the path. Faults `version-unknown`,
   * `file-busy` (a directory is there), and those of the disk.
   */
  async restore(id: string): Promise<string> {
    const cut = id.indexOf('/')
    const path = id.slice(cut + 1)
    if (cut < 0 || !bucketName.test(id.slice(0, cut))) throw unknown(id)
    checkPath(path)
    try {
      const from = join(this.#path, id)
      await this.#checkInside(id.slice(0, cut), path)
      const stats = await lookAt(from)
      if (!stats?.isFile()) throw unknown(id)
      const diskPath = await this.#root.parents.check(path, { create: true })
      const there = await lookAt(diskPath)
      const kind = there && kindOf(there)
      if (there && kind === undefined)
        throw new Fault('file-busy', `What lies at ${path} cannot be replaced.`)
      const known = there && kind ? foundOf(path, kind, there, '') : undefined
      await putInPlace(this.#root, from, path, { known, keep: true })
      await this.#root.directories.flush(dirname(diskPath))
      return path
    } catch (error) {
      throw diskFault(error, path)
    }
  }

  /** Drops what is older than `keepDays` and all but the newest `keepVersions` of each path. Returns how many. */
  async expire(policy: { keepDays: number; keepVersions: number }, now: number): Promise<number> {
    const newer = new Map<string, number>()
    let dropped = 0
    try {
      for (const bucket of (await this.#buckets()).reverse()) {
        const isOld = timeOf(bucket) < now - policy.keepDays * dayMs
        for await (const { path } of this.#versions(bucket, '')) {
          const count = newer.get(path) ?? 0
          if (!isOld && count < policy.keepVersions) {
            newer.set(path, count + 1)
            continue
          }
          dropped++
          if (!isOld) await unlink(join(this.#path, bucket, path))
        }
        const directory = join(this.#path, bucket)
        if (isOld) await rm(directory, { recursive: true, force: true })
        else await removeEmpty(directory)
      }
    } catch (error) {
      throw diskFault(error, 'the bin')
    }
    return dropped
  }

  /** Oldest first. */
  async #buckets(): Promise<string[]> {
    const names: string[] = []
    try {
      for await (const entry of await opendir(this.#path)) {
        if (entry.isDirectory() && bucketName.test(entry.name)) names.push(entry.name)
      }
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw diskFault(error, 'the bin', 'read')
    }
    return names.sort()
  }

  async *#versions(bucket: string, path: string): AsyncGenerator<FileVersion> {
    for await (const [found, diskPath] of filesUnder(join(this.#path, bucket), path)) {
      const stats = await lookAt(diskPath)
      if (!stats?.isFile()) continue
      const reason = bucketName.exec(bucket)![7] as Reason
      yield { path: found, at: timeOf(bucket), size: stats.size, reason, id: `${bucket}/${found}` }
    }
  }

  /** Nobody but us should have made links in the bin, but then nothing in it is followed either. */
  async #checkInside(bucket: string, path: string): Promise<void> {
    let at = join(this.#path, bucket)
    for (const name of ['', ...path.split('/').slice(0, -1)]) {
      at = join(at, name)
      if (!(await lookAt(at))?.isDirectory()) throw unknown(`${bucket}/${path}`)
    }
  }
}

const unknown = (id: string) => new Fault('version-unknown', `The bin holds no version ${id} any more.`)

/** Of clocks that are years off too, as long as they have a year of four digits. */
const stamp = (at: number): string =>
  new Date(Math.min(Math.max(at, 0), 253_402_300_799_000)).toISOString().replace(/[-:]|\.\d+/g, '')

function timeOf(bucket: string): number {
  const [, year, month, day, hour, minute, second] = bucketName.exec(bucket)!.map(Number)
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!)
}

/** Paths and where they lie on disk. `path` is a file or directory; '' is everything. */
async function* filesUnder(root: string, path: string): AsyncGenerator<[string, string]> {
  const start = join(root, path)
  const stats = await lookAt(start).catch(() => undefined)
  if (stats?.isFile()) yield [path, start]
  if (!stats?.isDirectory()) return
  const waiting = [path]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of await entriesOf(join(root, at))) {
      const found = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) waiting.push(found)
      else yield [found, join(root, found)]
    }
  }
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  const entries: Dirent[] = []
  for await (const entry of await opendir(directory)) entries.push(entry)
  return entries
}

/** The directory and those in it, as far as they hold no file. */
async function removeEmpty(directory: string): Promise<void> {
  for (const entry of await entriesOf(directory)) {
    if (entry.isDirectory()) await removeEmpty(join(directory, entry.name))
  }
  await rmdir(directory).catch(() => {})
}
