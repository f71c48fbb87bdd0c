import { maxLinks } from '../../../contract/bond.ts'
import { ackCount, ackedSequence } from '../protocol/srtla.ts'
import { Classic } from './classic.ts'
import { Enhanced } from './enhanced.ts'
import type { SenderOutput } from './events.ts'
import { type LinkTable, stateCode } from './link-table.ts'
import { Meters } from './meters.ts'
import { PacketLog } from './packet-log.ts'
import { RepairBudget } from './repair-budget.ts'
import { Room } from './room.ts'
import type { RoundTrips } from './rtt.ts'
import { gate, StallGuard } from './stall-guard.ts'
import { Suspects } from './suspects.ts'

export interface SchedulerOptions {
  mode: 'enhanced' | 'classic'
  qualityScoring: boolean
  exploration: boolean
  stallGuard: boolean
  linkTimeoutMs: number
}

/** An ACK that comes before this part of the least round trip is of an earlier copy of the packet. */
const earliest = 0.8
/** A packet may be this much later than the link's present round trip says, or twice the jitter. */
const lateMs = 20
/** So long after a packet is acknowledged, a NAK that was sent before it arrived may still come. */
const crossedMs = 100
/** What is in flight on a link that sends nothing more is settled by time. */
const forgetMs = 500
/** Silence is told to people when it lasts. */
const tellSilenceMs = 1000

/** Which link each packet goes by, and what ACKs and NAKs say about it: one of two ways of scheduling, behind the stall guard. */
export class Scheduler {
  readonly log = new PacketLog()
  readonly #links: LinkTable
  readonly #output: SenderOutput
  readonly #roundTrips: RoundTrips
  readonly #meters: Meters
  readonly #classic: Classic
  readonly #enhanced: Enhanced
  readonly #guard: StallGuard
  readonly #suspects: Suspects
  readonly #budget = new RepairBudget()
  /** Told of each packet that a link lost. */
  readonly #lost: () => void
  #options: SchedulerOptions
  /** Links that get no data: not 0. In `#closed` also those that the guard holds out. */
  readonly #unusable = new Uint8Array(maxLinks)
  readonly #closed = new Uint8Array(maxLinks)
  readonly #stallTold = new Uint8Array(maxLinks)
  #nowMs = 0

