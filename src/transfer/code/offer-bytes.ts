import { Fault } from '../../wire/fault.ts'
import type { Description } from '../description.ts'
import type { Bytes } from '../seal/bytes.ts'
import { addressKinds, candidateKinds, formatAddress, type Place, parseAddress } from './candidate.ts'

// The bytes of a packed offer or answer: only what differs from one to the next.
//
//   version of this format (4 bits), kind (1), setup (2), whether the port of SCTP follows (1)
//   fingerprint: 32 bytes
//   ufrag, password: length (1 byte), then 6 bits a character; mid: length (1 byte), then its characters
//   largest message, port of SCTP: whole numbers in LEB128
//   of an answer: the checksum of its offer, 4 bytes
//   candidates: type (2 bits) and kind of address (2 bits), address, port (2 bytes)
//   checksum of all that stands before: 4 bytes

const version = 1
const setups = ['actpass', 'active', 'passive'] as const
const usualSctpPort = 5000
const fingerprintBytes = 32
const checksumBytes = 4
export const maxCandidates = 16
const iceCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export interface Packed extends Omit<Description, 'candidates'> {
  places: readonly Place[]
  /** Of an answer: the checksum of its offer. */
  answers: number
}

export const invalidOffer = (text: string): Fault => new Fault('offer-invalid', text)

/** Throws `offer-invalid` when something in it is not as it always is. */
export function pack(description: Packed): Bytes {
  if (!isSound(description)) throw invalidOffer('The connection cannot be described in a text to copy.')
  const { type, setup, fingerprint, ufrag, pwd, mid, maxMessageBytes, sctpPort, answers, places } =
    description
  const withPort = sctpPort !== usualSctpPort
  const bytes: number[] = [
    (version << 4) | (type === 'answer' ? 8 : 0) | (setups.indexOf(setup) << 1) | (withPort ? 1 : 0),
    ...fingerprint,
    ...packIce(ufrag),
    ...packIce(pwd),
    mid.length,
    ...new TextEncoder().encode(mid),
    ...packNumber(maxMessageBytes),
    ...(withPort ? packNumber(sctpPort) : []),
    ...(type === 'answer' ? fourBytes(answers) : []),
  ]
  for (const { kind, addressKind, address, port } of places) {
    const packed = parseAddress(addressKind, address)!
    bytes.push((candidateKinds.indexOf(kind) << 2) | addressKinds.indexOf(addressKind))
    bytes.push(...packed, port >> 8, port & 255)
  }
  return Uint8Array.from([...bytes, ...fourBytes(crc32(bytes))])
}

/** Nothing in it can bring a line of its own into a description. */
const isSound = ({ ufrag, pwd, mid, sctpPort, places }: Packed): boolean =>
  /^[A-Za-z0-9+/]{4,64}$/.test(ufrag) &&
  /^[A-Za-z0-9+/]{22,128}$/.test(pwd) &&
  /^[A-Za-z0-9_-]{1,16}$/.test(mid) &&
  sctpPort > 0 &&
  sctpPort < 65_536 &&
  places.length <= maxCandidates

export const checksumOf = (packed: Uint8Array): number => readUint32(packed.subarray(-checksumBytes))

/** Throws `offer-invalid`. */
export function unpack(packed: Bytes): Packed {
  const body = packed.subarray(0, -checksumBytes)
  if (packed.length < checksumBytes || checksumOf(packed) !== crc32(body))
    throw invalidOffer('The text is damaged, or a part of it is missing. Copy all of it once more.')
  const reader = new Reader(body)
  const first = reader.byte()
  if (first >> 4 !== version)
    throw invalidOffer('The text comes from another version of Hawser. Update the older one of both.')
  const type = (first & 8) === 0 ? 'offer' : 'answer'
  const setup = setups[(first >> 1) & 3]
  if (setup === undefined) throw malformed()
  const fingerprint = reader.take(fingerprintBytes)
  const [ufrag, pwd] = [reader.ice(), reader.ice()]
  const mid = new TextDecoder().decode(reader.take(reader.byte()))
  const maxMessageBytes = reader.number()
  const sctpPort = (first & 1) === 0 ? usualSctpPort : reader.number()
  const answers = type === 'answer' ? readUint32(reader.take(4)) : 0
  const places: Place[] = []
  while (!reader.atEnd) places.push(reader.place())
  const read = {
    type,
    setup,
    fingerprint,
    ufrag,
    pwd,
    mid,
    maxMessageBytes,
    sctpPort,
    places,
    answers,
  } as const
  if (!isSound(read)) throw malformed()
  return read
}

const malformed = () => invalidOffer('The text is not one that Hawser has made.')

class Reader {
  #rest: Bytes

  constructor(bytes: Bytes) {
    this.#rest = bytes
  }

  get atEnd(): boolean {
    return this.#rest.length === 0
  }

  take(length: number): Bytes {
    if (this.#rest.length < length) throw malformed()
    const taken = this.#rest.slice(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }

  byte(): number {
    return this.take(1)[0]!
  }

  number(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    throw malformed()
  }

  ice(): string {
    const length = this.byte()
    const packed = this.take(Math.ceil((length * 6) / 8))
    return Array.from({ length }, (_, place) => {
      const at = (place * 6) >> 3
      const pair = (packed[at]! << 8) | (packed[at + 1] ?? 0)
      return iceCharacters[(pair >> (10 - ((place * 6) & 7))) & 63]
    }).join('')
  }

  place(): Place {
    const first = this.byte()
    const [kind, addressKind] = [candidateKinds[(first >> 2) & 3]!, addressKinds[first & 3]]
    if (first > 15 || addressKind === undefined) throw malformed()
    const address = formatAddress(addressKind, this.take(addressKind === 'ipv4' ? 4 : 16))
    const [high, low] = this.take(2)
    return { kind, addressKind, address, port: (high! << 8) | low! }
  }
}

/** Length, then 6 bits a character. */
function packIce(text: string): number[] {
  const packed = new Uint8Array(Math.ceil((text.length * 6) / 8))
  for (let place = 0; place < text.length; place++) {
    const [at, free] = [(place * 6) >> 3, 10 - ((place * 6) & 7)]
    const pair = iceCharacters.indexOf(text[place]!) << free
    packed[at]! |= pair >> 8
    if (at + 1 < packed.length) packed[at + 1]! |= pair & 255
  }
  return [text.length, ...packed]
}

function packNumber(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}

const fourBytes = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const readUint32 = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array) => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0

/** Of IEEE 802.3; bit by bit, for it is used for some hundred bytes. */
function crc32(bytes: Iterable<number>): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0)
  }
  return (crc ^ 0xffff_ffff) >>> 0
}
