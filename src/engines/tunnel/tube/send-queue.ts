import type { BufferPool, PooledBuffer } from '../frame/buffer-pool.ts'
import { largestBuffer } from '../frame/buffer-pool.ts'
import { copyBytes } from '../frame/copy-bytes.ts'
import { headerBytes, overheadBytes } from '../frame/frame.ts'

/**
 * What was written on a connection and is in no message yet, in pooled buffers. Each begins with room for a frame's header and ends with
 * room for its terminator, so that a full one becomes a message without another copy.
 */
export class SendQueue {
  /** Payload bytes that wait. */
  bytes = 0
  readonly #pool: BufferPool
  readonly #chunks: PooledBuffer[] = []
  /** Where the payload of the first chunk goes on. */
  #from = headerBytes

  constructor(pool: BufferPool) {
    this.#pool = pool
  }

  write(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      let tail = this.#chunks.at(-1)
      if (tail === undefined || tail.length + 1 >= tail.bytes.length) {
        // Much that waits is likely to become more.
        const wanted = Math.max(bytes.length - at, this.bytes) + overheadBytes
        tail = this.#pool.take(Math.min(wanted, largestBuffer))
        tail.length = headerBytes
        this.#chunks.push(tail)
      }
      const count = Math.min(bytes.length - at, tail.bytes.length - 1 - tail.length)
      copyBytes(bytes, at, at + count, tail.bytes, tail.length)
      tail.length += count
      at += count
      this.bytes += count
    }
  }

  /** Payload bytes of the first chunk if none of it has been moved, else 0. */
  get wholeBytes(): number {
    const head = this.#chunks[0]
    return head === undefined || this.#from > headerBytes ? 0 : head.length - headerBytes
  }

  /** Hands over the first chunk, whose `wholeBytes` are not 0: whoever gets it writes header and terminator, and gives it back. */
  takeWhole(): PooledBuffer {
    const head = this.#chunks.shift()!
    this.bytes -= head.length - headerBytes
    return head
  }

  /** Moves so many bytes (there must be as many) into `target`. */
  moveTo(target: Uint8Array, at: number, count: number): void {
    this.bytes -= count
    let left = count
    while (left > 0) {
      const head = this.#chunks[0]!
      const part = Math.min(left, head.length - this.#from)
      copyBytes(head.bytes, this.#from, this.#from + part, target, at)
      this.#from += part
      at += part
      left -= part
      if (this.#from === head.length) this.#dropHead()
    }
  }

  clear(): void {
    while (this.#chunks.length > 0) this.#dropHead()
    this.bytes = 0
  }

  #dropHead(): void {
    this.#pool.give(this.#chunks.shift()!)
    this.#from = headerBytes
  }
}
