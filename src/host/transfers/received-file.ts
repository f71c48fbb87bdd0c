import { join } from 'node:path'
import { blockBytes, type FileEntry } from '../../transfer/files.ts'

const hashBytes = 32

/** A file that is being put together: which blocks are in place, and their hashes. */
export class ReceivedFile {
  readonly file: number
  readonly entry: FileEntry
  /** Absolute; where it is put together and where it will lie. */
  readonly directory: string
  readonly blocks: number
  /** What it is called until it is whole; empty: nothing of it is on disk. */
  part = ''
  /** Settles when the file of that name is there. */
  ready: Promise<void> | undefined
  state: 'open' | 'placing' | 'placed' = 'open'
  /** Whether it has its time already. */
  isDated = false
  /** Blocks that are being written. */
  readonly writing = new Set<number>()
  /** One bit a block, lowest bit first. */
  #have = new Uint8Array(0)
  #hashes = new Uint8Array(0)
  #count = 0

  constructor(file: number, entry: FileEntry, directory: string) {
    this.file = file
    this.entry = entry
    this.directory = directory
    this.blocks = Math.ceil(entry.size / blockBytes)
  }

  get name(): string {
    return this.entry.path.slice(this.entry.path.lastIndexOf('/') + 1)
  }

  get partPath(): string {
    return join(this.directory, this.part)
  }

  /** Blocks in place. */
  get count(): number {
    return this.#count
  }

  get bitmap(): Uint8Array {
    return this.#have
  }

  /** Hashes of the blocks in order, one after the other; of a file that is whole. */
  get hashes(): Uint8Array {
    return this.#hashes
  }

  /** Bytes that a block has; undefined: the file has no such block. */
  bytesOf(block: number): number | undefined {
    if (!Number.isInteger(block) || block < 0 || block >= this.blocks) return undefined
    return Math.min(blockBytes, this.entry.size - block * blockBytes)
  }

  has(block: number): boolean {
    return (((this.#have[block >> 3] ?? 0) >> (block & 7)) & 1) === 1
  }

  hashOf(block: number): Uint8Array {
    return this.#hashes.subarray(block * hashBytes, (block + 1) * hashBytes)
  }

  add(block: number, hash: Uint8Array): void {
    if (this.#have.length === 0) {
      this.#have = new Uint8Array(Math.ceil(this.blocks / 8))
      this.#hashes = new Uint8Array(this.blocks * hashBytes)
    }
    if (!this.has(block)) this.#count++
    this.#have[block >> 3]! |= 1 << (block & 7)
    this.#hashes.set(hash, block * hashBytes)
  }

  remove(block: number): void {
    if (!this.has(block)) return
    this.#count--
    this.#have[block >> 3]! &= ~(1 << (block & 7))
  }

  /** As if nothing of it had come; also gives up the memory. */
  clear(): void {
    this.#have = new Uint8Array(0)
    this.#hashes = new Uint8Array(0)
    this.#count = 0
    this.part = ''
    this.ready = undefined
    this.isDated = false
  }
}
