/** The part of a folder that is wanted here: paths with all that lies under them; none is everything. */
export class Selection {
  readonly #paths: readonly string[]

  constructor(paths: readonly string[]) {
    this.#paths = paths.map((path) => path.normalize('NFC').replace(/^\/+|\/+$/g, '')).filter(Boolean)
  }

  /** Whether a path is wanted, or leads to one that is: a directory above a selected path has to exist. */
  includes(path: string): boolean {
    if (this.#paths.length === 0) return true
    return this.#paths.some((wanted) => isUnder(path, wanted) || isUnder(wanted, path))
  }
}

/** Whether `path` is `directory` or lies under it; '' is the folder itself. */
export const isUnder = (path: string, directory: string): boolean =>
  directory === '' ||
  (path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/'))
