import type { Fault } from '../../../wire/fault.ts'
import type { FolderRoot } from './root.ts'

/** Tells what changes in a folder. */
export class FolderWatch {
  /** Done when every change from then on is told (or `failed` was called): look through the folder after it. */
  readonly ready: Promise<void>
  /** `changed` gets paths as in records; what lies under each may have changed too. After `failed` nothing is told any more. */
  constructor(
    _root: FolderRoot,
    _changed: (paths: readonly string[] | 'everything') => void,
    _failed: (fault: Fault) => void,
  ) {
    this.ready = Promise.resolve()
  }
  close(): void {}
}
