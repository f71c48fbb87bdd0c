import { srtType } from '../../src/engines/bond/protocol/srt.ts'
import { ackBytes, srtlaType } from '../../src/engines/bond/protocol/srtla.ts'

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** An SRT data packet of 7 TS packets, written into `into` where given. */
export function dataPacket(
  sequence: number,
  again = false,
  into: Uint8Array = new Uint8Array(1332),
  socketId = 0x51,
): Uint8Array {
  const write = view(into)
  write.setUint32(0, sequence)
  write.setUint32(4, 0xc000_0001 | (again ? 0x0400_0000 : 0))
  write.setUint32(12, socketId)
  return into
}

/** A full SRT ACK; `number` and `timestamp` tell one ACK from another. */
export function srtAck(sequence: number, number = 1, timestamp = number): Uint8Array {
  const packet = new Uint8Array(44)
  const write = view(packet)
  write.setUint16(0, srtType.ack)
  write.setUint32(4, number)
  write.setUint32(8, timestamp)
  write.setUint32(16, sequence)
  return packet
}

/** An SRT NAK of single numbers and inclusive ranges. */
export function srtNak(losses: readonly (number | readonly [number, number])[], timestamp = 1): Uint8Array {
  const words = losses.flatMap((loss) =>
    typeof loss === 'number' ? [loss] : [loss[0] + 0x8000_0000, loss[1]],
  )
  const packet = new Uint8Array(16 + 4 * words.length)
  const write = view(packet)
  write.setUint16(0, srtType.nak)
  write.setUint32(8, timestamp)
  for (const [index, word] of words.entries()) write.setUint32(16 + 4 * index, word)
  return packet
}

export function handshake(type: number, bytes = 64): Uint8Array {
  const packet = new Uint8Array(bytes)
  view(packet).setUint16(0, srtType.handshake)
  view(packet).setUint32(36, type)
  return packet
}

export function shutdown(): Uint8Array {
  const packet = new Uint8Array(20)
  view(packet).setUint16(0, srtType.shutdown)
  return packet
}

export function srtlaAck(
  sequences: readonly number[],
  length = Math.max(ackBytes, 4 + 4 * sequences.length),
): Uint8Array {
  const packet = new Uint8Array(length)
  const write = view(packet)
  write.setUint16(0, srtlaType.ack)
  for (const [index, sequence] of sequences.entries()) write.setUint32(4 + 4 * index, sequence)
  return packet
}
