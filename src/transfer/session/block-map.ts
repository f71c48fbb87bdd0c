import { blockBytes, type Manifest } from '../files.ts'
import { blocksOf } from './manifest.ts'

/** Which blocks of a transfer are on the receiver's disk: one bit each, all files in one row. */
export class BlockMap {
  /** Place of each file's first block in the row; one more at the end. */
  readonly #first: Uint32Array
  readonly #bits: Uint8Array
  /** Blocks of each file that are not there. */
  readonly #missing: Uint32Array
  readonly #sizes: Float64Array
  /** Of the blocks that are there. */
  bytes = 0

  constructor({ entries }: Manifest) {
    this.#first = new Uint32Array(entries.length + 1)
    this.#missing = new Uint32Array(entries.length)
    this.#sizes = new Float64Array(entries.length)
    let blocks = 0
    entries.forEach(({ size }, file) => {
      this.#first[file] = blocks
      this.#missing[file] = blocksOf(size)
      this.#sizes[file] = size
      blocks += blocksOf(size)
    })
    this.#first[entries.length] = blocks
    this.#bits = new Uint8Array(Math.ceil(blocks / 8))
  }

  /** Of all files. */
  get total(): number {
    return this.#first[this.#first.length - 1]!
  }

  /** A number for each block of the transfer. */
  place(file: number, block: number): number {
    return this.#first[file]! + block
  }

  blocks(file: number): number {
    return this.#first[file + 1]! - this.#first[file]!
  }

  /** Bytes; the last block of a file is shorter. */
  length(file: number, block: number): number {
    return Math.min(blockBytes, this.#sizes[file]! - block * blockBytes)
  }

  has(file: number, block: number): boolean {
    const place = this.place(file, block)
    return (this.#bits[place >> 3]! & (1 << (place & 7))) !== 0
  }

  /** False if it was there. */
  add(file: number, block: number): boolean {
    if (this.has(file, block)) return false
    const place = this.place(file, block)
    this.#bits[place >> 3]! |= 1 << (place & 7)
    this.#missing[file]!--
    this.bytes += this.length(file, block)
    return true
  }

  /** One bit a block of the file, lowest first; undefined if none is there. */
  bitsOf(file: number): Uint8Array | undefined {
    const blocks = this.blocks(file)
    if (this.#missing[file] === blocks) return undefined
    const bits = new Uint8Array(Math.ceil(blocks / 8))
    for (let block = 0; block < blocks; block++) {
      if (this.has(file, block)) bits[block >> 3]! |= 1 << (block & 7)
    }
    return bits
  }

  /** As if nothing of the file had come. */
  clear(file: number): void {
    for (let block = 0; block < this.blocks(file); block++) {
      if (!this.has(file, block)) continue
      const place = this.place(file, block)
      this.#bits[place >> 3]! &= ~(1 << (place & 7))
      this.#missing[file]!++
      this.bytes -= this.length(file, block)
    }
  }

  fill(file: number): void {
    for (let block = 0; block < this.blocks(file); block++) this.add(file, block)
  }

  isWhole(file: number): boolean {
    return this.#missing[file] === 0
  }

  /** Bytes of a file that are there. */
  bytesOf(file: number): number {
    const missing = this.#missing[file]!
    if (missing === 0) return this.#sizes[file]!
    const last = this.blocks(file) - 1
    const have = last + 1 - missing
    if (have === 0) return 0
    return have * blockBytes - (this.has(file, last) ? blockBytes - this.length(file, last) : 0)
  }
}
