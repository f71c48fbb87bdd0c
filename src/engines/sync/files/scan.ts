import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { FoundFile } from './found-file.ts'
import type { IgnoreRules } from './ignore.ts'
import type { FolderRoot } from './root.ts'
import type { Selection } from './selection.ts'

export interface ScanOptions {
  /** Only these paths and what lies under them; absent: everything. */
  paths?: readonly string[]
  ignore: IgnoreRules
  symlinks: 'keep' | 'skip'
  selected: Selection
  signal?: AbortSignal
}
export interface ScanProblem {
  readonly path: string
  readonly code: FaultCode
  readonly text: string
}
export interface ScanResult {
  readonly files: number
  readonly problems: readonly ScanProblem[]
  readonly problemsTotal: number
  /**
   * Whether a path was looked for and everything about it seen: one that is known, covered, and was not visited is
   * gone. False for what is ignored, not selected, outside of `paths`, or in a directory that could not be read.
   */
  covers(path: string, isDirectory: boolean): boolean
}
/** Looks at everything in a folder. `visit` gets batches and is waited for; it is never called twice at once. */
export async function scan(
  _root: FolderRoot,
  _options: ScanOptions,
  _visit: (batch: readonly FoundFile[]) => Promise<void> | void,
): Promise<ScanResult> {
  throw new Error('not yet')
}
