import { Fault } from '../../wire/fault.ts'

/**
 * Header of a message on a data channel, before the piece of a file that it carries; lowest byte first:
 *
 *     0  u8   1, a piece     2  u16  offset in KiB, upper 16 bits     8   u32  file: its place in the manifest
 *     1  u8   0              4  u32  number of the transfer           12  u32  offset in KiB, lower 32 bits
 */
export const pieceHeaderBytes = 16
/** Pieces begin at multiples of so many bytes. */
export const pieceAlign = 1024
const pieceKind = 1

export interface PieceHeader {
  transfer: number
  file: number
  /** Bytes from the start of the file. */
  offset: number
}

export function writePieceHeader(into: Uint8Array, transfer: number, file: number, offset: number): void {
  const unit = offset / pieceAlign
  const high = Math.floor(unit / 0x1_0000_0000)
  into[0] = pieceKind
  into[1] = 0
  into[2] = high
  into[3] = high >>> 8
  writeU32(into, 4, transfer)
  writeU32(into, 8, file)
  writeU32(into, 12, unit)
}

/** Fills `header`, so that nothing is made for each message. Throws `transfer-protocol`. */
export function readPieceHeader(bytes: Uint8Array, header: PieceHeader): void {
  if (bytes.length !== pieceHeaderBytes || bytes[0] !== pieceKind || bytes[1] !== 0)
    throw new Fault('transfer-protocol', 'A message on a data channel is no piece of a file.')
  header.transfer = readU32(bytes, 4)
  header.file = readU32(bytes, 8)
  header.offset = ((bytes[2]! | (bytes[3]! << 8)) * 0x1_0000_0000 + readU32(bytes, 12)) * pieceAlign
}

export function writeU32(into: Uint8Array, at: number, value: number): void {
  into[at] = value
  into[at + 1] = value >>> 8
  into[at + 2] = value >>> 16
  into[at + 3] = value >>> 24
}

export const readU32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
