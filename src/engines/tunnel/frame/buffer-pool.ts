/** Room for one message, or for a part of one. */
export class PooledBuffer {
  readonly bytes: Uint8Array
  /** How much of it is filled. */
  length = 0
  /** Whether it lies in the pool; set by the pool alone. */
  isFree = false
  #view: Uint8Array

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size)
    this.#view = this.bytes
  }

  /** What is filled; the same object again while the length is the same. */
  filled(): Uint8Array {
    if (this.#view.length !== this.length) this.#view = this.bytes.subarray(0, this.length)
    return this.#view
  }
}

export interface PoolCounters {
  /** Buffers that are out. */
  out: number
  /** Most that were out at once. */
  mostOut: number
  /** How many had to be made because none lay ready. */
  made: number
  /** How many were not kept because enough lay ready. */
  dropped: number
}

/** Small messages do not take up the room of large ones while they wait to be acknowledged. */
export const bufferSizes = [1024, 8 * 1024, 64 * 1024] as const
export const largestBuffer = 64 * 1024
/** Of each size so many bytes lie ready at most. */
const idleBytes = [256 * 1024, 1024 * 1024, 8 * 1024 * 1024] as const

/**
 * Buffers of a few sizes that are used again and again. How many are out is bounded by whoever takes them (a lane by its window);
 * how much lies ready is bounded here.
 */
export class BufferPool {
  readonly #free: PooledBuffer[][] = [[], [], []]
  readonly #mostFree: readonly number[]
  readonly #counters: PoolCounters = { out: 0, mostOut: 0, made: 0, dropped: 0 }

  /** `idleShare`: of the memory that may lie ready, 9.25 MiB. */
  constructor(idleShare = 1) {
    this.#mostFree = bufferSizes.map((size, index) => Math.floor((idleBytes[index]! * idleShare) / size))
  }

  /** A buffer with room for at least `bytes` (at most 64 KiB), with nothing in it. */
  take(bytes: number = largestBuffer): PooledBuffer {
    const index = classOf(bytes)
    const counters = this.#counters
    if (++counters.out > counters.mostOut) counters.mostOut = counters.out
    const buffer = this.#free[index]!.pop()
    if (buffer === undefined) {
      counters.made++
      return new PooledBuffer(bufferSizes[index]!)
    }
    buffer.isFree = false
    buffer.length = 0
    return buffer
  }

  /** It must not be used any more. Throws when it has been given back before, for two would write into it. */
  give(buffer: PooledBuffer): void {
    if (buffer.isFree) throw new Error('A buffer was given back twice.')
    buffer.isFree = true
    this.#counters.out--
    const index = classOf(buffer.bytes.length)
    const free = this.#free[index]!
    if (free.length < this.#mostFree[index]!) free.push(buffer)
    else this.#counters.dropped++
  }

  counters(): Readonly<PoolCounters> {
    return this.#counters
  }
}

function classOf(bytes: number): number {
  if (bytes <= bufferSizes[0]) return 0
  if (bytes <= bufferSizes[1]) return 1
  if (bytes <= bufferSizes[2]) return 2
  throw new RangeError('No buffer is larger than 64 KiB.')
}
