import type { FolderRoot } from './root.ts'

/**
 * Reads from a file of a folder straight into `into`; returns the bytes read, fewer only at the end of the file.
 * With `expected`, throws `file-busy` if the file is not that one any more.
 */
export async function readChunk(
  _root: FolderRoot,
  _path: string,
  _offset: number,
  _into: Uint8Array,
  _expected?: { size: number; mtime: number },
): Promise<number> {
  throw new Error('not yet')
}
/** Closes all that is held open of a folder, or of one path in it. */
export function releaseHandles(_root: FolderRoot, _path?: string): void {}
