import type { FoundFile } from './found-file.ts'

/** Files that may still be being written wait here until they have not changed for a while. */
export class QuietFiles {
  /** `due` gets paths that should be looked at again: look, and ask `isQuiet`. */
  constructor(
    _quietMs: number,
    _due: (paths: readonly string[] | 'everything') => void,
    _clock: { now(): number; after(ms: number, then: () => void): () => void },
    _wallClock: () => number,
  ) {}
  /** Whether a file that was found changed may be read now; if not it waits, and `due` tells when to look again. */
  isQuiet(_file: Pick<FoundFile, 'path' | 'kind' | 'size' | 'mtime'>): boolean {
    return true
  }
  close(): void {}
}
