import type { FaultCode } from '../../../../src/contract/fault-codes.ts'
import { srtHeaderBytes, srtType } from '../../../../src/engines/bond/protocol/srt.ts'
import { idHalf, regPacket, srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import type { Group } from '../../../../src/engines/bond/receiver/group.ts'
import { GroupIds } from '../../../../src/engines/bond/receiver/group-ids.ts'
import { SrtlaReceiver } from '../../../../src/engines/bond/receiver/receiver.ts'
import type { RegistrationLimits } from '../../../../src/engines/bond/receiver/registration.ts'
import { type Batch, type DatagramAddress, slotBytes } from '../../../../src/engines/kit/datagram/datagram.ts'

export const limits: RegistrationLimits = {
  maxGroups: 200,
  maxLinksPerGroup: 16,
  maxGroupsPerSource: 16,
  allowedSources: [],
}

const keyOf = ({ address, port }: DatagramAddress) => `${address}:${port}`
/** `10.0.0.1:7000` */
const parse = (at: string): DatagramAddress => {
  const colon = at.lastIndexOf(':')
  return { address: at.slice(0, colon), port: Number(at.slice(colon + 1)) }
}

/** A receiver between sockets that only take notes, on a clock that the test moves. */
export class Bench {
  now = 5000
  /** What went to senders, by address; `to` and the packet. */
  sent: { to: string; packet: Buffer }[] = []
  /** What went to the SRT listener. */
  passed: { group: Group; packet: Buffer }[] = []
  events: { code: FaultCode; text: string }[] = []
  opened: Group[] = []
  closed: Group[] = []
  /** Answers `open` at once, as a socket that needs no time. */
  opensAtOnce = true
  readonly receiver: SrtlaReceiver
  #batch: Batch | undefined
  readonly #peers = new Map<string, number>()
  readonly #addresses: (string | undefined)[] = []

  constructor(change: Partial<RegistrationLimits> = {}) {
    const note = (to: string | undefined, bytes: Uint8Array) => {
      if (to === undefined) throw new Error('sent to a peer that was forgotten')
      this.sent.push({ to, packet: Buffer.from(bytes) })
    }
    this.receiver = new SrtlaReceiver(
      {
        senders: {
          remember: (address) => this.#remember(keyOf(address)),
          forget: (peer) => {
            this.#peers.delete(this.#addresses[peer]!)
            this.#addresses[peer] = undefined
          },
          forward: (slot, peer) => note(this.#addresses[peer], this.#slot(slot)),
          send: (bytes, peer) => note(this.#addresses[peer], bytes),
          sendTo: (bytes, to) => note(keyOf(to), bytes),
        },
        open: (group) => {
          this.opened.push(group)
          if (this.opensAtOnce) this.open(group)
        },
        close: (group) => this.closed.push(group),
        event: (code, text) => this.events.push({ code, text }),
      },
      { ...limits, ...change },
      new GroupIds(Buffer.alloc(32, 7)),
      this.now,
    )
  }

  get remembered(): number {
    return this.#peers.size
  }

  open(group: Group): void {
    group.upstream = { forward: (slot) => this.passed.push({ group, packet: this.#slot(slot) }) }
    this.receiver.opened(group)
  }

  /** One batch from senders. */
  read(...datagrams: [from: string, packet: Uint8Array][]): void {
    this.#batch = this.#batchOf(
      datagrams.map(([, packet]) => packet),
      datagrams.map(([from]) => from),
    )
    this.receiver.fromSenders(this.#batch, this.now)
  }

  /** One batch from the SRT listener. */
  answer(group: Group, ...packets: Uint8Array[]): void {
    this.#batch = this.#batchOf(packets)
    this.receiver.fromListener(group, this.#batch)
  }

  /** Time goes on, with a tick every 250 ms. */
  wait(ms: number): void {
    const end = this.now + ms
    while (this.now < end) {
      this.now = Math.min(this.now + 250, end)
      this.receiver.tick(this.now)
    }
  }

  /** Takes what went to senders since the last call. */
  take(): { to: string; packet: Buffer }[] {
    return this.sent.splice(0)
  }

  takeTypes(): [to: string, type: number][] {
    return this.take().map(({ to, packet }) => [to, packet.readUInt16BE(0)])
  }

  /** Registers a group with links at these addresses, as the reference sender does; the id. */
  register(addresses: string[], half = Math.random()): Buffer {
    const [first = ''] = addresses
    this.read([first, reg1(half)])
    const id = Buffer.from(
      this.take()
        .find(({ to }) => to === first)!
        .packet.subarray(2),
    )
    this.read(...addresses.map((address): [string, Uint8Array] => [address, reg2(id)]))
    const welcomed = this.takeTypes().filter(([, type]) => type === srtlaType.reg3)
    if (welcomed.length !== addresses.length) throw new Error('not everybody was let in')
    return id
  }

  #remember(key: string): number {
    const known = this.#peers.get(key)
    if (known !== undefined) return known
    let peer = this.#addresses.indexOf(undefined)
    if (peer < 0) peer = this.#addresses.length
    this.#addresses[peer] = key
    this.#peers.set(key, peer)
    return peer
  }

  #batchOf(packets: Uint8Array[], from: string[] = []): Batch {
    const bytes = Buffer.alloc(slotBytes * Math.max(1, packets.length))
    for (const [slot, packet] of packets.entries()) bytes.set(packet, slot * slotBytes)
    return {
      bytes,
      slotBytes,
      lengths: Int32Array.from(packets, ({ length }) => length),
      segments: Int32Array.from(packets, ({ length }) => length),
      // As a real socket: told apart when the batch is read, before anything in it is looked at.
      peers: Int32Array.from(packets, (_, slot) => this.#peers.get(from[slot] ?? '') ?? -1),
      count: packets.length,
      sender: (slot) => parse(from[slot]!),
    }
  }

  #slot(slot: number): Buffer {
    const { bytes, lengths } = this.#batch!
    return Buffer.from(bytes.subarray(slot * slotBytes, slot * slotBytes + lengths[slot]!))
  }
}

/** The sender's half made of a number, so that tests can repeat it. */
export function senderHalf(seed: number): Buffer {
  const half = Buffer.alloc(idHalf, 0x5a)
  half.writeDoubleBE(seed)
  return half
}

export const reg1 = (seed: number) => regPacket(srtlaType.reg1, Buffer.concat([senderHalf(seed)], 256))
export const reg2 = (id: Uint8Array) => regPacket(srtlaType.reg2, id)

export function data(sequence: number, length = 1332, timestampUs = 0, isRetransmission = false): Buffer {
  const packet = Buffer.alloc(length, 0x47)
  packet.writeUInt32BE(sequence, 0)
  packet.writeUInt32BE(isRetransmission ? 0xc400_0001 : 0xc000_0001, 4)
  packet.writeUInt32BE(timestampUs % 2 ** 32, 8)
  packet.writeUInt32BE(0x1234, 12)
  return packet
}

export function control(type: number, length = 44): Buffer {
  const packet = Buffer.alloc(Math.max(length, srtHeaderBytes))
  packet.writeUInt16BE(type)
  return packet
}

/** The first packet of a new SRT connection. */
export function induction(): Buffer {
  const packet = control(srtType.handshake, 64)
  packet.writeUInt32BE(1, 36)
  return packet
}