  constructor(
    links: LinkTable,
    output: SenderOutput,
    roundTrips: RoundTrips,
    options: SchedulerOptions,
    ping: (link: number) => void,
    lost: () => void,
  ) {
    this.#links = links
    this.#output = output
    this.#roundTrips = roundTrips
    this.#options = options
    this.#lost = lost
    this.#meters = new Meters(links)
    this.#suspects = new Suspects(links, (link, sequence) => {
      this.log.loseSuspect(sequence)
      this.#lostBy(link)
    })
    this.#classic = new Classic(links)
    this.#enhanced = new Enhanced(links, this.log, new Room(links, roundTrips, this.#meters))
    this.#guard = new StallGuard(links, (link, from) => this.#gateChanged(link, from), ping)
  }

  get #isClassic(): boolean {
    return this.#options.mode === 'classic'
  }

  /** Once a batch. */
  begin(nowMs: number, options: SchedulerOptions): void {
    this.#nowMs = nowMs
    if (options !== this.#options) this.#configure(options)
    if (options.stallGuard) this.#guard.begin(nowMs)
    if (!this.#isClassic) this.#enhanced.begin(nowMs, options)
    this.#close()
  }

  /** The link for a packet of the caller's that is not data; −1: none. */
  pickControl(): number {
    const link = this.#pickSure(this.#closed, -1)
    return link < 0 && this.#guard.held > 0 ? this.#pickSure(this.#unusable, -1) : link
  }

  /** The link for a data packet; −1: none. */
  pickData(sequence: number, again: boolean): number {
    const link = this.#pick(this.#closed, sequence, again)
    return link < 0 && this.#guard.held > 0 ? this.#pick(this.#unusable, sequence, again) : link
  }

  /**
   * Whether a packet that the caller sends again need not go: it is still under way where it went last, or it has arrived
   * and the NAK crossed its acknowledgement. On links of different delay SRT asks for many packets too early; answering
   * all of them fills the links with copies until everything is late. If it is lost after all, SRT asks again.
   */
  isNeedless(sequence: number): boolean {
    if (this.#isClassic) return false
    const link = this.log.linkOf(sequence)
    if (link < 0 || this.#closed[link] !== 0) return false
    if (this.#isUnderWay(sequence, link)) return true
    if (!this.log.arrived(sequence)) return false
    return this.log.age(sequence, this.#nowMs) < 1.5 * this.#roundTrips.presentMs(link) + crossedMs
  }

  /** Whether a packet that the caller sends again has to wait: every link is full, and there were many. */
  mustWait(): boolean {
    return !this.#isClassic && !this.#enhanced.hasRoom(this.#closed) && !this.#budget.spend()
  }

  /** A data packet of so many bytes went by `link`; copies of it go by links that are held out when they are due. */
  sent(link: number, sequence: number, again: boolean, bytes: number, slot: number): void {
    this.log.add(link, sequence, again, this.#nowMs)
    if (!again) this.#budget.earn()
    if (this.#isClassic) this.#classic.sent(link, sequence)
    this.#count(link, bytes)
    if (this.#guard.held === 0) return
    const { order, count, up, probes } = this.#links
    for (let i = 0; i < count; i++) {
      const other = order[i]!
      if (other === link || up[other] === 0 || !this.#guard.isProbeDue(other)) continue
      this.#output.forward(other, slot)
      probes[other]!++
      this.#count(other, bytes)
    }
  }

  /** Any packet that only a link of the group gets. */
  heard(link: number): void {
    this.#guard.heard(link, this.#nowMs)
  }

  /** An SRTLA ACK. */
  acked(link: number, bytes: Uint8Array, offset: number, length: number): void {
    const count = ackCount(length)
    let known = 0
    for (let index = 0; index < count; index++) {
      const sequence = ackedSequence(bytes, offset, index)
      const sentBy = this.log.linkOf(sequence)
      if (sentBy >= 0) known++
      const own = sentBy === link && this.#isOfLastCopy(link, sequence)
      if (own) this.#suspects.passed(link, sequence, this.log.placeOf(sequence))
      else this.#suspects.acquit(link, sequence)
      if (this.#isClassic) {
        this.#classic.acked(sequence)
        if (own) this.log.settle(sequence)
      } else this.#enhanced.acked(sequence, own)
    }
    if (known === 0) return
    const age = this.log.ageIfOnce(link, ackedSequence(bytes, offset, count - 1), this.#nowMs)
    if (age >= 0) this.#roundTrips.strong(link, age, this.#nowMs)
    this.#links.lastProofMs[link] = this.#nowMs
    this.#meters.delivered(link, known)
    this.#guard.proven(link, known, this.#nowMs)
  }

  /** An SRT ACK that came by `link`; false if it cannot be honest. */
  ackedBefore(link: number, ack: number): boolean {
    if (this.log.newest < 0) return true
    if (!this.log.canAck(ack)) return false
    const age = this.log.ageIfOnce(link, (ack - 1) & 0x7fff_ffff, this.#nowMs)
    if (age >= 0) this.#roundTrips.weak(link, age, this.#nowMs)
    this.log.settleBefore(ack)
    if (this.#isClassic) this.#classic.ackedBefore(ack)
    return true
  }

  /** One number of an SRT NAK. */
  lost(sequence: number): void {
    if (this.#isClassic) {
      const link = this.#classic.lost(sequence)
      if (link >= 0) this.#lostBy(link)
      return
    }
    if (!this.log.isWaiting(sequence)) return
    const link = this.log.linkOf(sequence)
    if (!this.log.isUndecided(sequence)) {
      this.log.lose(sequence)
      this.#lostBy(link)
    } else if (this.log.suspect(sequence))
      this.#suspects.add(link, sequence, this.log.placeOf(sequence), this.#nowMs)
  }

  tick(): void {
    this.#suspects.tick(this.#nowMs)
    this.#meters.tick(this.#nowMs)
    if (this.#options.stallGuard) this.#guard.tick(this.#nowMs)
    if (!this.#isClassic) {
      this.#enhanced.tick(this.#nowMs)
      this.#links.inFlight.set(this.log.inFlight)
    }
    const { order, count, rttMs } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      this.log.forget(link, Math.max(forgetMs, 3 * rttMs[link]!), this.#nowMs)
      const lasting =
        this.#guard.gates[link] === gate.silent && this.#guard.heldMs(link, this.#nowMs) > tellSilenceMs
      if (lasting) this.#tellStalled(link, 'nothing is heard by it')
    }
    this.#close()
  }

  /** The link comes up; `again` after it was up before. */
  up(link: number, again: boolean): void {
    this.log.clearLink(link)
    this.#suspects.clear(link)
    this.#meters.clear(link)
    const othersCarry = this.#options.stallGuard && again && this.#isOtherOpen(link)
    this.#reset(link, again, othersCarry)
    this.#guard.up(link, othersCarry, this.#nowMs)
    this.#close()
  }

  /** The link is down or gone. */
  down(link: number): void {
    this.log.clearLink(link)
    this.#classic.reset(link, true)
    this.#suspects.clear(link)
    this.#guard.release(link)
    this.#stallTold[link] = 0
    this.#unusable[link] = 1
    this.#closed[link] = 1
  }

  /** Another stream begins: its sequence numbers have nothing to do with the last one's. */
  newStream(): void {
    this.log.clear()
    for (let link = 0; link < maxLinks; link++) this.#suspects.clear(link)
    this.#classic.clear()
  }

  /** The clock jumped to `nowMs`. */
  slept(nowMs: number): void {
    this.#guard.slept(nowMs)
  }

  gateOf(link: number): number {
    return this.#guard.gates[link]!
  }

  isDegraded(link: number): boolean {
    const already = this.#links.state[link] === stateCode.degraded
    return !this.#isClassic && this.#enhanced.isDegraded(link, already, this.#nowMs)
  }

  #pick(closed: Uint8Array, sequence: number, again: boolean): number {
    if (this.#isClassic) return this.#classic.pick(closed)
    if (again) return this.#enhanced.pickSure(closed, this.log.linkOf(sequence))
    return this.#enhanced.pick(closed, this.#nowMs)
  }

  #pickSure(closed: Uint8Array, before: number): number {
    return this.#isClassic ? this.#classic.pick(closed) : this.#enhanced.pickSure(closed, before)
  }

  #count(link: number, bytes: number): void {
    this.#links.packets[link]!++
    this.#links.bytes[link]! += bytes
    this.#meters.sent(link, bytes)
    this.#guard.sent(link, this.#nowMs)
  }

  /** Windows begin anew: `again` after it was down, `earn` if others carry the stream meanwhile. */
  #reset(link: number, again: boolean, earn: boolean): void {
    this.#enhanced.reset(link, earn)
    if (this.#isClassic) this.#classic.reset(link, again)
  }

  #close(): void {
    const { order, count, up, lastReceivedMs } = this.#links
    const { linkTimeoutMs } = this.#options
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      const unusable = up[link] === 1 && this.#nowMs - lastReceivedMs[link]! <= linkTimeoutMs ? 0 : 1
      this.#unusable[link] = unusable
      this.#closed[link] = unusable | this.#guard.gates[link]!
    }
  }

  #configure(options: SchedulerOptions): void {
    const before = this.#options
    this.#options = options
    const { order, count, inFlight } = this.#links
    if (before.stallGuard && !options.stallGuard)
      for (let i = 0; i < count; i++) this.#guard.release(order[i]!)
    if (before.mode === options.mode) return
    this.#classic.clear()
    if (!this.#isClassic) inFlight.set(this.log.inFlight)
  }

  #gateChanged(link: number, from: number): void {
    const to = this.#guard.gates[link]!
    if (to === gate.open && from !== gate.silent) this.#reset(link, false, true)
    if (to === gate.stalled) {
      const seconds = (this.#nowMs - this.#links.lastProofMs[link]!) / 1000
      this.#tellStalled(link, `for ${seconds.toFixed(1)} s`)
    }
    if (to === gate.open && this.#stallTold[link] === 1) {
      this.#stallTold[link] = 0
      this.#output.event('link-recovered', link)
    }
  }

  #tellStalled(link: number, why: string): void {
    if (this.#stallTold[link] === 1) return
    this.#stallTold[link] = 1
    this.#output.event('link-stalled', link, why)
  }

  #lostBy(link: number): void {
    this.#links.naks[link]!++
    this.#meters.lost(link)
    if (!this.#isClassic) this.#enhanced.lost(link, this.#nowMs)
    this.#lost()
  }

  /** Whether the ACK of a packet that went by `link` last is of that copy, not of an earlier one that went by it too. */
  #isOfLastCopy(link: number, sequence: number): boolean {
    if (this.log.ageIfOnce(link, sequence, this.#nowMs) >= 0) return true
    return this.log.age(sequence, this.#nowMs) >= earliest * this.#links.rttMinMs[link]!
  }

  #isUnderWay(sequence: number, link: number): boolean {
    if (!this.log.isUndecided(sequence)) return false
    const { jitterMs } = this.#links
    return (
      this.log.age(sequence, this.#nowMs) <
      this.#roundTrips.presentMs(link) + Math.max(lateMs, 2 * jitterMs[link]!)
    )
  }

  #isOtherOpen(link: number): boolean {
    const { order, count } = this.#links
    for (let i = 0; i < count; i++) if (order[i] !== link && this.#closed[order[i]!] === 0) return true
    return false
  }
}
