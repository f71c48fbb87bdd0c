import { pieceAlign } from './data-frame.ts'

/** A block of which pieces have come. Pieces may overlap, as when a lost lane's are sent anew. */
export class Assembly {
  readonly buffer: Uint8Array<ArrayBuffer>
  readonly length: number
  /** One bit for each KiB that is there. */
  readonly #units = new Uint32Array(8)
  #missing: number

  /** `buffer` has at least `length` bytes. */
  constructor(buffer: Uint8Array<ArrayBuffer>, length: number) {
    this.buffer = buffer
    this.length = length
    this.#missing = Math.ceil(length / pieceAlign)
  }

  /** `offset` is a multiple of 1 KiB, and so is the piece's length unless it ends with the block. True when nothing is missing any more. */
  add(offset: number, piece: Uint8Array): boolean {
    this.buffer.set(piece, offset)
    const end = Math.ceil((offset + piece.length) / pieceAlign)
    for (let unit = offset / pieceAlign; unit < end; unit++) {
      const bit = 1 << (unit & 31)
      const word = this.#units[unit >> 5]!
      if ((word & bit) !== 0) continue
      this.#units[unit >> 5] = word | bit
      this.#missing--
    }
    return this.#missing === 0
  }
}
