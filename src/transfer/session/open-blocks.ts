import { Fault } from '../../wire/fault.ts'
import { Assembly } from './assembly.ts'
import type { BlockPool } from './block-pool.ts'
import { limits } from './limits.ts'

/** A block of which all is there. */
export interface WholeBlock {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly assembly: Assembly | undefined
}

/** Blocks of one transfer from their first piece until they are on the disk, counted with those of all transfers. */
export class OpenBlocks {
  readonly #pool: BlockPool
  readonly #open: { bytes: number; blocks: number }
  readonly #assemblies = new Map<number, Assembly>()

  /** `open`: of all transfers. */
  constructor(pool: BlockPool, open: { bytes: number; blocks: number }) {
    this.#pool = pool
    this.#open = open
  }

  /** Gives the block when nothing of its `length` is missing any more; it is open until `done`. Throws `transfer-limit`. */
  add(place: number, length: number, from: number, piece: Uint8Array<ArrayBuffer>): WholeBlock | undefined {
    if (piece.length === length) {
      const begun = this.#assemblies.get(place)
      if (begun) this.#drop(place, begun)
      this.#begin(length)
      return { bytes: piece, assembly: undefined }
    }
    let assembly = this.#assemblies.get(place)
    if (assembly === undefined) {
      this.#begin(length)
      assembly = new Assembly(this.#pool.take(length), length)
      this.#assemblies.set(place, assembly)
    }
    if (!assembly.add(from, piece)) return undefined
    this.#assemblies.delete(place)
    return { bytes: assembly.buffer.subarray(0, length), assembly }
  }

  #begin(length: number): void {
    const open = this.#open
    open.bytes += length
    open.blocks++
    if (
      open.bytes > limits.openBytes * limits.openSlack ||
      open.blocks > limits.openBlocks * limits.openSlack
    )
      throw new Fault('transfer-limit', 'The other side begins more blocks than anyone can hold.')
  }

  /** It is on the disk, or never will be. */
  done({ bytes, assembly }: WholeBlock): void {
    this.#open.bytes -= bytes.length
    this.#open.blocks--
    if (assembly) this.#pool.give(assembly.buffer, assembly.length)
  }

  /** What has come of blocks that are not whole, from one place up to another, exclusive. */
  drop(first: number, end: number): void {
    for (const [place, assembly] of this.#assemblies) {
      if (place >= first && place < end) this.#drop(place, assembly)
    }
  }

  #drop(place: number, assembly: Assembly): void {
    this.#assemblies.delete(place)
    this.done({ bytes: assembly.buffer.subarray(0, assembly.length), assembly })
  }

  dropAll(): void {
    this.drop(0, Number.POSITIVE_INFINITY)
  }
}
