import { blockBytes } from '../files.ts'

/** The parts of a file that the receiver lacks, from front to back. */
export class FileRuns {
  readonly #size: number
  readonly #has: Uint8Array | undefined
  /** Where the next run begins; at a missing byte, unless all is taken. */
  offset = 0
  /** Missing bytes that were not taken. */
  bytes: number

  constructor(size: number, has: Uint8Array | undefined) {
    this.#size = size
    // A copy: the blocks that come meanwhile have been taken here before.
    this.#has = has?.slice()
    this.bytes = has ? missingBytes(size, has) : size
    this.#skip()
  }

  /** Takes a run of at most `maxBytes` at `offset`, and says how long it is. */
  take(maxBytes: number): number {
    let end = this.offset
    const most = Math.min(this.#size, this.offset + maxBytes)
    if (!this.#has) end = most
    else {
      while (end < most && !hasBlock(this.#has, Math.floor(end / blockBytes)))
        end = Math.min(most, (Math.floor(end / blockBytes) + 1) * blockBytes)
    }
    const bytes = end - this.offset
    this.offset = end
    this.bytes -= bytes
    this.#skip()
    return bytes
  }

  #skip(): void {
    if (!this.#has || this.offset % blockBytes !== 0) return
    while (this.offset < this.#size && hasBlock(this.#has, this.offset / blockBytes))
      this.offset += blockBytes
  }
}

const hasBlock = (has: Uint8Array, block: number): boolean =>
  (((has[block >> 3] ?? 0) >> (block & 7)) & 1) === 1

function missingBytes(size: number, has: Uint8Array): number {
  let missing = 0
  for (let offset = 0, block = 0; offset < size; offset += blockBytes, block++)
    if (!hasBlock(has, block)) missing += Math.min(blockBytes, size - offset)
  return missing
}
