import { packetType, readUint32 } from './srt.ts'

/** SRTLA v2 packets lie in a corner of SRT's control types, so the first 16 bits tell every packet apart. */
export const srtlaType = {
  keepalive: 0x9000,
  ack: 0x9100,
  reg1: 0x9200,
  reg2: 0x9201,
  reg3: 0x9202,
  regErr: 0x9210,
  regNgp: 0x9211,
  regNak: 0x9212,
} as const

/** The first half is chosen by the sender, the second by the receiver. */
export const idBytes = 256
export const idHalf = 128
/** REG1 and REG2 have exactly this length; receivers ignore any other. */
export const regBytes = 2 + idBytes

/** Data packets that a receiver takes from one link before it sends an SRTLA ACK of them. */
export const ackEvery = 10
export const ackBytes = 4 + 4 * ackEvery

/** `count` numbers begin at byte 4; senders take as many as there are. */
export const ackCount = (length: number): number => (length - 4) >> 2
export const ackedSequence = (bytes: Uint8Array, offset: number, index: number): number =>
  readUint32(bytes, offset + 4 + 4 * index) & 0x7fff_ffff

/** A REG1 or REG2 with its id. */
export function regPacket(type: number, id: Uint8Array): Uint8Array {
  const packet = new Uint8Array(regBytes)
  packet[0] = type >> 8
  packet[1] = type & 0xff
  packet.set(id, 2)
  return packet
}

/** A packet of two bytes, padded with zeros to `length`: carriers drop very short datagrams. */
export function shortPacket(type: number, length = 32): Uint8Array {
  const packet = new Uint8Array(length)
  packet[0] = type >> 8
  packet[1] = type & 0xff
  return packet
}

export const isReg = (bytes: Uint8Array, offset: number, length: number, type: number): boolean =>
  length === regBytes && packetType(bytes, offset) === type
