import { Fault } from '../../../wire/fault.ts'
import { readU16, readU32 } from './big-endian.ts'
import { closeReasonOf, closeReasons } from './close-reason.ts'
import { type ControlMessage, controlCodes, maxCloseText, maxHostBytes } from './control-message.ts'
import { decodeText } from './utf8.ts'

const malformed = (what: string) => new Fault('tunnel-protocol', `A control message is malformed: ${what}.`)
const publicKeyBytes = 65
const nonceBytes = 12

/** Reads the payload `bytes[start, end)` of a frame of connection 0. Throws `tunnel-protocol`. */
export function readControl(bytes: Uint8Array, start: number, end: number): ControlMessage {
  if (end - start < 2) throw malformed('it has no code')
  const code = readU16(bytes, start)
  const from = start + 2
  switch (code) {
    case controlCodes.ping:
    case controlCodes.pong: {
      const kind = code === controlCodes.ping ? 'ping' : 'pong'
      if (from === end) return { kind, connection: 0, bytes, from: end, to: end }
      return { kind, connection: readNumber(bytes, from, end), bytes, from: from + 4, to: end }
    }
    case controlCodes.open:
      return readOpen(bytes, from, end)
    case controlCodes.close:
      return readClose(bytes, from, end)
    case controlCodes.opened:
      return { kind: 'opened', connection: readNumber(bytes, from, end) }
    case controlCodes.eof:
      return { kind: 'eof', connection: readNumber(bytes, from, end) }
    case controlCodes.associate:
      return { kind: 'associate', connection: readNumber(bytes, from, end) }
    case controlCodes.associated:
      return { kind: 'associated', connection: readNumber(bytes, from, end) }
    case controlCodes.datagram:
      return { kind: 'datagram', connection: readNumber(bytes, from, end), bytes, from: from + 4, to: end }
    case controlCodes.dissociated:
      return { kind: 'dissociated', connection: readNumber(bytes, from, end) }
    case controlCodes.metricsRequest: {
      if (from === end) throw malformed('a request for metrics has no type')
      const type = bytes[from]!
      return { kind: 'metricsRequest', type, connection: type === 1 ? readNumber(bytes, from + 1, end) : 0 }
    }
    case controlCodes.metricsResponse:
      return { kind: 'metricsResponse', text: readText(bytes, from, end) }
    case controlCodes.metricsConfig:
      return { kind: 'metricsConfig', text: readText(bytes, from, end) }
    default:
      return { kind: 'unknown', code }
  }
}

function readNumber(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) throw malformed('it names no connection')
  return readU32(bytes, at)
}

function readText(bytes: Uint8Array, from: number, to: number): string {
  const text = decodeText(bytes, from, to)
  if (text === undefined) throw malformed('a text is no UTF-8')
  return text
}

/** The two kinds of data differ in what their first number must say, given the length: no bytes can be both. */
function readOpen(bytes: Uint8Array, start: number, end: number): ControlMessage {
  const connection = readNumber(bytes, start, end)
  const at = start + 4
  if (at === end) return { kind: 'open', connection, target: null }
  if (end - at < 4) throw malformed('an opening is cut off')
  const length = readU32(bytes, at)
  const from = at + 4
  if (end - from === length + 2) {
    if (length === 0 || length > maxHostBytes) throw malformed(`a host has ${length} bytes`)
    const host = readText(bytes, from, from + length)
    if (hasControls(host)) throw malformed('a host has control characters')
    return { kind: 'open', connection, target: { host, port: readU16(bytes, from + length) } }
  }
  if (end - from !== publicKeyBytes + nonceBytes + length) throw malformed('an opening has another length')
  const nonce = from + publicKeyBytes
  const sealed = nonce + nonceBytes
  return {
    kind: 'openAs',
    connection,
    publicKey: { bytes, from, to: nonce },
    nonce: { bytes, from: nonce, to: sealed },
    sealed: { bytes, from: sealed, to: end },
  }
}

function readClose(bytes: Uint8Array, start: number, end: number): ControlMessage {
  const connection = readNumber(bytes, start, end)
  const at = start + 4
  if (at === end) return { kind: 'close', connection, reason: closeReasons.normal, text: '' }
  const reason = closeReasonOf(bytes[at]!)
  if (at + 1 === end) return { kind: 'close', connection, reason, text: '' }
  if (end - at < 3) throw malformed('a close is cut off')
  const length = readU16(bytes, at + 1)
  const from = at + 3
  if (length > maxCloseText || length > end - from)
    throw malformed('the text of a close is cut off or too long')
  return { kind: 'close', connection, reason, text: readText(bytes, from, from + length) }
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || unit === 0x7f) return true
  }
  return false
}
