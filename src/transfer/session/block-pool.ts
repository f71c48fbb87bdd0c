import { blockBytes } from '../files.ts'

/** Idle buffers that are kept. */
const keep = 32

/** Buffers of whole blocks, used again; shorter ones are made for each block. */
export class BlockPool {
  readonly #free: Uint8Array<ArrayBuffer>[] = []
  /** Bytes that are out. */
  usedBytes = 0

  take(bytes: number): Uint8Array<ArrayBuffer> {
    this.usedBytes += bytes
    if (bytes < blockBytes) return new Uint8Array(bytes)
    return this.#free.pop() ?? new Uint8Array(blockBytes)
  }

  /** What `take` returned, once. One that was transferred elsewhere meanwhile is let go. */
  give(buffer: Uint8Array<ArrayBuffer>, bytes: number): void {
    this.usedBytes -= bytes
    if (buffer.length === blockBytes && this.#free.length < keep) this.#free.push(buffer)
  }

  trim(): void {
    this.#free.length = 0
  }
}
