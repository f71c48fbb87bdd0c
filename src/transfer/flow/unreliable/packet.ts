/**
 * Packets on a channel that loses them, lowest byte first. A fragment of a message:
 *
 *     0  u8   1                              10  u16  place of the fragment in its message
 *     1  u8   0                              12  u32  bytes of the whole message
 *     2  u16  how far back the oldest        16  u32  message, counted up
 *             number lies that is awaited    20  its bytes
 *     4  u48  number, never used twice
 *
 * An acknowledgement:
 *
 *     0  u8   2                              10  u16  how many bits
 *     1  u8   0                              12  bits, lowest first: of the highest number, the one below it …
 *     2  u16  ms/16 since the highest came
 *     4  u48  the highest number that came
 */
export const packetBytes = 1100
export const fragmentHeaderBytes = 20
export const fragmentBytes = packetBytes - fragmentHeaderBytes
export const ackHeaderBytes = 12
/** Numbers that may be on their way at once, first to last, and bits of an acknowledgement at most. */
export const mostInFlight = 8192
export const largestMessage = 262_144
/** Of messages that have not arrived whole: neither end holds more. What would be more is refused by the sender, and as if lost to the receiver. */
export const mostHeldBytes = 16 * 1024 * 1024
export const kinds = { fragment: 1, ack: 2 } as const

export const fragmentsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / fragmentBytes))

export interface Fragment {
  number: number
  back: number
  place: number
  messageBytes: number
  message: number
}

export interface Ack {
  highest: number
  delayMs: number
  bits: number
}

export function writeFragmentHeader(into: Uint8Array, fragment: Fragment): void {
  into[0] = kinds.fragment
  into[1] = 0
  writeU16(into, 2, fragment.back)
  writeU48(into, 4, fragment.number)
  writeU16(into, 10, fragment.place)
  writeU32(into, 12, fragment.messageBytes)
  writeU32(into, 16, fragment.message)
}

/** Fills `fragment`. False: it is none, or one that contradicts itself. */
export function readFragment(bytes: Uint8Array, fragment: Fragment): boolean {
  if (bytes.length < fragmentHeaderBytes || bytes[0] !== kinds.fragment || bytes[1] !== 0) return false
  fragment.back = readU16(bytes, 2)
  fragment.number = readU48(bytes, 4)
  fragment.place = readU16(bytes, 10)
  fragment.messageBytes = readU32(bytes, 12)
  fragment.message = readU32(bytes, 16)
  const { place, messageBytes } = fragment
  if (messageBytes > largestMessage || place >= fragmentsOf(messageBytes)) return false
  return bytes.length - fragmentHeaderBytes === Math.min(fragmentBytes, messageBytes - place * fragmentBytes)
}

export function writeAckHeader(into: Uint8Array, { highest, delayMs, bits }: Ack): void {
  into[0] = kinds.ack
  into[1] = 0
  writeU16(into, 2, Math.min(0xffff, Math.max(0, Math.round(delayMs * 16))))
  writeU48(into, 4, highest)
  writeU16(into, 10, bits)
}

/** Fills `ack`. False: it is none. */
export function readAck(bytes: Uint8Array, ack: Ack): boolean {
  if (bytes.length < ackHeaderBytes || bytes[0] !== kinds.ack || bytes[1] !== 0) return false
  ack.delayMs = readU16(bytes, 2) / 16
  ack.highest = readU48(bytes, 4)
  ack.bits = readU16(bytes, 10)
  return ack.bits <= mostInFlight && bytes.length === ackHeaderBytes + Math.ceil(ack.bits / 8)
}

export const isAcked = (bytes: Uint8Array, bit: number): boolean =>
  ((bytes[ackHeaderBytes + (bit >> 3)]! >> (bit & 7)) & 1) === 1

function writeU16(into: Uint8Array, at: number, value: number): void {
  into[at] = value
  into[at + 1] = value >>> 8
}

function writeU32(into: Uint8Array, at: number, value: number): void {
  writeU16(into, at, value)
  writeU16(into, at + 2, value >>> 16)
}

function writeU48(into: Uint8Array, at: number, value: number): void {
  writeU32(into, at, value)
  writeU16(into, at + 4, Math.floor(value / 0x1_0000_0000))
}

const readU16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)
const readU32 = (bytes: Uint8Array, at: number): number =>
  (readU16(bytes, at) | (readU16(bytes, at + 2) << 16)) >>> 0
const readU48 = (bytes: Uint8Array, at: number): number =>
  readU32(bytes, at) + readU16(bytes, at + 4) * 0x1_0000_0000
