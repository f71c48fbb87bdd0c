import { maxLinks } from '../../../contract/bond.ts'
import { forEachLost } from '../protocol/loss-list.ts'
import {
  ackSequence,
  ackShortest,
  dataSequence,
  isRetransmission,
  packetType,
  readUint32,
  srtHeaderBytes,
  srtType,
} from '../protocol/srt.ts'
import { srtlaType } from '../protocol/srtla.ts'
import { Caller } from './caller.ts'
import { SenderClock } from './clock.ts'
import { Copies } from './copies.ts'
import type { SenderOutput } from './events.ts'
import { Keepalives } from './keepalives.ts'
import { linkState } from './link-state.ts'
import { LinkTable, type SenderLinkOptions } from './link-table.ts'
import { Registration } from './registration.ts'
import { RoundTrips } from './rtt.ts'
import { Scheduler, type SchedulerOptions } from './scheduler.ts'

export type { SenderEventCode, SenderOutput } from './events.ts'
export type { SenderLinkOptions } from './link-table.ts'
export type SenderOptions = SchedulerOptions

/**
 * The sending end of SRTLA, without sockets or timers: takes the caller's and the receiver's datagrams, says which link
 * each goes by, and keeps the links registered. `begin` sets the clock once a batch; `tick` is due every 100 ms.
 */
export class Sender {
  readonly links = new LinkTable()
  readonly counters = {
    packets: 0,
    bytes: 0,
    retransmits: 0,
    naks: 0,
    noLink: 0,
    copies: 0,
    spared: 0,
    refused: 0,
  }
  readonly state = { hasCaller: false, registered: false, callerSilentMs: 0 }
  readonly #output: SenderOutput
  readonly #clock = new SenderClock()
  readonly #registration: Registration
  readonly #caller: Caller
  readonly #copies = new Copies()
  readonly #roundTrips: RoundTrips
  readonly #keepalives: Keepalives
  readonly #scheduler: Scheduler
  #options: SenderOptions
  #nextOptions: SenderOptions
  readonly #wasUp = new Uint8Array(maxLinks)
  #anyUp = false
  readonly #lost = (sequence: number) => this.#scheduler.lost(sequence)

