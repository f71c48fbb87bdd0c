import { writeKeepalive } from '../../src/engines/bond/protocol/keepalive.ts'
import { packetType } from '../../src/engines/bond/protocol/srt.ts'
import { idBytes, idHalf, regPacket, shortPacket, srtlaType } from '../../src/engines/bond/protocol/srtla.ts'
import {
  Sender,
  type SenderEventCode,
  type SenderLinkOptions,
  type SenderOptions,
} from '../../src/engines/bond/sender/sender.ts'
import { dataPacket } from './srt-packets.ts'

export const everyLink: SenderLinkOptions = { weight: 100, metered: false, capped: false }
export const defaultOptions: SenderOptions = {
  mode: 'enhanced',
  qualityScoring: true,
  exploration: false,
  stallGuard: true,
  linkTimeoutMs: 5000,
}

export interface SentPacket {
  link: number
  type: number
  bytes: Uint8Array
  atMs: number
}

/** A sender with its output written down, a clock to turn, and a receiver's packets to send to it. */
export class SenderHarness {
  nowMs = 10_000
  readonly sent: SentPacket[] = []
  readonly forwarded: { link: number; slot: number }[] = []
  readonly answered: number[] = []
  readonly events: { code: SenderEventCode; link: number; text?: string | undefined }[] = []
  readonly renewed: number[] = []
  readonly sender: Sender
  #seed = 1

  constructor(
    options: Partial<SenderOptions> = {},
    links: readonly (Partial<SenderLinkOptions> | undefined)[] = [],
  ) {
    this.sender = new Sender(
      {
        forward: (link, slot) => this.forwarded.push({ link, slot }),
        send: (link, bytes) =>
          this.sent.push({ link, type: packetType(bytes, 0), bytes: bytes.slice(), atMs: this.nowMs }),
        answer: (slot) => this.answered.push(slot),
        event: (code, link, text) => this.events.push({ code, link, text }),
        renew: (link) => this.renewed.push(link),
      },
      { ...defaultOptions, ...options },
      (into) => into.fill(this.#seed++),
    )
    this.sender.begin(this.nowMs)
    for (const [index, link] of links.entries())
      if (link) this.sender.addLink(index, { ...everyLink, ...link })
  }

  /** A bond whose links are all up and measured. */
  static up(count: number, options: Partial<SenderOptions> = {}, rttMs = 40): SenderHarness {
    const harness = new SenderHarness(options, new Array(count).fill({}))
    harness.join()
    for (let link = 0; link < count; link++) harness.keepalive(link, rttMs)
    harness.clear()
    return harness
  }

  clear(): void {
    this.sent.length = 0
    this.forwarded.length = 0
    this.answered.length = 0
    this.events.length = 0
  }

  /** Ticks every 100 ms until so much has passed; `before` runs before each. */
  pass(ms: number, before?: () => void): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.nowMs = Math.min(endMs, this.nowMs + 100)
      before?.()
      this.sender.tick(this.nowMs)
    }
  }

  wait(ms: number): void {
    this.nowMs += ms
    this.sender.begin(this.nowMs)
  }

  receive(link: number, packet: Uint8Array, slot = 0): void {
    this.sender.begin(this.nowMs)
    this.sender.fromLink(link, packet, 0, packet.length, slot)
  }

  short(link: number, type: number, length = 32): void {
    this.receive(link, shortPacket(type, length))
  }

  /** What was sent of one type, by which links. */
  linksOf(type: number): number[] {
    return this.sent.filter((packet) => packet.type === type).map(({ link }) => link)
  }

  last(type: number): SentPacket {
    const packet = this.sent.findLast((each) => each.type === type)
    if (packet === undefined) throw new Error('Nothing of this type was sent.')
    return packet
  }

  /** The REG2 with which a receiver answers this REG1. */
  static groupOf(reg1: Uint8Array, fill = 0xee): Uint8Array {
    const id = new Uint8Array(idBytes).fill(fill)
    id.set(reg1.subarray(2, 2 + idHalf))
    return regPacket(srtlaType.reg2, id)
  }

  /** Registers every link there is. */
  join(): void {
    const { links } = this.sender
    this.sender.tick(this.nowMs)
    this.nowMs += 20
    for (const link of [...links.order.subarray(0, links.count)]) this.short(link, srtlaType.regNgp)
    const reg1 = this.last(srtlaType.reg1)
    this.nowMs += 20
    this.receive(reg1.link, SenderHarness.groupOf(reg1.bytes))
    this.nowMs += 20
    for (const link of [...links.order.subarray(0, links.count)]) this.short(link, srtlaType.reg3)
    this.sender.tick(this.nowMs)
  }

  /** The echo of a keepalive that was sent `rttMs` ago; 0: one that the receiver began. */
  keepalive(link: number, rttMs: number): void {
    const packet = new Uint8Array(60)
    const report = { connection: 0, window: 0, inFlight: 0, rttMs: 0, naks: 0, bitrate: 0 }
    writeKeepalive(packet, rttMs === 0 ? 0 : this.nowMs - rttMs, report)
    this.receive(link, packet)
  }

  /** The link that a data packet goes by, or −1; copies sent as probes come after it in `forwarded`. */
  data(sequence: number, again = false, slot = 0): number {
    const before = this.forwarded.length
    const packet = dataPacket(sequence, again)
    this.sender.begin(this.nowMs)
    this.sender.fromCaller(packet, 0, packet.length, slot)
    return this.forwarded[before]?.link ?? -1
  }

  codes(): SenderEventCode[] {
    return this.events.map(({ code }) => code)
  }
}
