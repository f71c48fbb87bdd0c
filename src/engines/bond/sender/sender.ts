import { maxLinks } from '../../../contract/bond.ts'
import { keepaliveBytes, keepaliveTime, readArrived, writeKeepalive } from '../protocol/keepalive.ts'
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
import { ackCount, ackedSequence, srtlaType } from '../protocol/srtla.ts'
import { Caller } from './caller.ts'
import { Classic } from './classic.ts'
import { Copies } from './copies.ts'
import type { SenderOutput } from './events.ts'
import { LinkTable, type SenderLinkOptions, stateCode } from './link-table.ts'
import { Registration } from './registration.ts'

export type { SenderEventCode, SenderOutput } from './events.ts'
export type { SenderLinkOptions } from './link-table.ts'

export interface SenderOptions {
  mode: 'enhanced' | 'classic'
  qualityScoring: boolean
  exploration: boolean
  stallGuard: boolean
  linkTimeoutMs: number
}

const keepaliveMs = 1000
/** No longer step of the clock is believed: after sleep or a jump, links are asked before they count as silent. */
const longestStepMs = 1000

/**
 * The sending end of SRTLA, without sockets or timers: takes the caller's and the receiver's datagrams, says which link
 * each goes by, and keeps the links registered. `begin` sets the clock once a batch; `tick` is due every 100 ms.
 */
export class Sender {
  readonly links = new LinkTable()
  readonly counters = { packets: 0, bytes: 0, retransmits: 0, naks: 0, noLink: 0, copies: 0, refused: 0 }
  readonly state = { hasCaller: false, registered: false, callerSilentMs: 0 }
  /** The sender's clock, ms: it follows that of `begin` and `tick`, never goes back and never jumps. */
  nowMs = 0
  readonly #output: SenderOutput
  readonly #registration: Registration
  readonly #caller: Caller
  readonly #copies = new Copies()
  readonly #classic: Classic
  #options: SenderOptions
  #nextOptions: SenderOptions
  #clockMs = Number.NaN
  /** Links that get no data: not 0. */
  readonly #closed = new Uint8Array(maxLinks)
  readonly #wasUp = new Uint8Array(maxLinks)
  readonly #keepalive = new Uint8Array(keepaliveBytes)
  readonly #nextKeepaliveMs = new Float64Array(maxLinks)
  #socketId = 0
  #anyUp = false
  readonly #lost = (sequence: number) => this.#onLost(sequence)

  constructor(output: SenderOutput, options: SenderOptions, random: (into: Uint8Array) => void) {
    this.#output = output
    this.#options = { ...options }
    this.#nextOptions = this.#options
    this.#registration = new Registration(this.links, output, random)
    this.#caller = new Caller(output)
    this.#classic = new Classic(this.links)
  }

  /** Takes effect with the next batch. */
  configure(options: SenderOptions): void {
    this.#nextOptions = { ...options }
  }

  addLink(link: number, options: SenderLinkOptions): void {
    this.links.add(link, options)
    this.#wasUp[link] = 0
    this.#restartLink(link)
  }

  changeLink(link: number, options: SenderLinkOptions): void {
    if (this.links.present[link] === 0) return
    const before = this.links.allowed(link)
    this.links.change(link, options)
    if (before !== this.links.allowed(link)) this.#restartLink(link)
  }

  removeLink(link: number): void {
    if (this.links.present[link] === 0) return
    this.#classic.reset(link, false)
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
    for (let i = 0; i < this.links.count; i++) this.#restartLink(this.links.order[i]!)
  }

