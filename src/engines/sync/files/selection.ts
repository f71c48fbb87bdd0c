import { PathSet } from './path-set.ts'

/** The part of a folder that is wanted here: paths with all that lies under them; none is everything. */
export class Selection {
  readonly #wanted: PathSet
  /** The directories above what is wanted: they have to exist. */
  readonly #above = new Set<string>()

  constructor(paths: readonly string[]) {
    const clean = paths.map((path) => path.normalize('NFC').replace(/^\/+|\/+$/g, '')).filter(Boolean)
    this.#wanted = new PathSet(clean)
    for (const path of clean) {
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        this.#above.add(path.slice(0, at))
      }
    }
  }

  /** Whether a path is wanted, or a directory above one that is. */
  includes(path: string): boolean {
    return this.#wanted.size === 0 || this.#above.has(path) || this.#wanted.covers(path)
  }
}
