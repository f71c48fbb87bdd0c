import type { FaultCode } from '../../../contract/fault-codes.ts'
import {
  type Batch,
  type DatagramAddress,
  type DatagramSocket,
  slotBytes,
} from '../../kit/datagram/datagram.ts'
import { fillArrived, readReport } from '../protocol/keepalive.ts'
import {
  dataSequence,
  handshakeInduction,
  handshakeShortest,
  handshakeType,
  packetType,
  srtHeaderBytes,
  srtType,
} from '../protocol/srt.ts'
import { regBytes, srtlaType } from '../protocol/srtla.ts'
import type { Group } from './group.ts'
import type { GroupIds } from './group-ids.ts'
import { GroupTable } from './group-table.ts'
import type { Link } from './link.ts'
import { Registration, type RegistrationLimits } from './registration.ts'

/** A datagram that fills its slot was cut off. */
const longest = slotBytes - 1
const expiryCheckMs = 1000
/** SRTLA's types lie between these. */
const srtlaFirst = 0x9000
const srtlaLast = 0x92ff

export interface ReceiverOutput {
  /** The socket that the senders reach; a group's own socket is its `upstream`. */
  readonly senders: Pick<DatagramSocket, 'remember' | 'forget' | 'forward' | 'send' | 'sendTo'>
  /** Opens a socket from this group to the SRT listener; `opened` or `refuse` follows. */
  open(group: Group): void
  /** The group is gone, and its socket shall go with it. */
  close(group: Group): void
  event(code: FaultCode, text: string): void
}

/**
 * The receiving end of SRTLA, without sockets: takes apart what comes from senders and from the SRT listener, and says
 * what goes where.
 */
export class SrtlaReceiver {
  /** Packets of strangers, or malformed. */
  refusedPackets = 0
  /** Packets that had nowhere to go. */
  drops = 0
  readonly registration: Registration
  readonly #output: ReceiverOutput
  readonly #table: GroupTable
  #checkedMs: number

