import { join } from 'node:path'

/** Names that are remembered at most. */
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
  get size(): number {
    return this.#names.size
  }

  /** `path` as in a record; `name` is what the disk has for its last part. False: no room to remember it. */
  found(path: string, name: string): boolean {
    if (this.#names.size >= limit && !this.#names.has(path)) return false
    this.#names.set(path, name)
    return true
  }

  has(path: string): boolean {
    return this.#names.size > 0 && this.#names.has(path)
  }

  forget(path: string): void {
    if (this.#names.size > 0) this.#names.delete(path)
  }

  /** A directory (or file) has another path now, and what lies under it too. */
  moved(from: string, to: string): void {
    for (const [path, name] of [...this.#names]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue
      this.#names.delete(path)
      // The thing itself was given the name that the record has.
      if (path !== from) this.#names.set(to + path.slice(from.length), name)
    }
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
