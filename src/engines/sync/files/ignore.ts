import type { FolderRoot } from './root.ts'

/** gitignore rules of a folder. */
export class IgnoreRules {
  static async read(_root: FolderRoot, _lines: readonly string[]): Promise<IgnoreRules> {
    return new IgnoreRules()
  }

  /** `path` as in a record. What lies in an ignored directory is ignored too. */
  ignores(_path: string, _isDirectory: boolean): boolean {
    return false
  }
}
