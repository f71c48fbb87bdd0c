import type { Socket } from 'node:net'

const smallBytes = 64 * 1024
const largeBytes = 256 * 1024
const pooledMax = 256

/** Large buffers that no socket uses. */
const pool: Uint8Array[] = []

/**
 * The buffer that one socket reads into, and the ones lent to writes that the kernel has not taken yet.
 *
 * Node fixes the next read buffer right after each delivery, so a buffer shared between sockets would be overwritten
 * while another socket still sends from it. Each socket therefore has its own, and hands it over to a write that is
 * left pending.
 */
export class ReadBuffer {
  #current: Uint8Array = Buffer.allocUnsafeSlow(smallBytes)
  /** One entry for each pending write, oldest first; null where the kernel took the bytes at once. */
  readonly #lent: (Uint8Array | null)[] = []
  readonly written: () => void

  constructor() {
    this.written = () => {
      const buffer = this.#lent.shift()
      if (buffer) give(buffer)
    }
  }

  readonly current = (): Uint8Array => this.#current

  /** Writes the `length` bytes just read to `socket`; false when it wants no more for now. */
  forward(buffer: Uint8Array, length: number, socket: Socket): boolean {
    const lent = this.#lent
    lent.push(null)
    const index = lent.length - 1
    const more = socket.write(length === buffer.length ? buffer : buffer.subarray(0, length), this.written)
    if (socket.writableLength > 0) {
      lent[index] = buffer
      this.#current = take(buffer.length, length)
    } else if (length === buffer.length && length < largeBytes) this.#current = take(largeBytes, 0)
    return more
  }
}

const take = (size: number, filled: number): Uint8Array =>
  size === largeBytes || filled === size
    ? (pool.pop() ?? Buffer.allocUnsafeSlow(largeBytes))
    : Buffer.allocUnsafeSlow(smallBytes)

function give(buffer: Uint8Array): void {
  if (buffer.length === largeBytes && pool.length < pooledMax) pool.push(buffer)
}
