import { maxLinks } from '../../../contract/bond.ts'
import { distance, isBefore, next } from '../protocol/sequence.ts'

/** Sequence numbers that are remembered: 28 s of a 6 Mbit/s stream, 1.4 s of a 120 Mbit/s one. */
export const logPackets = 16_384
const mask = logPackets - 1
const none = -1
const inFlight = 1
const sentAgain = 2

/**
 * Which link each of the last 16,384 sequence numbers went by, when, and whether it is still in flight; and how many are
 * in flight on each link, exactly. A number that is sent again belongs to the link it went by last.
 */
export class PacketLog {
  /** Packets in flight on each link. */
  readonly outstanding = new Int32Array(maxLinks)
  readonly #sequences = new Int32Array(logPackets).fill(none)
  readonly #links = new Int8Array(logPackets)
  readonly #flags = new Uint8Array(logPackets)
  readonly #sentMs = new Float64Array(logPackets)
  /** The newest number sent, and the one that the newest SRT ACK expects next; −1 before the first. */
  newest = none
  acked = none

  add(link: number, sequence: number, nowMs: number): void {
    const slot = sequence & mask
    const again = this.#sequences[slot] === sequence
    if ((this.#flags[slot]! & inFlight) !== 0) this.outstanding[this.#links[slot]!]!--
    const late = this.acked !== none && isBefore(sequence, this.acked)
    this.#sequences[slot] = sequence
    this.#links[slot] = link
    this.#sentMs[slot] = nowMs
    this.#flags[slot] = (again ? sentAgain : 0) | (late ? 0 : inFlight)
    if (!late) this.outstanding[link]!++
    if (this.newest === none || isBefore(this.newest, sequence)) this.newest = sequence
  }

  /** The link that a number went by last; −1 if it is not remembered. */
  linkOf(sequence: number): number {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence ? this.#links[slot]! : none
  }

  isInFlight(sequence: number): boolean {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence && (this.#flags[slot]! & inFlight) !== 0
  }

  /** How long ago a number was sent that was sent only once, by this link; −1 otherwise. */
  age(link: number, sequence: number, nowMs: number): number {
    const slot = sequence & mask
    if (this.#sequences[slot] !== sequence || this.#links[slot] !== link) return -1
    return (this.#flags[slot]! & sentAgain) !== 0 ? -1 : nowMs - this.#sentMs[slot]!
  }

  /** How long ago it was last sent; −1 if it is not remembered. */
  lastSentAgo(sequence: number, nowMs: number): number {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence ? nowMs - this.#sentMs[slot]! : -1
  }

  /** Acknowledged or reported lost: no longer in flight. The link it was in flight on, or −1. */
  take(sequence: number): number {
    const slot = sequence & mask
    if (this.#sequences[slot] !== sequence || (this.#flags[slot]! & inFlight) === 0) return none
    this.#flags[slot]! &= ~inFlight
    const link = this.#links[slot]!
    this.outstanding[link]!--
    return link
  }

  /** Whether an SRT ACK can be honest: no further ahead of what was sent than the log is long. */
  canAck(ack: number): boolean {
    if (this.newest === none) return false
    const end = next(this.newest)
    return !isBefore(end, ack) || distance(end, ack) <= logPackets
  }

  /** Every number before `ack` has arrived. */
  takeBefore(ack: number): void {
    if (this.newest === none) return
    const end = next(this.newest)
    const target = isBefore(end, ack) ? end : ack
    if (this.acked !== none && !isBefore(this.acked, target)) return
    const from = (target - logPackets) & 0x7fff_ffff
    const known = this.acked !== none && distance(this.acked, target) <= logPackets
    for (let at = known ? this.acked : from; at !== target; at = next(at)) this.take(at)
    this.acked = target
  }

  /** Nothing is in flight on the link any more. */
  clearLink(link: number): void {
    if (this.outstanding[link] === 0) return
    for (let slot = 0; slot < logPackets; slot++)
      if (this.#links[slot] === link) this.#flags[slot]! &= ~inFlight
    this.outstanding[link] = 0
  }

  clear(): void {
    this.#sequences.fill(none)
    this.#flags.fill(0)
    this.outstanding.fill(0)
    this.newest = none
    this.acked = none
  }
}
