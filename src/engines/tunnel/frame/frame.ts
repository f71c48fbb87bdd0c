import { Fault } from '../../../wire/fault.ts'
import { readU32, writeU32 } from './big-endian.ts'
import { copyBytes } from './copy-bytes.ts'

/**
 * A frame of a tunnel's channel; the highest byte of a number comes first. Frames are packed back to back, and may go on in
 * the next message.
 *
 * | bytes | |
 * |---|---|
 * | 0–3 | connection; 0 is control |
 * | 4–11 | when it was sent, ms since the Unix epoch |
 * | 12–15 | length of the payload |
 * | 16– | payload |
 * | last | `;` |
 */
export const headerBytes = 16
export const overheadBytes = 17
/** The layout has no limit of its own: this one is ours, for what arrives. */
export const maxPayloadBytes = 1024 * 1024
/** What is sent is cut into frames of so many bytes, so that connections take turns. */
export const sentPayloadBytes = 16 * 1024
export const terminator = 0x3b

const high = 2 ** 32

/** Writes the 16 bytes before a payload. Whoever uses it puts the payload behind it, and the terminator behind that. */
export function writeHeader(
  into: Uint8Array,
  at: number,
  connection: number,
  timestampMs: number,
  payloadBytes: number,
): void {
  writeU32(into, at, connection)
  writeU32(into, at + 4, (timestampMs / high) >>> 0)
  writeU32(into, at + 8, timestampMs)
  writeU32(into, at + 12, payloadBytes)
}

/**
 * Writes a frame that carries `payload[from, to)`, and returns where it ends. There must be room for `overheadBytes` more
 * than the payload has.
 */
export function writeFrame(
  into: Uint8Array,
  at: number,
  connection: number,
  timestampMs: number,
  payload: Uint8Array,
  from: number,
  to: number,
): number {
  writeHeader(into, at, connection, timestampMs, to - from)
  copyBytes(payload, from, to, into, at + headerBytes)
  const end = at + headerBytes + to - from
  into[end] = terminator
  return end + 1
}

/** One frame in a buffer: filled anew for each, so that reading makes nothing. */
export class FrameView {
  connection = 0
  /** Unix time; whole up to 2^53, as other Unix times in JavaScript. */
  timestampMs = 0
  bytes: Uint8Array = empty
  /** The payload is `bytes[start, end)`. */
  start = 0
  end = 0

  /** The payload without a copy; makes one small object. */
  payload(): Uint8Array {
    return this.bytes.subarray(this.start, this.end)
  }
}
const empty = new Uint8Array(0)

const oversized = (length: number) =>
  new Fault(
    'frame-oversized',
    `A frame of ${length} bytes was announced; at most ${maxPayloadBytes} are taken.`,
  )
const unterminated = () => new Fault('frame-unterminated', 'A frame does not end where its length says.')

/** Length of the payload of the frame whose header is at `at`. Throws `frame-oversized`. */
export function payloadLength(bytes: Uint8Array, at: number): number {
  const length = readU32(bytes, at + 12)
  if (length > maxPayloadBytes) throw oversized(length)
  return length
}

/**
 * Reads the frame at `at` of `bytes[0, limit)` into `view`, and returns where the next one begins, or 0 when it is not there as
 * a whole. Throws `frame-oversized`, `frame-unterminated`.
 */
export function readFrame(bytes: Uint8Array, at: number, limit: number, view: FrameView): number {
  if (limit - at < headerBytes) return 0
  const length = payloadLength(bytes, at)
  if (limit - at < overheadBytes + length) return 0
  const end = at + headerBytes + length
  if (bytes[end] !== terminator) throw unterminated()
  view.connection = readU32(bytes, at)
  view.timestampMs = readU32(bytes, at + 4) * high + readU32(bytes, at + 8)
  view.bytes = bytes
  view.start = at + headerBytes
  view.end = end
  return end + 1
}
