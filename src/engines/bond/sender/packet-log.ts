import { maxLinks } from '../../../contract/bond.ts'
import { distance, isBefore, next } from '../protocol/sequence.ts'

/** Sequence numbers that are remembered: 28 s of a 6 Mbit/s stream, 1.4 s of a 120 Mbit/s one. */
export const logPackets = 16_384
const mask = logPackets - 1
const none = -1
const waiting = 1
const sentAgain = 2
const hasArrived = 4
const isSuspect = 8

/**
 * Which link each of the last 16,384 sequence numbers went by, and when. A number that is sent again belongs to the link
 * it went by last.
 *
 * In flight on a link are the packets sent by it after the last whose fate is known. A link keeps their order, so what
 * went before one that arrived has arrived or is lost. This is what stands in the link's queue and on its way, whatever
 * SRT has sent again elsewhere meanwhile.
 */
export class PacketLog {
  /** Packets in flight on each link. */
  readonly inFlight = new Int32Array(maxLinks)
  /** The newest number sent, and the one that the newest SRT ACK expects next; −1 before the first. */
  newest = none
  acked = none
  readonly #sequences = new Int32Array(logPackets).fill(none)
  readonly #links = new Int8Array(logPackets)
  readonly #flags = new Uint8Array(logPackets)
  /** Modulo 2³², as differences are what is asked for. */
  readonly #sentMs = new Int32Array(logPackets)
  /** The how-manieth packet of its link each was, modulo 2³². */
  readonly #places = new Uint32Array(logPackets)
  readonly #sent = new Uint32Array(maxLinks)
  readonly #lastMs = new Float64Array(maxLinks)

  /** `again` if the caller says that it sent this number before. */
  add(link: number, sequence: number, again: boolean, nowMs: number): void {
    const slot = sequence & mask
    this.#flags[slot] = again || this.#sequences[slot] === sequence ? waiting | sentAgain : waiting
    this.#sequences[slot] = sequence
    this.#links[slot] = link
    this.#sentMs[slot] = nowMs
    this.#places[slot] = this.#sent[link]!
    this.#sent[link]!++
    this.#lastMs[link] = nowMs
    this.inFlight[link]!++
    if (this.newest === none || isBefore(this.newest, sequence)) this.newest = sequence
  }

  /** The link that a number went by last; −1 if it is not remembered. */
  linkOf(sequence: number): number {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence ? this.#links[slot]! : none
  }

  /** Whether it is neither acknowledged nor reported lost since it was last sent. */
  isWaiting(sequence: number): boolean {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence && (this.#flags[slot]! & waiting) !== 0
  }

  /** Whether nothing yet says what became of it: it waits, and no later packet of its link was acknowledged. */
  isUndecided(sequence: number): boolean {
    const slot = sequence & mask
    if (!this.isWaiting(sequence)) return false
    const link = this.#links[slot]!
    return (this.#sent[link]! - this.#places[slot]! - 1) >>> 0 < this.inFlight[link]!
  }

  /** Marks it as named by a NAK; false if it was already. */
  suspect(sequence: number): boolean {
    const slot = sequence & mask
    if ((this.#flags[slot]! & isSuspect) !== 0) return false
    this.#flags[slot]! |= isSuspect
    return true
  }

  /** The how-manieth packet of its link a number is that is remembered. */
  placeOf(sequence: number): number {
    return this.#places[sequence & mask]!
  }

  /** Whether the link it went by last has acknowledged it. */
  arrived(sequence: number): boolean {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence && (this.#flags[slot]! & hasArrived) !== 0
  }

  /** How long ago it was sent, if that was only once and by this link; otherwise −1. */
  ageIfOnce(link: number, sequence: number, nowMs: number): number {
    const slot = sequence & mask
    if (this.#sequences[slot] !== sequence || this.#links[slot] !== link) return none
    return (this.#flags[slot]! & sentAgain) !== 0 ? none : (nowMs - this.#sentMs[slot]!) | 0
  }

  /** How long ago it was last sent; −1 if it is not remembered. */
  age(sequence: number, nowMs: number): number {
    const slot = sequence & mask
    return this.#sequences[slot] === sequence ? (nowMs - this.#sentMs[slot]!) | 0 : none
  }

  /** A suspect is lost; unless it was sent again since, which is another matter. */
  loseSuspect(sequence: number): void {
    const slot = sequence & mask
    if (this.#sequences[slot] === sequence && (this.#flags[slot]! & isSuspect) !== 0)
      this.#flags[slot]! &= ~waiting
  }

  /** A number that is remembered is lost. */
  lose(sequence: number): void {
    this.#flags[sequence & mask]! &= ~waiting
  }

  /** A number that is remembered has arrived by the link it went by last; its link's earlier ones are decided too. */
  settle(sequence: number): void {
    const slot = sequence & mask
    this.#flags[slot] = (this.#flags[slot]! & ~waiting) | hasArrived
    const link = this.#links[slot]!
    const behind = (this.#sent[link]! - this.#places[slot]! - 1) >>> 0
    if (behind < this.inFlight[link]!) this.inFlight[link] = behind
  }

  /** Whether an SRT ACK can be honest: no further ahead of what was sent than the log is long. */
  canAck(ack: number): boolean {
    if (this.newest === none) return false
    const end = next(this.newest)
    return !isBefore(end, ack) || distance(end, ack) <= logPackets
  }

  /** Every number before `ack` has arrived; of those sent more than once nobody knows by which link. */
  settleBefore(ack: number): void {
    if (this.newest === none) return
    const end = next(this.newest)
    const target = isBefore(end, ack) ? end : ack
    if (this.acked !== none && !isBefore(this.acked, target)) return
    const from = (target - logPackets) & 0x7fff_ffff
    const known = this.acked !== none && distance(this.acked, target) <= logPackets
    for (let at = known ? this.acked : from; at !== target; at = next(at)) {
      const slot = at & mask
      if (this.#sequences[slot] !== at || (this.#flags[slot]! & waiting) === 0) continue
      if ((this.#flags[slot]! & sentAgain) === 0) this.settle(at)
      else this.#flags[slot]! &= ~waiting
    }
    this.acked = target
  }

  /** Nothing is in flight on a link by which nothing was sent for so long. */
  forget(link: number, afterMs: number, nowMs: number): void {
    if (nowMs - this.#lastMs[link]! > afterMs) this.inFlight[link] = 0
  }

  /** Nothing is in flight on the link any more. */
  clearLink(link: number): void {
    this.inFlight[link] = 0
  }

  clear(): void {
    this.#sequences.fill(none)
    this.#flags.fill(0)
    this.inFlight.fill(0)
    this.newest = none
    this.acked = none
  }
}
