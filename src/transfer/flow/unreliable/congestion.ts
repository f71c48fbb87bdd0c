import { packetBytes } from './packet.ts'

const leastBytes = 32 * packetBytes
const mostBytes = 4 * 1024 * 1024
const decrease = 0.8
/** Packets more each round trip. */
const increase = 8

/**
 * How many bytes may be on their way: doubles each round trip until the first loss, then some packets more each round trip,
 * and 0.8 of it when loss is seen, once a round trip (RFC 9002 §7 with gentler steps). The association below has its own
 * control, which halves: this one only keeps what is repeated from piling up there.
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
    else this.bytes += (increase * packetBytes * bytes) / this.bytes
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
