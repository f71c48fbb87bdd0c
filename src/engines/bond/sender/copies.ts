import { readUint32 } from '../protocol/srt.ts'

const slots = 256
const lifeMs = 100

/**
 * Receivers copy each SRT ACK, and many each NAK, to every link, so that one arrives. The caller gets the first: a
 * repeated NAK would be answered by a repeated retransmission. Two packets are copies if they are the same to the
 * last bit within 100 ms; one that the receiver sent anew carries another timestamp.
 */
export class Copies {
  readonly #hashes = new Int32Array(slots)
  readonly #stamps = new Uint32Array(slots)
  readonly #seenMs = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY)

  /** Whether the same packet came before; `bytes` hold at least an SRT header. */
  isCopy(bytes: Uint8Array, offset: number, length: number, nowMs: number): boolean {
    let hash = length
    const end = offset + length
    for (let at = offset; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193)
    hash ^= hash >>> 15
    const slot = hash & (slots - 1)
    const stamp = readUint32(bytes, offset + 8)
    if (this.#hashes[slot] === hash && this.#stamps[slot] === stamp && nowMs - this.#seenMs[slot]! <= lifeMs)
      return true
    this.#hashes[slot] = hash
    this.#stamps[slot] = stamp
    this.#seenMs[slot] = nowMs
    return false
  }

  clear(): void {
    this.#seenMs.fill(Number.NEGATIVE_INFINITY)
  }
}