  constructor(output: SenderOutput, options: SenderOptions, random: (into: Uint8Array) => void) {
    this.#output = output
    this.#options = { ...options }
    this.#nextOptions = this.#options
    this.#registration = new Registration(this.links, output, random)
    this.#caller = new Caller(output)
    this.#roundTrips = new RoundTrips(this.links)
    this.#keepalives = new Keepalives(this.links, output, this.#roundTrips)
    this.#scheduler = new Scheduler(
      this.links,
      output,
      this.#roundTrips,
      this.#options,
      (link) => this.#keepalives.send(link, this.nowMs),
      () => this.counters.naks++,
    )
  }

  /** The clock of `begin` and `tick`, ms: of all times in `links`. It never goes back. */
  get nowMs(): number {
    return this.#clock.nowMs
  }

  /** Takes effect with the next batch. */
  configure(options: SenderOptions): void {
    this.#nextOptions = { ...options }
  }

  addLink(link: number, options: SenderLinkOptions): void {
    if (this.links.present[link] === 1) this.removeLink(link)
    this.links.add(link, options)
    this.#restartLink(link)
  }

  changeLink(link: number, options: SenderLinkOptions): void {
    if (this.links.present[link] !== 1) return
    const before = this.links.allowed(link)
    this.links.change(link, options)
    if (before !== this.links.allowed(link)) this.#restartLink(link)
  }

  removeLink(link: number): void {
    if (this.links.present[link] !== 1) return
    this.#scheduler.down(link)
    this.links.remove(link)
    this.#registration.linkGone(link)
    this.#noticeAllDown()
  }

  /** Its socket was opened anew: it registers again. */
  resetLink(link: number): void {
    if (this.links.present[link] === 1) this.#restartLink(link)
  }

  /** The receiver's address changed: everything registers anew, with a new id. */
  resetReceiver(): void {
    this.#registration.restart(this.nowMs)
    this.#countUp()
    for (let i = 0; i < this.links.count; i++) this.#restartLink(this.links.order[i]!)
  }

  /** Sets the clock for everything until the next call: once a batch. */
  begin(nowMs: number): void {
    const sleptMs = this.#clock.set(nowMs)
    if (sleptMs > 0) this.#slept(sleptMs)
    this.#options = this.#nextOptions
    this.#scheduler.begin(this.nowMs, this.#options)
  }

  /** A datagram of an address that is not the caller: true if it is the caller from now on; else it is counted. */
  acceptsCaller(bytes: Uint8Array, offset: number, length: number): boolean {
    if (!this.#caller.accepts(bytes, offset, length, this.nowMs)) {
      this.counters.refused++
      return false
    }
    this.state.hasCaller = true
    this.#newStream()
    return true
  }

  /** The caller's port was closed; whoever sends to the next one may be the caller. */
  forgetCaller(): void {
    this.#caller.forget()
    this.state.hasCaller = false
  }

  fromCaller(bytes: Uint8Array, offset: number, length: number, slot: number): void {
    if (!this.#caller.present && !this.acceptsCaller(bytes, offset, length)) return
    if (length < srtHeaderBytes) {
      this.counters.refused++
      return
    }
    this.#caller.heardMs = this.nowMs
    if (bytes[offset]! < 0x80) this.#data(bytes, offset, length, slot)
    else this.#control(packetType(bytes, offset), slot)
  }

  fromLink(link: number, bytes: Uint8Array, offset: number, length: number, slot: number): void {
    if (length < 2 || this.links.present[link] !== 1) {
      this.counters.refused++
      return
    }
    const type = packetType(bytes, offset)
    this.#registration.heard(this.nowMs)
    switch (type) {
      case srtlaType.regNgp:
        this.#registration.onNoGroup(link, this.nowMs)
        if (!this.#registration.joined) this.#countUp()
        break
      case srtlaType.reg2:
        if (!this.#registration.onGroup(link, bytes, offset, length, this.nowMs)) this.counters.refused++
        break
      case srtlaType.reg3:
        if (this.#registration.onLink(link)) this.#heard(link)
        else this.counters.refused++
        break
      case srtlaType.regErr:
        this.#registration.onBusy(link, this.nowMs)
        break
      case srtlaType.regNak:
        this.#registration.onRefused(link, bytes, offset, length, this.nowMs)
        break
      case srtlaType.keepalive:
        this.#heard(link)
        this.#keepalives.received(link, bytes, offset, length, this.nowMs)
        break
      case srtlaType.ack:
        this.#heard(link)
        this.#scheduler.acked(link, bytes, offset, length)
        break
      default:
        this.#fromReceiver(link, type, bytes, offset, length, slot)
    }
  }

  /** Every 100 ms: keepalives, registration, timeouts, gauges. */
  tick(nowMs: number): void {
    this.begin(nowMs)
    this.#caller.tick(this.nowMs)
    this.state.hasCaller = this.#caller.present
    this.state.callerSilentMs = this.nowMs - this.#caller.heardMs
    const { order, count, up, lastReceivedMs } = this.links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (up[link] === 1 && this.nowMs - lastReceivedMs[link]! > this.#options.linkTimeoutMs) this.#down(link)
    }
    this.#noticeAllDown()
    this.#registration.tick(this.nowMs)
    this.#scheduler.tick()
    for (let i = 0; i < count; i++) this.#judge(order[i]!)
    this.#keepalives.tick(this.nowMs)
  }

  #data(bytes: Uint8Array, offset: number, length: number, slot: number): void {
    if (this.#caller.changesSocket(readUint32(bytes, offset + 12), this.nowMs)) this.#newStream()
    const sequence = dataSequence(bytes, offset)
    const again = isRetransmission(bytes, offset)
    if (again && (this.#scheduler.isNeedless(sequence) || this.#scheduler.mustWait())) {
      this.counters.spared++
      return
    }
    const link = this.#scheduler.pickData(sequence, again)
    if (link < 0) {
      this.counters.noLink++
      return
    }
    this.#output.forward(link, slot)
    this.#scheduler.sent(link, sequence, again, length, slot)
    this.counters.packets++
    this.counters.bytes += length
    if (again) {
      this.links.retransmits[link]!++
      this.counters.retransmits++
    }
  }

  #control(type: number, slot: number): void {
    if (isSrtla(type)) {
      this.counters.refused++
      return
    }
    const link = this.#scheduler.pickControl()
    if (link < 0) this.counters.noLink++
    else this.#output.forward(link, slot)
    if (type === srtType.shutdown) this.#endCaller()
  }

  #fromReceiver(
    link: number,
    type: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    slot: number,
  ): void {
    if (length < srtHeaderBytes || isSrtla(type)) {
      this.counters.refused++
      return
    }
    this.#heard(link)
    if (type === srtType.ack) {
      if (length < ackShortest || !this.#scheduler.ackedBefore(link, ackSequence(bytes, offset))) {
        this.counters.refused++
        return
      }
    }
    if (type === srtType.ack || type === srtType.nak) {
      if (this.#copies.isCopy(bytes, offset, length, this.nowMs)) {
        this.counters.copies++
        return
      }
      if (type === srtType.nak) forEachLost(bytes, offset, length, this.#lost)
    }
    if (this.#caller.present) this.#output.answer(slot)
    if (type === srtType.shutdown) this.#endCaller()
  }

  /** A packet that only a member of the group gets: the link is up. */
  #heard(link: number): void {
    const { links } = this
    links.lastReceivedMs[link] = this.nowMs
    if (links.up[link] === 0 && this.#registration.joined && links.allowed(link)) {
      links.up[link] = 1
      links.upSinceMs[link] = this.nowMs
      links.lastProofMs[link] = this.nowMs
      this.#anyUp = true
      this.state.registered = true
      this.#scheduler.up(link, this.#wasUp[link] === 1)
      this.#wasUp[link] = 1
      this.#keepalives.reset(link)
      this.#judge(link)
      this.#output.event('link-up', link)
    }
    this.#scheduler.heard(link)
  }

  #down(link: number): void {
    this.links.up[link] = 0
    this.#scheduler.down(link)
    this.#registration.linkLost(link)
    this.#output.event('link-down', link)
  }

  #restartLink(link: number): void {
    this.links.up[link] = 0
    this.#wasUp[link] = 0
    this.#scheduler.down(link)
    this.#roundTrips.clear(link)
    this.#registration.linkAdded(link)
    this.#judge(link)
    this.#noticeAllDown()
  }

  #noticeAllDown(): void {
    const before = this.#anyUp
    this.#countUp()
    if (before && !this.#anyUp) this.#output.event('all-links-down', -1)
  }

  #countUp(): void {
    this.#anyUp = this.links.anyUp()
    if (!this.#anyUp) this.state.registered = false
  }

  #endCaller(): void {
    this.#caller.shutdown(this.nowMs)
    this.state.hasCaller = false
  }

  #newStream(): void {
    this.#scheduler.newStream()
    this.#copies.clear()
  }

  #judge(link: number): void {
    const { links, nowMs } = this
    links.enter(link, linkState(links, link, this.#wasUp[link] === 1, this.#scheduler, nowMs), nowMs)
  }

  #slept(ms: number): void {
    const { order, count, lastReceivedMs, lastProofMs } = this.links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      // 0: never heard.
      if (lastReceivedMs[link]! > 0) lastReceivedMs[link]! += ms
      lastProofMs[link]! += ms
    }
    this.#caller.heardMs += ms
    this.#registration.slept(ms)
    this.#scheduler.slept(this.nowMs)
  }
}

const isSrtla = (type: number) => type >= 0x9000 && type <= 0x92ff
