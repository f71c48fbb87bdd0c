import { randomBytes } from 'node:crypto'

/** What every path of QUIC carries (RFC 9000, 14). */
export const leastPacket = 1200

/**
 * Probes and their answers share the port with QUIC and begin with bytes that no packet of it begins with (RFC 9443: its
 * second bit is 0). A probe names the connection by an id of the other side's, then carries a number and padding; the
 * answer names ours and gives the number back. They are no part of quiche's connection, so that those that vanish are no
 * loss to its congestion control. Whoever forges answers on the path gains no more than by dropping packets: sizes that
 * do not arrive are given up again.
 */
export const probeByte = 0
export const answerByte = 1
export const numberBytes = 8
/** Whether a datagram is one of the two, by its first byte. */
export const isProbe = (first: number) => first === probeByte || first === answerByte

/** Sizes of what paths usually carry: WireGuard, PPPoE, Ethernet, jumbo frames (each with IPv6 and IPv4), loopback. */
const sizes = [1232, 1372, 1392, 1444, 1452, 1464, 1472, 4052, 8952, 8972, 16_383]
const rounds = 3
const roundMs = 300
/** A path may have become better (RFC 8899, PMTU_RAISE_TIMER). */
const raiseMs = 600_000
/** Timeouts one after the other, without a packet between, that are taken for packets too large. */
const timeoutLimit = 3

/**
 * Finds out how large a packet of a path may be (after RFC 8899): quiche 0.18 has no such search, its packets are as
 * large as the memory given for them.
 */
export class PacketSize {
  /** Bytes of UDP payload that are known to arrive. */
  bytes = leastPacket
  /** The least time between a probe and its answer, ms; 0 before the first. */
  roundTripMs = 0
  readonly #candidates: readonly number[]
  readonly #send: (size: number, number: Buffer) => void
  #number = randomBytes(numberBytes)
  #round = 0
  /** When the probes of each round left. */
  readonly #sentAt: number[] = []
  #timer: NodeJS.Timeout | undefined
  #timeouts = 0

  /** `send` sends a probe of a size. */
  constructor(largest: number, send: (size: number, number: Buffer) => void) {
    this.#candidates = sizes.filter((size) => size <= largest)
    this.#send = send
  }

  /** A new path, of which nothing is known. */
  restart(): void {
    this.bytes = leastPacket
    this.roundTripMs = 0
    this.#timeouts = 0
    this.#round = 0
    this.#number = randomBytes(numberBytes)
    this.#sentAt.length = 0
    this.#probe()
  }

  /** The number of an answer; its last two bytes say which round and size it is for. */
  answered(number: Uint8Array): void {
    const size = this.#candidates[number[numberBytes - 1]!]
    if (size === undefined) return
    for (let i = 0; i < numberBytes - 2; i++) if (number[i] !== this.#number[i]) return
    const sentAt = this.#sentAt[number[numberBytes - 2]!]
    if (sentAt === undefined) return
    const tookMs = performance.now() - sentAt
    if (this.roundTripMs === 0 || tookMs < this.roundTripMs) this.roundTripMs = tookMs
    if (size > this.bytes) this.bytes = size
  }

  /** A packet of the connection came. */
  heard(): void {
    this.#timeouts = 0
  }

  /** Its packets are not acknowledged. */
  timedOut(): void {
    if (this.bytes > leastPacket && ++this.#timeouts === timeoutLimit) this.restart()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #probe(): void {
    clearTimeout(this.#timer)
    this.#sentAt[this.#round] = performance.now()
    for (const [index, size] of this.#candidates.entries()) {
      if (size <= this.bytes) continue
      const number = Buffer.from(this.#number)
      number[numberBytes - 2] = this.#round
      number[numberBytes - 1] = index
      this.#send(size, number)
    }
    const last = ++this.#round >= rounds || this.bytes === this.#candidates.at(-1)
    if (last) this.#round = 0
    this.#timer = setTimeout(() => this.#probe(), last ? raiseMs : roundMs)
    this.#timer.unref()
  }
}
