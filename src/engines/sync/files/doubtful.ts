import type { FileRecord } from '../model/record.ts'

/** So many are remembered; of more, those that were noted first are taken at their looks. */
const limit = 10_000
/** Systems stamp files by a clock that moves on every 1 to 10 ms; twice the slowest. */
const tickMs = 20
/** A network disk stamps by the clock of its server, which may be ahead. Cameras whose clocks are off by hours set times. */
const aheadMs = 60_000
const smallBytes = 256 * 1024

/**
 * Files that may have changed though they look as they did: what is written twice within one tick of the system's clock
 * bears the same time, and what is written while we set a file's time bears the time that we set. They are read again
 * when they are looked at next. (Git calls such entries "racily clean".)
 */
export class DoubtfulFiles {
  readonly #paths = new Set<string>()

  /** A file was read: `mtime` is its time, `from` when its reading began, both in ms since the Unix epoch. */
  read(path: string, mtime: number, from: number): void {
    const age = from - mtime
    if (age < tickMs && age > -aheadMs) this.#add(path)
    else this.#paths.delete(path)
  }

  /** We gave it the time of its record. Writing a large file takes longer than that, and shows. */
  timeWasSet({ path, kind, size }: Pick<FileRecord, 'path' | 'kind' | 'size'>): void {
    if (kind === 'file' && size <= smallBytes) this.#add(path)
  }

  has(path: string): boolean {
    return this.#paths.has(path)
  }

  forget(path: string): void {
    this.#paths.delete(path)
  }

  #add(path: string): void {
    const [oldest] = this.#paths
    if (this.#paths.size >= limit && oldest !== undefined) this.#paths.delete(oldest)
    this.#paths.add(path)
  }
}