  constructor(output: ReceiverOutput, limits: RegistrationLimits, ids: GroupIds, nowMs: number) {
    this.#output = output
    this.#checkedMs = nowMs
    this.#table = new GroupTable(
      () => output.senders,
      (group) => output.close(group),
    )
    this.registration = new Registration(this.#table, ids, limits, {
      sendTo: (packet, to) => output.senders.sendTo(packet, to),
      added: (group) => output.open(group),
      event: (code, text) => output.event(code, text),
    })
  }

  get groups(): ReadonlySet<Group> {
    return this.#table.groups
  }

  /** What one read of the senders' socket brought. */
  fromSenders(batch: Batch, nowMs: number): void {
    this.#table.settle()
    const { bytes, lengths, peers, count } = batch
    for (let slot = 0; slot < count; slot++) {
      const peer = peers[slot]!
      const link = peer >= 0 ? this.#table.linkOf(peer) : undefined
      if (link !== undefined && !link.removed)
        this.#fromLink(link, bytes, slot * slotBytes, lengths[slot]!, slot, nowMs)
      else this.#fromStranger(batch, slot, link?.address, nowMs)
    }
  }

  /** What one read of a group's socket brought: ACKs and NAKs go to all links, all else to the active one. */
  fromListener(group: Group, batch: Batch): void {
    const { bytes, lengths, count } = batch
    const { senders } = this.#output
    group.unansweredMs = 0
    for (let slot = 0; slot < count; slot++) {
      const offset = slot * slotBytes
      const length = lengths[slot]!
      const type = length < srtHeaderBytes || length > longest ? srtlaFirst : packetType(bytes, offset)
      if (type >= srtlaFirst && type <= srtlaLast) this.refusedPackets++
      else if (type === srtType.ack || type === srtType.nak)
        for (let index = 0; index < group.links.length; index++)
          senders.forward(slot, group.links[index]!.peer)
      else if (group.active !== undefined) senders.forward(slot, group.active.peer)
      else this.drops++
    }
  }

  /** About four times a second. */
  tick(nowMs: number): void {
    this.#table.settle()
    for (const group of this.#table.groups) group.measure(nowMs)
    if (nowMs - this.#checkedMs < expiryCheckMs) return
    this.#checkedMs = nowMs
    this.#table.expire(nowMs)
  }

  /** The group's `upstream` is open. */
  opened(group: Group): void {
    this.registration.opened(group)
  }

  /** The group's `upstream` cannot be opened. */
  refuse(group: Group): void {
    this.registration.refuse(group)
    this.#table.remove(group)
  }

  /** Every group ends. */
  clear(): void {
    this.#table.clear()
  }

  #fromLink(link: Link, bytes: Buffer, offset: number, length: number, slot: number, nowMs: number): void {
    if (length < 2 || length > longest) {
      this.refusedPackets++
      return
    }
    const type = packetType(bytes, offset)
    if (type >= srtlaFirst && type <= srtlaLast)
      return this.#srtla(type, link, bytes, offset, length, slot, nowMs)
    if (length < srtHeaderBytes) {
      this.refusedPackets++
      return
    }
    const { group } = link
    link.heardMs = nowMs
    group.heardMs = nowMs
    group.active = link
    group.spokenMs = nowMs
    if (group.unansweredMs === 0) group.unansweredMs = nowMs
    if (type < 0x8000) {
      group.packets++
      group.bytes += length
      group.record.arrived(dataSequence(bytes, offset))
      const ack = link.data(bytes, offset, length, nowMs)
      if (ack !== undefined) this.#output.senders.send(ack, link.peer)
    } else if (type === srtType.handshake && isInduction(bytes, offset, length)) group.restart()
    if (group.upstream !== undefined) group.upstream.forward(slot, 0)
    else this.drops++
  }

  #srtla(
    type: number,
    link: Link,
    bytes: Buffer,
    offset: number,
    length: number,
    slot: number,
    nowMs: number,
  ): void {
    if (type === srtlaType.keepalive) {
      link.heardMs = nowMs
      link.group.heardMs = nowMs
      link.report = readReport(bytes, offset, length) ?? link.report
      fillArrived(bytes, offset, length, link)
      this.#output.senders.forward(slot, link.peer)
    } else if (!this.#register(type, link.address, link, bytes, offset, length, nowMs)) this.refusedPackets++
  }

  /** A packet of an address that was not a link's when the batch was read. */
  #fromStranger(batch: Batch, slot: number, address: DatagramAddress | undefined, nowMs: number): void {
    const { bytes } = batch
    const offset = slot * slotBytes
    const length = batch.lengths[slot]!
    const type = length === regBytes ? packetType(bytes, offset) : 0
    if (type !== srtlaType.reg1 && type !== srtlaType.reg2 && !this.#table.grown) {
      this.refusedPackets++
      return
    }
    const from = address ?? batch.sender(slot)
    // A forged source port: nothing can be sent there.
    if (from.port === 0) {
      this.refusedPackets++
      return
    }
    // A packet before this one in the batch may have made it one.
    const link = this.#table.linkAt(from)
    if (link !== undefined) return this.#fromLink(link, bytes, offset, length, slot, nowMs)
    if (!this.#register(type, from, undefined, bytes, offset, length, nowMs)) this.refusedPackets++
  }

  /** False when it is no registration. */
  #register(
    type: number,
    from: DatagramAddress,
    link: Link | undefined,
    bytes: Buffer,
    offset: number,
    length: number,
    nowMs: number,
  ): boolean {
    if (length !== regBytes || (type !== srtlaType.reg1 && type !== srtlaType.reg2)) return false
    const id = bytes.subarray(offset + 2, offset + regBytes)
    if (type === srtlaType.reg1) this.registration.reg1(from, link, id, nowMs)
    else this.registration.reg2(from, link, id, nowMs)
    return true
  }
}

const isInduction = (bytes: Uint8Array, offset: number, length: number) =>
  length >= handshakeShortest && handshakeType(bytes, offset) === handshakeInduction
