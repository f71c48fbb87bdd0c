/** Packets that may come, and ms that may pass, before they are acknowledged while nothing else is to be sent. */
const acknowledgeEvery = 32
const acknowledgeWithin = 1
/**
 * Bytes that were read after which a pause of the other side is taken for a lack of room, which it is given at once:
 * half of the window that quiche begins with behind the initial one, however large that was.
 */
const consumedAtOnce = 16_384
/** Packets at the begin of a burst that are read at once. */
const readAtOnce = 2

/**
 * When what comes is read and acknowledged: many packets at once, as acknowledging costs as much as a packet of data, and
 * at once where the other side seems to wait.
 */
export class Acknowledging {
  /** What came should be read in this turn. */
  mustRead = true
  /** When what came must be acknowledged, or room that was made be told; `performance.now()`. */
  due = Number.POSITIVE_INFINITY
  /** Packets that came, and bytes that were read, since the last were acknowledged. */
  #packets = 0
  #consumedBytes = 0
  #largestPacket = 0
  /** Whether the next turn looks if the other side went on sending, and how many packets had come before. */
  #pauseCheck = false
  #packetsThen = 0

  /** So many packets came that they are acknowledged now. */
  get isFull(): boolean {
    return this.#packets >= acknowledgeEvery
  }

  packet(length: number): void {
    // One that is not full ends what the other side had to send.
    if (++this.#packets <= readAtOnce || length < this.#largestPacket) this.mustRead = true
    if (length > this.#largestPacket) this.#largestPacket = length
  }

  /** Bytes were read; true when the next turn should see whether the other side has paused. */
  consumed(bytes: number): boolean {
    this.#consumedBytes += bytes
    if (this.#consumedBytes < consumedAtOnce || this.#pauseCheck) return false
    this.#pauseCheck = true
    this.#packetsThen = this.#packets
    return true
  }

  /** Whether nothing came since `consumed` asked; once for each time. */
  hasPaused(): boolean {
    if (!this.#pauseCheck) return false
    this.#pauseCheck = false
    return this.#packets === this.#packetsThen
  }

  /** Something has to be acknowledged before long; false when that was known, or nothing has. */
  wait(): boolean {
    if ((this.#packets === 0 && this.#consumedBytes === 0) || this.due !== Number.POSITIVE_INFINITY)
      return false
    this.due = performance.now() + acknowledgeWithin
    return true
  }

  /** Everything was acknowledged. */
  sent(): void {
    this.#packets = 0
    this.#consumedBytes = 0
    this.due = Number.POSITIVE_INFINITY
  }

  /** Packets may be smaller from now on. */
  newPath(): void {
    this.#largestPacket = 0
  }
}
