import { Blake3Hasher } from '@napi-rs/blake-hash'
import {
  blockBytes,
  type FileEntry,
  type Hasher,
  type Manifest,
  type Progress,
  rootHash,
  type Sink,
  type Source,
} from '../../../src/transfer/files.ts'
import { Fault } from '../../../src/wire/fault.ts'

export const hasher: Hasher = {
  hash: (bytes) =>
    new Blake3Hasher().update(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).digestBuffer(),
}

/** Bytes that look random and are the same each time. */
export function patternBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let state = (seed * 2654435761 + 1) >>> 0
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

/** Files by their paths; a path that ends in `/` is a folder. */
export type MemoryTree = Record<string, Uint8Array<ArrayBuffer>>

export class MemorySource implements Source {
  readonly entries: readonly FileEntry[]
  readonly #files: (Uint8Array<ArrayBuffer> | undefined)[]
  /** Reads of each file and block, so that a test sees what was read twice. */
  reads = 0
  isClosed = false
  /** Throws, to fail a read. */
  before: (file: number, offset: number) => void | Promise<void> = () => {}

  constructor(tree: MemoryTree) {
    this.#files = Object.entries(tree).map(([path, bytes]) => (path.endsWith('/') ? undefined : bytes))
    this.entries = Object.entries(tree).map(([path, bytes]) =>
      path.endsWith('/')
        ? { path: path.slice(0, -1), kind: 'directory', size: 0, mtime: 1_700_000_000_000 }
        : { path, kind: 'file', size: bytes.length, mtime: 1_700_000_000_000 },
    )
  }

  async read(file: number, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void> {
    this.reads++
    await this.before(file, offset)
    const bytes = this.#files[file]
    if (this.isClosed || bytes === undefined) throw new Error('read of what cannot be read')
    if (offset + into.length > bytes.length) throw new Error('read beyond the end')
    into.set(bytes.subarray(offset, offset + into.length))
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

interface Stored {
  bytes: Uint8Array<ArrayBuffer>
  blocks: Set<number>
}

/** What survives a restart of the receiver: blocks by the id of the transfer, and whole files by their path. */
export class MemoryDisk {
  readonly parts = new Map<string, Map<number, Stored>>()
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>()

  sink(): MemorySink {
    return new MemorySink(this)
  }
}

export class MemorySink implements Sink {
  readonly #disk: MemoryDisk
  #manifest: Manifest | undefined
  #parts = new Map<number, Stored>()
  writes = 0
  finished = 0
  closed: 'open' | 'kept' | 'dropped' = 'open'
  /** Writes that are under way. */
  writing = 0
  before: (file: number, block: number) => void | Promise<void> = () => {}

  constructor(disk: MemoryDisk) {
    this.#disk = disk
  }

  async open(manifest: Manifest): Promise<Progress> {
    this.#manifest = manifest
    const whole: number[] = []
    const partial = new Map<number, Uint8Array>()
    this.#parts = this.#disk.parts.get(manifest.id) ?? new Map()
    this.#disk.parts.set(manifest.id, this.#parts)
    manifest.entries.forEach(({ path, size, kind }, file) => {
      if (kind !== 'file') return
      const stored = this.#parts.get(file)
      if (this.#disk.files.has(path)) whole.push(file)
      else if (stored && stored.blocks.size > 0) {
        const bits = new Uint8Array(Math.ceil(size / blockBytes / 8))
        for (const block of stored.blocks) bits[block >> 3]! |= 1 << (block & 7)
        partial.set(file, bits)
      }
    })
    return { whole, partial }
  }

  async write(file: number, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.closed !== 'open') throw new Error('write to a closed sink')
    this.writing++
    this.writes++
    try {
      await this.before(file, block)
    } finally {
      this.writing--
    }
    const { size } = this.#manifest!.entries[file]!
    const expected = Math.min(blockBytes, size - block * blockBytes)
    if (bytes.length !== expected) throw new Error(`block of ${bytes.length} bytes instead of ${expected}`)
    let stored = this.#parts.get(file)
    if (stored === undefined) {
      stored = { bytes: new Uint8Array(size), blocks: new Set() }
      this.#parts.set(file, stored)
    }
    stored.bytes.set(bytes, block * blockBytes)
    stored.blocks.add(block)
  }

  async finish(file: number, hash: Uint8Array): Promise<void> {
    if (this.closed !== 'open') throw new Error('finish of a closed sink')
    const { path, size } = this.#manifest!.entries[file]!
    const bytes = this.#parts.get(file)?.bytes ?? new Uint8Array(0)
    const hashes: Uint8Array[] = []
    for (let at = 0; at < size; at += blockBytes)
      hashes.push(hasher.hash(bytes.subarray(at, at + blockBytes)))
    this.#parts.delete(file)
    if (Buffer.compare(rootHash(hasher, hashes), hash) !== 0)
      throw new Fault('file-damaged', 'The file is not what was sent.')
    this.finished++
    this.#disk.files.set(path, bytes)
  }

  async close(keep: boolean): Promise<void> {
    if (this.writing > 0) throw new Error('closed while it writes')
    this.closed = keep ? 'kept' : 'dropped'
    if (!keep && this.#manifest) this.#disk.parts.delete(this.#manifest.id)
  }
}
