/** The parts of SRT that a bond looks at; everything else passes unread (SRT, draft-sharabayko-srt §3). */

/** The smallest SRT packet is its header. */
export const srtHeaderBytes = 16

/** The first 16 bits of control packets. */
export const srtType = {
  handshake: 0x8000,
  keepalive: 0x8001,
  ack: 0x8002,
  nak: 0x8003,
  shutdown: 0x8005,
} as const

/** The first 16 bits of any packet, of at least 2 bytes: a type of `srtType` or `srtlaType`, or below 0x8000 for data. */
export const packetType = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset]! << 8) | bytes[offset + 1]!

export const readUint32 = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0

/** A data packet of a whole header. */
export const isData = (bytes: Uint8Array, offset: number, length: number): boolean =>
  length >= srtHeaderBytes && bytes[offset]! < 0x80

export const dataSequence = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset]! & 0x7f) << 24) |
  (bytes[offset + 1]! << 16) |
  (bytes[offset + 2]! << 8) |
  bytes[offset + 3]!

/** The R flag of a data packet: sent before. */
export const isRetransmission = (bytes: Uint8Array, offset: number): boolean =>
  (bytes[offset + 4]! & 0x04) !== 0

/** An ACK long enough to hold a number: every sequence number before it is received (§3.2.4). */
export const ackShortest = 20
export const ackSequence = (bytes: Uint8Array, offset: number): number =>
  readUint32(bytes, offset + 16) & 0x7fff_ffff

/** A handshake's type lies at byte 36; 1 is induction, 1000 and up is a refusal (§3.2.1). */
export const handshakeShortest = 64
export const handshakeType = (bytes: Uint8Array, offset: number): number => readUint32(bytes, offset + 36)
export const handshakeInduction = 1
