import type { Found, FoundContent } from '../../../../src/engines/sync/model/local-change.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'

export interface Entry {
  kind: FileRecord['kind']
  /** The text is its own id. */
  content: string
  mtime: number
  mode: number
  target: string
}

/** What a system's disks are like. */
export interface DiskTraits {
  /** Even seconds only. */
  fat: boolean
  noModes: boolean
}

const parentOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

/** A folder in memory; an entry's parent is always a directory. */
export class SimFolder {
  readonly entries = new Map<string, Entry>()
  readonly #traits: DiskTraits

  constructor(traits: DiskTraits) {
    this.#traits = traits
  }

  get(path: string): Entry | undefined {
    return this.entries.get(path)
  }

  isDirectory(path: string): boolean {
    return path === '' || this.get(path)?.kind === 'directory'
  }

  /** Paths below a directory, the deepest first. */
  below(path: string): string[] {
    return [...this.entries.keys()]
      .filter((other) => other.startsWith(`${path}/`))
      .sort((a, b) => b.length - a.length)
  }

  canHold(path: string): boolean {
    return this.isDirectory(parentOf(path))
  }

  /** Puts in place what may lie there now; not over a directory with entries. */
  put(path: string, entry: Entry): void {
    if (!this.canHold(path)) throw new Error(`${path} has no parent`)
    if (entry.kind !== 'directory' && this.below(path).length > 0) throw new Error(`${path} is not empty`)
    const mtime = this.#traits.fat ? Math.floor(entry.mtime / 2000) * 2000 : entry.mtime
    this.entries.set(path, { ...entry, mtime })
  }

  remove(path: string): void {
    if (this.below(path).length > 0) throw new Error(`${path} is not empty`)
    this.entries.delete(path)
  }

  /** With all that lies below. */
  rename(from: string, to: string): void {
    for (const path of [...this.below(from).reverse(), from].sort((a, b) => a.length - b.length)) {
      const entry = this.get(path)!
      this.entries.delete(path)
      this.put(to + path.slice(from.length), entry)
    }
  }

  makeParents(path: string): void {
    const parent = parentOf(path)
    if (this.isDirectory(parent)) return
    this.makeParents(parent)
    this.put(parent, { kind: 'directory', content: '', mtime: 0, mode: 0o755, target: '' })
  }

  found(path: string): (Found & FoundContent) | undefined {
    const entry = this.get(path)
    if (entry === undefined) return undefined
    const size = entry.content.length
    const mode = this.#traits.noModes ? -1 : entry.mode
    return { ...entry, path, mode, size, chunks: size === 0 ? 0 : 1 }
  }
}
