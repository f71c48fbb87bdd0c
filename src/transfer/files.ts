/** Files are hashed, acknowledged on disk and resumed in blocks of so many bytes; the last one of a file is shorter. */
export const blockBytes = 256 * 1024

/** Relative path with `/`, NFC, no `.`, `..` or empty part; the first part is a dropped file's or folder's own name. */
export interface FileEntry {
  path: string
  kind: 'file' | 'directory'
  /** Bytes; 0 of directories. */
  size: number
  /** ms since the Unix epoch */
  mtime: number
}

/** What one side offers. `file` numbers elsewhere are places in `entries`. */
export interface Manifest {
  /** 32 hex digits made of the entries alone, so that the same files offered again are the same transfer, which is resumed. */
  id: string
  /** Such as `A001.mov and 12 others`. */
  name: string
  entries: readonly FileEntry[]
  files: number
  bytes: number
}

/** Reads what is sent. */
export interface Source {
  readonly entries: readonly FileEntry[]
  /** Fills `into` from `offset` of a file. Throws `file-unreadable`, or `file-busy` when the file is not as it was announced. */
  read(file: number, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void>
  close(): Promise<void>
}

/** For each file that has blocks in place: one bit a block, lowest bit first; files that are whole are left out of `partial`. */
export interface Progress {
  whole: readonly number[]
  partial: ReadonlyMap<number, Uint8Array>
}

/** Writes what is received: under a name of its own until it is whole and proven. */
export interface Sink {
  /** Makes room, and says what is here from before. Throws `disk-full`, `folder-read-only`, `file-name-invalid`, `file-path-unsafe` … */
  open(manifest: Manifest, signal: AbortSignal): Promise<Progress>
  /** A whole block. Resolves when the system has taken it; the bytes must not change before. */
  write(file: number, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** All blocks are there: proves them by `hash` (`rootHash`), flushes, gives the time, takes the final name. Throws `file-damaged`, then the file is as if nothing of it had come. */
  finish(file: number, hash: Uint8Array): Promise<void>
  /** `keep`: what is not whole stays, to be resumed. */
  close(keep: boolean): Promise<void>
}

/** BLAKE3. */
export interface Hasher {
  /** 32 bytes */
  hash(bytes: Uint8Array): Uint8Array
}

/** Of a file: BLAKE3 of the BLAKE3 hashes of its blocks in order; of an empty file, of nothing. */
export function rootHash(hasher: Hasher, blockHashes: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(blockHashes.length * 32)
  blockHashes.forEach((hash, block) => {
    joined.set(hash, block * 32)
  })
  return hasher.hash(joined)
}
