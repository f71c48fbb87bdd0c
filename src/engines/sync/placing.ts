import type { FoundFile } from './files/found-file.ts'
import type { DiskState } from './store/types.ts'

/** Paths that were changed by us during one look; with more of them, all count as changed. */
const mostEnded = 50_000

/**
 * What we are changing on the disk ourselves. A look at the disk meanwhile sees things half done, or as they were before, and
 * must not take them for somebody's changes: it leaves such paths out, and they are looked at again.
 */
export class Placing {
  readonly #now = new Set<string>()
  /** What a look saw of those; undefined: nothing. */
  readonly #missed = new Map<string, DiskState | undefined>()
  /** Since the look that runs has begun. */
  readonly #ended = new Set<string>()
  #isOverrun = false
  readonly #again: (path: string) => void

  /** `again`: the path is to be looked at. */
  constructor(again: (path: string) => void) {
    this.#again = again
  }

  get size(): number {
    return this.#now.size
  }

  has(path: string): boolean {
    return this.#now.has(path)
  }

  begin(path: string): void {
    this.#now.add(path)
  }

  /** `placed` is what lies there now, if that is known. */
  end(path: string, placed?: DiskState): void {
    if (!this.#now.delete(path)) return
    if (this.#ended.size < mostEnded) this.#ended.add(path)
    else this.#isOverrun = true
    if (!this.#missed.has(path)) return
    const seen = this.#missed.get(path)
    this.#missed.delete(path)
    if (placed === undefined || !looksSame(seen, placed)) this.#again(path)
  }

  /** A look begins: what it sees is newer than all that was changed so far. */
  lookBegins(): void {
    this.#ended.clear()
    this.#isOverrun = false
  }

  /** Whether what the look saw may be out of date. Then it is left out, and looked at again in time. */
  isStale(path: string, seen: DiskState | undefined): boolean {
    if (this.#now.has(path)) {
      this.#missed.set(path, seen)
      return true
    }
    if (!this.#isOverrun && !this.#ended.has(path)) return false
    this.#again(path)
    return true
  }
}

export const diskState = ({ size, mtime, mode, inode }: FoundFile): DiskState => ({
  size,
  mtime,
  mode,
  inode,
})

export const looksSame = (a: DiskState | undefined, b: DiskState): boolean =>
  a !== undefined && a.size === b.size && a.mtime === b.mtime && a.mode === b.mode && a.inode === b.inode
