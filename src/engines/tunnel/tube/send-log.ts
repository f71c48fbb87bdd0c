import type { BufferPool, PooledBuffer } from '../frame/buffer-pool.ts'

const firstRoom = 64
/** Messages that wait for acknowledgement at most, however small they are. */
const mostMessages = 4096

/**
 * The messages of one direction of a lane that the other end is not known to have. They are counted over the whole life of the lane, whatever
 * peer connections carry them; on a new one they are sent again from where the other end says that it stopped.
 */
export class SendLog {
  /** That the other end has. */
  acked = 0
  /** That have been sent on the peer connection that there is. */
  sent = 0
  /** That there are. */
  total = 0
  /** Bytes of all that wait for acknowledgement. */
  bytes = 0
  readonly #pool: BufferPool
  #ring: (PooledBuffer | undefined)[] = new Array(firstRoom)

  constructor(pool: BufferPool) {
    this.#pool = pool
  }

  get isFull(): boolean {
    return this.total - this.acked >= mostMessages
  }

  add(message: PooledBuffer): void {
    if (this.total - this.acked === this.#ring.length) this.#grow()
    this.#ring[this.total % this.#ring.length] = message
    this.total++
    this.bytes += message.length
  }

  /** The next message to be sent, if there is one. */
  get next(): PooledBuffer | undefined {
    return this.sent < this.total ? this.#ring[this.sent % this.#ring.length] : undefined
  }

  /** The other end has `count` of all there ever were, which were sent. Returns the bytes of those that are new to us. */
  acknowledge(count: number): number {
    const before = this.bytes
    while (this.acked < count) {
      const at = this.acked % this.#ring.length
      const message = this.#ring[at]!
      this.#ring[at] = undefined
      this.bytes -= message.length
      this.#pool.give(message)
      this.acked++
    }
    return before - this.bytes
  }

  /** A new peer connection: what is not acknowledged goes out again. */
  rewind(): void {
    this.sent = this.acked
  }

  clear(): void {
    this.acknowledge(this.total)
    this.sent = this.total
  }

  #grow(): void {
    const larger: (PooledBuffer | undefined)[] = new Array(this.#ring.length * 2)
    for (let count = this.acked; count < this.total; count++)
      larger[count % larger.length] = this.#ring[count % this.#ring.length]
    this.#ring = larger
  }
}
