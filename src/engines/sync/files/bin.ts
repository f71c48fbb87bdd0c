import type { FileVersion } from '../../../contract/sync.ts'
import type { FolderRoot } from './root.ts'

/** What was replaced or deleted, in `.hawser/bin/`. */
export class Bin {
  constructor(_root: FolderRoot) {}
  /** Newest first. `path` is a file or directory; '' is everything. */
  async list(_path: string, _limit: number): Promise<FileVersion[]> {
    return []
  }
  /** Puts a version back under its path; what lies there goes to the bin. Returns the path. Faults `version-unknown`, `file-busy`. */
  async restore(_id: string): Promise<string> {
    throw new Error('not yet')
  }
  /** Drops what is older than `keepDays` and all but the newest `keepVersions` of each path. */
  async expire(_policy: { keepDays: number; keepVersions: number }, _now: number): Promise<void> {}
}
