import { dirname } from 'node:path'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import { flushFiles } from '../../../disk/flush-files.ts'
import { checkStorable } from '../../../disk/names.ts'
import type { FileRecord } from '../model/record.ts'
import type { FoundFile, PlaceOptions } from './found-file.ts'
import { putInPlace } from './in-place.ts'
import { releaseHandles } from './read-chunk.ts'
import type { FolderRoot } from './root.ts'

/** Files of one group; more form the next one. */
const maxGroup = 256

/** A partial file, as far as committing goes. */
export interface Committable {
  readonly diskPath: string
  /** Sets size, time and mode; the descriptor is flushed next. */
  prepare(record: FileRecord): Promise<number>
  /** Closes it and says what lies on disk; it no longer is a partial file. */
  placed(): FoundFile
}

interface Commit {
  readonly file: Committable
  readonly record: FileRecord
  readonly options: PlaceOptions
  readonly resolve: (found: FoundFile) => void
  readonly reject: (error: unknown) => void
}

/**
 * Puts files in place. What is asked while others are under way is done together next: one flush of the disk and one
 * of each directory serve them all, so that thousands of small files cost little more than their bytes.
 */
export class CommitGroup {
  /** Groups and files so far. */
  groups = 0
  files = 0
  readonly #root: FolderRoot
  #waiting: Commit[] = []
  #isWorking = false

  constructor(root: FolderRoot) {
    this.#root = root
  }

  commit(file: Committable, record: FileRecord, options: PlaceOptions): Promise<FoundFile> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ file, record, options, resolve, reject })
      if (!this.#isWorking) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    // Those that were asked for in the same turn go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, maxGroup)
      this.groups++
      this.files += group.length
      await this.#commitAll(group)
    }
    this.#isWorking = false
  }

  async #commitAll(group: readonly Commit[]): Promise<void> {
    const prepared = await this.#each(group, async (commit) => {
      checkStorable(commit.record.path)
      return { commit, fd: await commit.file.prepare(commit.record) }
    })
    const problems = await flushFiles(prepared.map(({ fd }) => fd))
    const flushed = prepared.flatMap(({ commit }, index) => {
      if (problems[index] === undefined) return [commit]
      void this.#refuse(commit, problems[index])
      return []
    })
    const placed = await this.#each(flushed, async (commit) => {
      const { file, record, options } = commit
      releaseHandles(this.#root, record.path)
      const diskPath = await putInPlace(this.#root, file.diskPath, record.path, options)
      return { commit, found: file.placed(), directory: dirname(diskPath) }
    })
    const directories = new Set(placed.map(({ directory }) => directory))
    const flushes = new Map([...directories].map((each) => [each, this.#root.directories.flush(each)]))
    // Told at once, they are stored at once: each page of the store that they share is written once.
    await Promise.allSettled(flushes.values())
    await this.#each(placed, async ({ commit, found, directory }) => {
      await flushes.get(directory)
      commit.resolve(found)
    })
  }

  /** Does a step for all at once; who fails is told, and the others go on. */
  async #each<T extends Commit | { commit: Commit }, R>(
    list: readonly T[],
    step: (each: T) => Promise<R>,
  ): Promise<R[]> {
    const results: R[] = []
    await Promise.all(
      list.map(async (each) => {
        try {
          results.push(await step(each))
        } catch (error) {
          await this.#refuse('commit' in each ? each.commit : each, error)
        }
      }),
    )
    return results
  }

  /** Where the whole folder is gone, that is said, and not that a file is. */
  async #refuse(commit: Commit, error: unknown): Promise<void> {
    const reason =
      errorCode(error) === 'ENOENT'
        ? await this.#root.check().then(
            () => error,
            (fault: unknown) => fault,
          )
        : error
    commit.reject(diskFault(reason, commit.record.path))
  }
}
