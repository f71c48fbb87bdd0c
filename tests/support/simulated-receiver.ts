import { distance } from '../../src/engines/bond/protocol/sequence.ts'
import { dataSequence, packetType } from '../../src/engines/bond/protocol/srt.ts'
import {
  ackEvery,
  idBytes,
  idHalf,
  regPacket,
  shortPacket,
  srtlaType,
} from '../../src/engines/bond/protocol/srtla.ts'
import type { Clock } from './simulated-path.ts'
import { srtAck, srtlaAck, srtNak } from './srt-packets.ts'

const ackMs = 10
const nakMs = 50
/** Nobody notices that one of the last packets is missing, so they are not counted. */
const tail = 50

export interface SimulatedReceiverOptions {
  latencyMs: number
  firstSequence: number
  total: number
  /** When the caller sent packet `index` first. */
  originMs(index: number): number
  reorderTolerance: number
  naksTo: 'all' | 'last'
  links: number
  reply(link: number, packet: Uint8Array): void
}

/** An SRTLA receiver with an SRT receiver behind it: a packet that is not there when it is due is lost. */
export class SimulatedReceiver {
  lost = 0
  readonly #clock: Clock
  readonly #options: SimulatedReceiverOptions
  readonly #received: Uint8Array
  readonly #members: Uint8Array
  readonly #unacked: number[][]
  #group: Uint8Array | undefined
  #next = 0
  #end = 0
  #ackedTo = 0
  #ackNumber = 0
  #nakNumber = 0
  #lastLink = 0
  /** One-way delay of the first packet: what SRT adds its latency to. */
  #baseMs = Number.NaN

  constructor(clock: Clock, options: SimulatedReceiverOptions) {
    this.#clock = clock
    this.#options = options
    this.#received = new Uint8Array(options.total)
    this.#members = new Uint8Array(options.links)
    this.#unacked = Array.from({ length: options.links }, () => [])
  }

  /** As a receiver that was restarted: no group is known. */
  forget(): void {
    this.#group = undefined
    this.#members.fill(0)
  }

  /** Acknowledges and asks for what is missing until then; what is missing at the end is lost. */
  run(endMs: number): void {
    const acknowledge = () => {
      this.#advance()
      if (this.#next !== this.#ackedTo) {
        this.#ackedTo = this.#next
        this.#toAll(srtAck(this.#sequence(this.#next), ++this.#ackNumber))
      }
      if (this.#clock.nowMs + ackMs < endMs) this.#clock.after(ackMs, acknowledge)
    }
    const ask = () => {
      this.#sendNak(this.#next)
      if (this.#clock.nowMs + nakMs < endMs) this.#clock.after(nakMs, ask)
    }
    this.#clock.after(ackMs, acknowledge)
    this.#clock.after(nakMs, ask)
  }

  receive(link: number, packet: Uint8Array): void {
    const { reply } = this.#options
    const type = packetType(packet, 0)
    if (type === srtlaType.reg1) {
      const group = new Uint8Array(idBytes).fill(0x5a)
      group.set(packet.subarray(2, 2 + idHalf))
      this.#group = group
      this.#members.fill(0)
      reply(link, regPacket(srtlaType.reg2, group))
    } else if (type === srtlaType.reg2) {
      const known = this.#group?.every((byte, i) => byte === packet[2 + i]) ?? false
      if (known) this.#members[link] = 1
      reply(link, shortPacket(known ? srtlaType.reg3 : srtlaType.regNgp))
    } else if (this.#members[link] === 1) {
      if (type === srtlaType.keepalive) reply(link, packet)
      else if (packet[0]! < 0x80) this.#data(link, dataSequence(packet, 0))
    }
  }

  #data(link: number, sequence: number): void {
    const { firstSequence, total, originMs, reorderTolerance, reply } = this.#options
    this.#lastLink = link
    const unacked = this.#unacked[link]!
    unacked.push(sequence)
    if (unacked.length === ackEvery) reply(link, srtlaAck(unacked.splice(0)))
    const index = distance(firstSequence, sequence)
    if (index >= total) return
    if (Number.isNaN(this.#baseMs)) this.#baseMs = this.#clock.nowMs - originMs(index)
    this.#advance()
    if (index < this.#next) return
    this.#received[index] = 1
    if (index >= this.#end) {
      const from = this.#end
      this.#end = index + 1
      if (index > from) this.#sendNak(Math.max(this.#next, from - reorderTolerance))
    }
  }

  /** Moves on to the first packet that is missing and not yet due. */
  #advance(): void {
    const { total, originMs, latencyMs } = this.#options
    const { nowMs } = this.#clock
    while (this.#next < total) {
      if (this.#received[this.#next] === 0) {
        if (Number.isNaN(this.#baseMs) || originMs(this.#next) + this.#baseMs + latencyMs > nowMs) return
        if (this.#next < total - tail) this.lost++
      }
      this.#next++
    }
  }

  #sendNak(from: number): void {
    const losses: (number | readonly [number, number])[] = []
    const end = this.#end - this.#options.reorderTolerance
    for (let index = from; index < end && losses.length < 150; index++) {
      if (this.#received[index] === 1) continue
      let last = index
      while (last + 1 < end && this.#received[last + 1] === 0) last++
      losses.push(last === index ? this.#sequence(index) : [this.#sequence(index), this.#sequence(last)])
      index = last
    }
    if (losses.length === 0) return
    const nak = srtNak(losses, ++this.#nakNumber)
    if (this.#options.naksTo === 'all') this.#toAll(nak)
    else this.#options.reply(this.#lastLink, nak)
  }

  #toAll(packet: Uint8Array): void {
    for (let link = 0; link < this.#members.length; link++)
      if (this.#members[link] === 1) this.#options.reply(link, packet)
  }

  #sequence(index: number): number {
    return (this.#options.firstSequence + index) & 0x7fff_ffff
  }
}