  /** Sets the clock for everything until the next call: once a batch. */
  begin(nowMs: number): void {
    const step = nowMs - this.#clockMs
    if (step > 0) this.nowMs += Math.min(step, longestStepMs)
    else if (Number.isNaN(step) && Number.isFinite(nowMs)) this.nowMs = Math.max(this.nowMs, nowMs, 0)
    if (Number.isFinite(nowMs)) this.#clockMs = nowMs
    this.#options = this.#nextOptions
    const { order, count, up, lastReceivedMs } = this.links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      const silent = this.nowMs - lastReceivedMs[link]! > this.#options.linkTimeoutMs
      this.#closed[link] = up[link] === 1 && !silent ? 0 : 1
    }
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
        this.#onKeepalive(link, bytes, offset, length)
        break
      case srtlaType.ack:
        this.#heard(link)
        this.#onOwnAck(link, bytes, offset, length)
        break
      default:
        this.#fromReceiver(link, type, bytes, offset, length, slot)
    }
  }

  /** Every 100 ms: keepalives, registration, timeouts. */
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
    this.#registration.tick(this.nowMs)
    this.#noticeAllDown()
    this.state.registered = this.#registration.joined && this.#anyUp
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      this.#judge(link)
      if (up[link] === 1 && this.nowMs >= this.#nextKeepaliveMs[link]!) this.#sendKeepalive(link)
    }
  }

  #data(bytes: Uint8Array, offset: number, length: number, slot: number): void {
    const socketId = readUint32(bytes, offset + 12)
    if (socketId !== this.#socketId) {
      this.#socketId = socketId
      this.#newStream()
    }
    const link = this.#classic.pick(this.#closed)
    if (link < 0) {
      this.counters.noLink++
      return
    }
    const retransmission = isRetransmission(bytes, offset)
    this.#output.forward(link, slot)
    this.#classic.sent(link, dataSequence(bytes, offset))
    const { packets, bytes: sentBytes, retransmits } = this.links
    packets[link]!++
    sentBytes[link]! += length
    this.counters.packets++
    this.counters.bytes += length
    if (retransmission) {
      retransmits[link]!++
      this.counters.retransmits++
    }
  }

  #control(type: number, slot: number): void {
    if (isSrtla(type)) {
      this.counters.refused++
      return
    }
    const link = this.#classic.pick(this.#closed)
    if (link < 0) this.counters.noLink++
    else this.#output.forward(link, slot)
    if (type === srtType.shutdown) this.#caller.shutdown(this.nowMs)
    this.state.hasCaller = this.#caller.present
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
      if (length < ackShortest) {
        this.counters.refused++
        return
      }
      this.#classic.ackedBefore(ackSequence(bytes, offset))
    }
    if (type === srtType.ack || type === srtType.nak) {
      if (this.#copies.isCopy(bytes, offset, length, this.nowMs)) {
        this.counters.copies++
        return
      }
      if (type === srtType.nak) forEachLost(bytes, offset, length, this.#lost)
    }
    if (this.#caller.present) this.#output.answer(slot)
    if (type === srtType.shutdown) this.#caller.shutdown(this.nowMs)
    this.state.hasCaller = this.#caller.present
  }

  #onOwnAck(link: number, bytes: Uint8Array, offset: number, length: number): void {
    this.links.lastProofMs[link] = this.nowMs
    const count = ackCount(length)
    for (let index = 0; index < count; index++) this.#classic.acked(ackedSequence(bytes, offset, index))
  }

  #onLost(sequence: number): void {
    const link = this.#classic.lost(sequence)
    if (link < 0) return
    this.links.naks[link]!++
    this.counters.naks++
  }

  #onKeepalive(link: number, bytes: Uint8Array, offset: number, length: number): void {
    const sentMs = keepaliveTime(bytes, offset, length)
    const rtt = this.nowMs - sentMs
    if (sentMs > 0 && rtt > 0 && rtt <= 10_000) this.links.rttMs[link] = rtt
    const far = readArrived(bytes, offset, length)
    if (far === undefined) return
    this.links.farKnown[link] = 1
    this.links.farPackets[link] = far.packets
    this.links.farBytes[link] = far.bytes
    this.links.farBitrate[link] = far.bitrate
    this.links.farJitterMs[link] = far.jitterMs
  }

  /** A packet that only a member of the group gets: the link is up. */
  #heard(link: number): void {
    this.links.lastReceivedMs[link] = this.nowMs
    if (this.links.up[link] === 1 || !this.#registration.joined || !this.links.allowed(link)) return
    this.links.up[link] = 1
    this.links.upSinceMs[link] = this.nowMs
    this.#anyUp = true
    this.state.registered = true
    this.#classic.reset(link, this.#wasUp[link] === 1)
    this.#wasUp[link] = 1
    this.#nextKeepaliveMs[link] = 0
    this.#judge(link)
    this.#output.event('link-up', link)
  }

  #down(link: number): void {
    this.links.up[link] = 0
    this.#classic.reset(link, true)
    this.#registration.linkLost(link)
    this.#output.event('link-down', link)
  }

  #restartLink(link: number): void {
    this.links.up[link] = 0
    this.#classic.reset(link, false)
    this.#registration.linkAdded(link)
    this.#judge(link)
    this.#noticeAllDown()
  }

  #noticeAllDown(): void {
    const any = this.links.anyUp()
    if (this.#anyUp && !any) this.#output.event('all-links-down', -1)
    this.#anyUp = any
    if (!any) this.state.registered = false
  }

  #newStream(): void {
    this.#classic.clear()
    this.#copies.clear()
  }

  #judge(link: number): void {
    const { up, weight, capped, rttMs } = this.links
    let state: number = this.#wasUp[link] === 1 ? stateCode.down : stateCode.registering
    if (weight[link] === 0) state = stateCode.off
    else if (capped[link] === 1) state = stateCode.capped
    else if (up[link] === 1) state = rttMs[link] === 0 ? stateCode.warming : stateCode.live
    this.links.enter(link, state, this.nowMs)
  }

  #sendKeepalive(link: number): void {
    this.#nextKeepaliveMs[link] = this.nowMs + keepaliveMs
    writeKeepalive(this.#keepalive, this.nowMs, {
      connection: link,
      window: this.links.window[link]!,
      inFlight: this.links.inFlight[link]!,
      rttMs: this.links.rttMs[link]!,
      naks: this.links.naks[link]!,
      bitrate: this.links.bitrate[link]!,
    })
    this.#output.send(link, this.#keepalive)
  }
}

const isSrtla = (type: number) => type >= 0x9000 && type <= 0x92ff
