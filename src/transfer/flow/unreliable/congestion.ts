import { packetBytes } from './packet.ts'

const leastBytes = 32 * packetBytes
const mostBytes = 4 * 1024 * 1024
const decrease = 0.7

/**
 * How many bytes may be on their way: doubles each round trip until the first loss, then a packet more each round trip, and
 * 0.7 of it when loss is seen, once a round trip (as in RFC 9002 §7). The association below has its own, which is stricter;
 * this one keeps what is repeated from piling up there.
 */
export class Congestion {
  bytes = leastBytes
  #threshold = Number.POSITIVE_INFINITY
  /** Losses of packets before it belong to one that has been answered. */
  #recoverAt = 0
  srttMs = -1
  #varianceMs = 0

  /** `isFull`: all that may be was on its way. */
  acked(bytes: number, isFull: boolean): void {
    if (!isFull) return
    if (this.bytes < this.#threshold) this.bytes += bytes
    else this.bytes += (packetBytes * bytes) / this.bytes
    this.bytes = Math.min(mostBytes, this.bytes)
  }

  /** `next`: the number that the next packet gets. */
  lost(number: number, next: number): void {
    if (number < this.#recoverAt) return
    this.#recoverAt = next
    this.bytes = Math.max(leastBytes, this.bytes * decrease)
    this.#threshold = this.bytes
  }

  /** Nothing came back for long. */
  collapsed(next: number): void {
    this.#recoverAt = next
    this.#threshold = Math.max(leastBytes, this.bytes / 2)
    this.bytes = leastBytes
  }

  measured(ms: number): void {
    if (this.srttMs < 0) {
      this.srttMs = ms
      this.#varianceMs = ms / 2
      return
    }
    this.#varianceMs += (Math.abs(this.srttMs - ms) - this.#varianceMs) / 4
    this.srttMs += (ms - this.srttMs) / 8
  }

  /** How long nothing may come back before something is sent again (RFC 9002 §6.2.1). */
  get probeMs(): number {
    return this.srttMs < 0 ? 500 : this.srttMs + Math.max(4 * this.#varianceMs, 10) + 25
  }
}
