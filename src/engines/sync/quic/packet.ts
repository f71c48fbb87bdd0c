/** Lengths and places of what a long header carries (RFC 9000, 17.2); places are from the start of the datagram. */
export interface LongHeader {
  readonly type: 'initial' | 'early' | 'handshake' | 'retry'
  readonly version: number
  readonly destination: Uint8Array
  readonly source: Uint8Array
  /** Empty but in an Initial. */
  readonly token: Uint8Array
  /** Where the next packet of the datagram begins. */
  readonly end: number
}

const types = ['initial', 'early', 'handshake', 'retry'] as const

export const isLongHeader = (first: number) => (first & 0x80) !== 0
/** A packet of QUIC with a short header; a zero there is padding, and other things may share the port (RFC 9443). */
export const isShortHeader = (first: number) => (first & 0xc0) === 0x40

/** An integer of variable length at a place; its bytes are 0 where they would lie outside. */
function readInteger(bytes: Uint8Array, at: number): { value: number; bytes: number } {
  const first = bytes[at]
  if (first === undefined) return { value: 0, bytes: 0 }
  const length = 1 << (first >> 6)
  if (at + length > bytes.length) return { value: 0, bytes: 0 }
  let value = first & 0x3f
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!
  return { value, bytes: length }
}

/** The long header at `start`; undefined for what is none or not whole. */
export function readLongHeader(bytes: Uint8Array, start = 0): LongHeader | undefined {
  const first = bytes[start]
  if (first === undefined || !isLongHeader(first) || bytes.length < start + 7) return undefined
  const version =
    ((bytes[start + 1]! << 24) | (bytes[start + 2]! << 16) | (bytes[start + 3]! << 8) | bytes[start + 4]!) >>>
    0
  let at = start + 5
  const destinationLength = bytes[at++]!
  const destination = bytes.subarray(at, at + destinationLength)
  at += destinationLength
  const sourceLength = bytes[at++]
  if (sourceLength === undefined || destinationLength > 20 || sourceLength > 20) return undefined
  const source = bytes.subarray(at, at + sourceLength)
  at += sourceLength
  if (at > bytes.length) return undefined
  const type = types[(first >> 4) & 3]!
  let token = bytes.subarray(0, 0)
  if (type === 'initial') {
    const { value, bytes: size } = readInteger(bytes, at)
    if (size === 0 || at + size + value > bytes.length) return undefined
    token = bytes.subarray(at + size, at + size + value)
    at += size + value
  }
  if (type === 'retry') return { type, version, destination, source, token, end: bytes.length }
  const { value, bytes: size } = readInteger(bytes, at)
  const end = at + size + value
  if (size === 0 || end > bytes.length) return undefined
  return { type, version, destination, source, token, end }
}

/** Whether a datagram carries a packet with a short header, behind others or alone. */
export function carriesShortHeader(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    if (isShortHeader(bytes[at]!)) return true
    const header = readLongHeader(bytes, at)
    if (header === undefined) return false
    at = header.end
  }
  return false
}
