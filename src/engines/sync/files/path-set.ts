/** Paths, each standing for itself and all that lies under it; '' stands for everything. */
export class PathSet {
  readonly #paths = new Set<string>()

  constructor(paths: Iterable<string> = []) {
    for (const path of paths) this.#paths.add(path)
  }

  get size(): number {
    return this.#paths.size
  }

  add(path: string): void {
    this.#paths.add(path)
  }

  /** Whether a path is one of them or lies under one. */
  covers(path: string): boolean {
    if (this.#paths.size === 0) return false
    if (this.#paths.has('') || this.#paths.has(path)) return true
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (this.#paths.has(path.slice(0, at))) return true
    }
    return false
  }

  /** Those that do not lie under another of them. */
  outermost(): string[] {
    if (this.#paths.has('')) return ['']
    return [...this.#paths].filter((path) => {
      const at = path.lastIndexOf('/')
      return at < 0 || !this.covers(path.slice(0, at))
    })
  }
}
