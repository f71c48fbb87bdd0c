import { join } from 'node:path'

/** Names that are remembered at most; a folder that has more of them is answered from the disk. */
const limit = 200_000

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
const ascii = /^[\u0000-\u007f]*$/
export const isAscii = (text: string): boolean => ascii.test(text)

/**
 * Paths in records are in NFC; a disk may hold the same name in another form (as macOS wrote it). Only those names
 * are remembered, as a look through the folder finds them; all others are what the record says.
 */
export class DiskNames {
  readonly #names = new Map<string, string>()
  #isFull = false

  /** Whether some were dropped: then a name that is not found may still be there in another form. */
  get isFull(): boolean {
    return this.#isFull
  }

  get size(): number {
    return this.#names.size
  }

  /** `path` as in a record; `name` is what the disk has for its last part. */
  found(path: string, name: string): void {
    if (
      path.endsWith(name) && path.at(-name.length - 1) !== undefined
        ? path.at(-name.length - 1) === '/'
        : path === name
    ) {
      if (this.#names.size > 0) this.#names.delete(path)
    } else if (this.#names.size < limit || this.#names.has(path)) this.#names.set(path, name)
    else this.#isFull = true
  }

  forget(path: string): void {
    if (this.#names.size > 0) this.#names.delete(path)
  }

  /** Absolute. */
  diskPath(root: string, path: string): string {
    if (this.#names.size === 0 || isAscii(path)) return join(root, path)
    let end = 0
    let result = root
    while (end < path.length) {
      const start = end === 0 ? 0 : end + 1
      const next = path.indexOf('/', start)
      end = next < 0 ? path.length : next
      result = join(result, this.#names.get(path.slice(0, end)) ?? path.slice(start, end))
    }
    return result
  }
}
