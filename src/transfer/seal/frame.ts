import { Fault } from '../../wire/fault.ts'
import type { Bytes } from './bytes.ts'
import { maxHeaderBytes } from './session-keys.ts'

// A message on the wire: counter (4 bytes), length of the header (2), header, payload; sealed, the payload is encrypted
// and a tag of 16 bytes follows. All that stands before the payload is authenticated with it.

export const prefixBytes = 6
/** A counter never comes again under the same key. */
export const counterLimit = 2 ** 32

/** Writes all but the payload into `into`, or into a new message, of `length` bytes. */
export function beginFrame(
  counter: number,
  header: Uint8Array,
  length: number,
  into: Bytes | undefined,
): Bytes {
  if (header.length > maxHeaderBytes) throw new RangeError('a header that is too long')
  if (counter >= counterLimit)
    throw new Fault('lane-lost', 'A key of this connection is used up; the connection is made anew.')
  const message =
    into !== undefined && into.length >= length ? into.subarray(0, length) : new Uint8Array(length)
  message[0] = counter >>> 24
  message[1] = counter >>> 16
  message[2] = counter >>> 8
  message[3] = counter
  message[4] = header.length >>> 8
  message[5] = header.length
  message.set(header, prefixBytes)
  return message
}

export const counterOf = (message: Uint8Array): number =>
  ((message[0]! << 24) | (message[1]! << 16) | (message[2]! << 8) | message[3]!) >>> 0

/** Where the payload begins. Throws `transfer-tampered` for what is too short to be a message. */
export function payloadStart(message: Uint8Array, tagBytes: number): number {
  const start = prefixBytes + ((message[4] ?? 0) << 8) + (message[5] ?? 0)
  if (message.length < start + tagBytes || message.length < prefixBytes) throw tampered('cut')
  return start
}

const tampering = {
  cut: 'A message was cut short on its way.',
  changed: 'A message was changed on its way, or belongs to another connection.',
  repeated: 'A message came a second time.',
  misplaced: 'A message is missing, or came out of its order.',
}

/** `detail.how` says in what way. */
export const tampered = (how: keyof typeof tampering): Fault =>
  new Fault('transfer-tampered', tampering[how], { how })
