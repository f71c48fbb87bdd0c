import { type Clock, monotonicClock } from '../../kit/clock.ts'

const smallest = 4096
const largest = 4 * 1024 * 1024
/** Powers of two from 4 KiB to 4 MiB. */
const classes = Math.log2(largest / smallest) + 1
/** All are let go when none was used for between one and two times so long. */
const idleMs = 2000

/**
 * Buffers that are used again, in powers of two from 4 KiB to 4 MiB. What is given back is kept up to a number of bytes;
 * beyond that, and above 4 MiB, buffers are made anew and left to the collector. What is kept is let go after a while
 * without use.
 */
export class BufferPool {
  readonly #free: Uint8Array[][] = Array.from({ length: classes }, () => [])
  readonly #keepBytes: number
  readonly #clock: Clock
  #isWatched = false
  /** Bytes of buffers that wait to be used again. */
  idleBytes = 0
  /** Bytes of buffers that are out. */
  usedBytes = 0
  /** Buffers made, and those used again. */
  made = 0
  reused = 0

  constructor(options: { keepBytes?: number; clock?: Clock } = {}) {
    this.#clock = options.clock ?? monotonicClock
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
    if (!this.#isWatched) this.#watch()
  }

  #watch(): void {
    this.#isWatched = true
    const taken = this.made + this.reused
    this.#clock.after(idleMs, () => {
      if (this.usedBytes > 0 || this.made + this.reused !== taken) return this.#watch()
      this.#isWatched = false
      this.#release()
    })
  }

  #release(): void {
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
