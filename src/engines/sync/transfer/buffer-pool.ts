const smallest = 4096
const largest = 4 * 1024 * 1024
/** Powers of two from 4 KiB to 4 MiB. */
const classes = Math.log2(largest / smallest) + 1

/**
 * Buffers that are used again, in powers of two from 4 KiB to 4 MiB. What is given back is kept up to a number of bytes;
 * beyond that, and above 4 MiB, buffers are made anew and left to the collector.
 */
export class BufferPool {
  readonly #free: Uint8Array[][] = Array.from({ length: classes }, () => [])
  readonly #keepBytes: number
  /** Bytes of buffers that wait to be used again. */
  idleBytes = 0
  /** Bytes of buffers that are out. */
  usedBytes = 0
  /** Buffers made, and those used again. */
  made = 0
  reused = 0

  constructor(options: { keepBytes?: number } = {}) {
    this.#keepBytes = options.keepBytes ?? 32 * 1024 * 1024
  }

  /** A buffer of at least `bytes`; what is in it is left from before. */
  take(bytes: number): Uint8Array {
    const size = classSize(bytes)
    this.usedBytes += size
    const buffer = size > largest ? undefined : this.#free[classOf(size)]!.pop()
    if (buffer === undefined) {
      this.made++
      return new Uint8Array(new ArrayBuffer(size))
    }
    this.reused++
    this.idleBytes -= size
    return buffer
  }

  /** Gives back what `take` returned (not a part of it), once. */
  give(buffer: Uint8Array): void {
    const size = buffer.byteLength
    this.usedBytes -= size
    if (size > largest || this.idleBytes + size > this.#keepBytes) return
    this.idleBytes += size
    this.#free[classOf(size)]!.push(buffer)
  }

  /** Lets go of what waits, as when nothing is to be transferred. */
  trim(): void {
    for (const free of this.#free) free.length = 0
    this.idleBytes = 0
  }
}

/** The next power of two, at least 4 KiB; above 4 MiB just as much as asked. */
function classSize(bytes: number): number {
  if (bytes > largest) return bytes
  if (bytes <= smallest) return smallest
  return 2 ** (32 - Math.clz32(bytes - 1))
}

const classOf = (size: number): number => 31 - Math.clz32(size / smallest)
