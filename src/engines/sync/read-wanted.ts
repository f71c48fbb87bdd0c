import { readChunk } from './files/read-chunk.ts'
import type { FolderRoot } from './files/root.ts'
import type { ChunkWant } from './protocol/host.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { ChunkPlace } from './store/types.ts'

export interface WantedFrom {
  root: FolderRoot
  store: FolderStore
  /** Where else in the folder a chunk lies. */
  locate(hash: string): ChunkPlace | undefined
}

/** Reads a chunk that a device wants: of the file it names, or else from wherever it lies. Fewer bytes: it is not there any more. */
export async function readWanted(
  { root, store, locate }: WantedFrom,
  { path, content, offset, length, hash }: ChunkWant,
  into: Uint8Array,
): Promise<number> {
  const target = into.subarray(0, length)
  const known = store.known(path)
  const { disk } = known ?? {}
  if (known?.own.content === content && disk) {
    const read = await readChunk(root, path, offset, target, disk).catch(() => 0)
    if (read === length) return read
  }
  const place = locate(hash)
  return place === undefined ? 0 : readChunk(root, place.path, place.offset, target).catch(() => 0)
}
