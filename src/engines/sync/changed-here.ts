import type { FoundFile } from './files/found-file.ts'
import type { FileRecord } from './model/record.ts'

/** More are not remembered: they are found by a later look. */
const most = 10_000

/**
 * In a folder that only receives: what differs here from what all devices have (undefined: it is gone here), and what of it
 * is to be as they have it again.
 */
export class ChangedHere {
  readonly #found = new Map<string, FoundFile | undefined>()
  /** With the bytes of what is to be in place again. */
  readonly #reverting = new Map<string, number>()
  #revertingBytes = 0

  /** But for what is being reverted. */
  get size(): number {
    return this.#found.size - this.#reverting.size
  }

  get reverting(): { files: number; bytes: number } {
    return { files: this.#reverting.size, bytes: this.#revertingBytes }
  }

  has(path: string): boolean {
    return this.#found.has(path)
  }

  get(path: string): FoundFile | undefined {
    return this.#found.get(path)
  }

  set(path: string, found: FoundFile | undefined): void {
    if (this.#found.size < most || this.#found.has(path)) this.#found.set(path, found)
  }

  /** It differs no more. */
  delete(path: string): void {
    this.#found.delete(path)
    this.#revertingBytes -= this.#reverting.get(path) ?? 0
    this.#reverting.delete(path)
  }

  /** `best` is what all devices have there, if they have anything. */
  revert(path: string, best: FileRecord | undefined): void {
    if (!this.#found.has(path) || this.#reverting.has(path)) return
    const bytes = best?.deleted === false ? best.size : 0
    this.#reverting.set(path, bytes)
    this.#revertingBytes += bytes
  }

  isReverting(path: string): boolean {
    return this.#reverting.has(path)
  }

  /** Paths to be reverted, in their order. */
  revertingPaths(): string[] {
    return [...this.#reverting.keys()].sort()
  }

  /** What differs and is not being reverted. */
  *entries(): Generator<[path: string, found: FoundFile | undefined]> {
    for (const entry of this.#found) if (!this.#reverting.has(entry[0])) yield entry
  }
}
