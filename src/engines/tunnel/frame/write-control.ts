import { Fault } from '../../../wire/fault.ts'
import { writeU16, writeU32 } from './big-endian.ts'
import {
  type ControlMessage,
  controlCodes,
  maxCloseText,
  maxControlBytes,
  maxHostBytes,
  type Range,
} from './control-message.ts'
import { copyBytes } from './copy-bytes.ts'
import { headerBytes, overheadBytes, terminator, writeHeader } from './frame.ts'
import { encodeClipped, encodeText } from './utf8.ts'

/** What can be sent: `unknown` is only ever received. */
export type SentControl = Exclude<ControlMessage, { kind: 'unknown' }>

/** Room that `writeControl` needs for a message at most; its whole frame takes `overheadBytes` more. */
export function controlBytes(message: SentControl): number {
  switch (message.kind) {
    case 'ping':
    case 'pong':
    case 'datagram':
      return maxControlBytes + message.to - message.from
    case 'openAs':
      return maxControlBytes + message.sealed.to - message.sealed.from
    case 'metricsResponse':
    case 'metricsConfig':
      return maxControlBytes + message.text.length * 3
    default:
      return maxControlBytes
  }
}

/** Writes a frame of connection 0 and returns where it ends. Throws `tunnel-limit` for a host name that is too long. */
export function writeControlFrame(
  into: Uint8Array,
  at: number,
  timestampMs: number,
  message: SentControl,
): number {
  const end = writeControl(into, at + headerBytes, message)
  writeHeader(into, at, 0, timestampMs, end - at - headerBytes)
  into[end] = terminator
  return end + 1
}

/** A frame of connection 0 by itself. */
export function controlFrame(timestampMs: number, message: SentControl): Uint8Array {
  const into = new Uint8Array(controlBytes(message) + overheadBytes)
  return into.subarray(0, writeControlFrame(into, 0, timestampMs, message))
}

/** Writes the payload of a frame of connection 0 and returns where it ends. Throws `tunnel-limit`. */
export function writeControl(into: Uint8Array, at: number, message: SentControl): number {
  writeU16(into, at, codeOf(message))
  const from = at + 2
  if (message.kind === 'metricsRequest') {
    into[from] = message.type
    if (message.type !== 1) return from + 1
    writeU32(into, from + 1, message.connection)
    return from + 5
  }
  if (message.kind === 'metricsResponse' || message.kind === 'metricsConfig')
    return writeBytes(into, from, encodeText(message.text))
  writeU32(into, from, message.connection)
  const rest = from + 4
  switch (message.kind) {
    case 'ping':
    case 'pong':
    case 'datagram':
      return writeRange(into, rest, message)
    case 'open':
      return message.target === null ? rest : writeTarget(into, rest, message.target)
    case 'openAs': {
      writeU32(into, rest, message.sealed.to - message.sealed.from)
      const nonce = writeRange(into, rest + 4, message.publicKey)
      return writeRange(into, writeRange(into, nonce, message.nonce), message.sealed)
    }
    case 'close': {
      into[rest] = message.reason
      if (message.text === '') return rest + 1
      const text = encodeClipped(message.text, maxCloseText)
      writeU16(into, rest + 1, text.length)
      return writeBytes(into, rest + 3, text)
    }
    default:
      return rest
  }
}

function codeOf(message: SentControl): number {
  return controlCodes[message.kind === 'openAs' ? 'open' : message.kind]
}

function writeTarget(into: Uint8Array, at: number, target: { host: string; port: number }): number {
  const host = encodeText(target.host)
  if (host.length === 0 || host.length > maxHostBytes)
    throw new Fault('tunnel-limit', `A host name has 1 to ${maxHostBytes} bytes, this one ${host.length}.`)
  writeU32(into, at, host.length)
  const end = writeBytes(into, at + 4, host)
  writeU16(into, end, target.port)
  return end + 2
}

function writeRange(into: Uint8Array, at: number, { bytes, from, to }: Range): number {
  copyBytes(bytes, from, to, into, at)
  return at + to - from
}

function writeBytes(into: Uint8Array, at: number, bytes: Uint8Array): number {
  into.set(bytes, at)
  return at + bytes.length
}
