import type { FileEntry, Hasher, Manifest } from '../files.ts'

/** Of files in the order in which they are to be sent. Throws as `checkManifest`. */
export function makeManifest(_entries: readonly FileEntry[], _hasher: Hasher, _name?: string): Manifest {
  throw new Error('not made yet')
}

/** Throws `transfer-limit` for more than may be offered at once, `file-path-unsafe` for a path that is none, `transfer-protocol` for what contradicts itself. */
export function checkManifest(_manifest: Manifest, _hasher: Hasher): void {}
