import type { FoundFile } from './found-file.ts'

/** So many files wait at most; with more, the whole folder is looked at again. */
const limit = 10_000

/** Time as a parameter. */
interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  /** Calls `then` once after `ms`; the returned function cancels. */
  after(ms: number, then: () => void): () => void
}

interface Waiting {
  size: number
  mtime: number
  /** Since when it is known to be like this, by the clock. */
  since: number
}

/**
 * Files that may still be being written (a camera, a download) wait here until they have not changed for `quietMs`.
 * One that was last changed longer ago need not wait; times in the future, of clocks that are off, tell nothing.
 */
export class QuietFiles {
  /** Files that had no room to wait. */
  overflowed = 0
  readonly #due: (paths: readonly string[] | 'everything') => void
  readonly #clock: Clock
  readonly #wallClock: () => number
  #quietMs: number
  /** The one that waits longest first. */
  readonly #waiting = new Map<string, Waiting>()
  /** Told to be due; what they were like then. */
  #told = new Map<string, Waiting>()
  #missed = false
  #cancel: (() => void) | undefined

  /** `due` gets paths that should be looked at again: look, and ask `isQuiet`. `wallClock`: ms since the Unix epoch. */
  constructor(
    quietMs: number,
    due: (paths: readonly string[] | 'everything') => void,
    clock: Clock,
    wallClock: () => number = Date.now,
  ) {
    this.#quietMs = quietMs
    this.#due = due
    this.#clock = clock
    this.#wallClock = wallClock
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Whether a file that was found changed may be read now; if not it waits, and `due` tells when to look again. */
  isQuiet({ path, kind, size, mtime }: Pick<FoundFile, 'path' | 'kind' | 'size' | 'mtime'>): boolean {
    const before = this.#waiting.get(path) ?? this.#told.get(path)
    const now = this.#clock.now()
    const isSame = before !== undefined && before.size === size && before.mtime === mtime
    if (
      this.#quietMs === 0 ||
      kind !== 'file' ||
      this.#wallClock() - mtime >= this.#quietMs ||
      (isSame && now - before.since >= this.#quietMs)
    ) {
      this.forget(path)
      return true
    }
    if (isSame && this.#waiting.has(path)) return false
    this.forget(path)
    if (this.#waiting.size < limit)
      this.#waiting.set(path, { size, mtime, since: isSame ? before.since : now })
    else {
      this.overflowed++
      this.#missed = true
    }
    this.#schedule()
    return false
  }

  /** It is gone, or no longer of interest. */
  forget(path: string): void {
    this.#waiting.delete(path)
    this.#told.delete(path)
  }

  /** Some of those that wait, for people to see. */
  held(most: number): string[] {
    const paths: string[] = []
    for (const path of this.#waiting.keys()) {
      if (paths.length >= most) break
      paths.push(path)
    }
    return paths
  }

  /** What waits now waits for the new time. */
  set quietMs(quietMs: number) {
    this.#quietMs = quietMs
    this.#cancel?.()
    this.#cancel = undefined
    this.#schedule()
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#waiting.clear()
    this.#told.clear()
  }

  #schedule(): void {
    if (this.#cancel !== undefined) return
    for (const { since } of this.#waiting.values()) {
      const waitMs = Math.max(0, since + this.#quietMs - this.#clock.now())
      this.#cancel = this.#clock.after(waitMs, () => {
        this.#cancel = undefined
        this.#tell()
      })
      return
    }
  }

  #tell(): void {
    const now = this.#clock.now()
    // Of those told before, nobody has asked any more.
    const told = new Map<string, Waiting>()
    for (const [path, waiting] of this.#waiting) {
      if (now - waiting.since < this.#quietMs) break
      told.set(path, waiting)
    }
    for (const path of told.keys()) this.#waiting.delete(path)
    this.#told = told
    const everything = this.#missed
    this.#missed = false
    this.#schedule()
    if (everything) this.#due('everything')
    else if (told.size > 0) this.#due([...told.keys()])
  }
}
