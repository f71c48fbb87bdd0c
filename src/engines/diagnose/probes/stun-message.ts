import { createHash, createHmac, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { canonicalAddress } from '../../kit/network/address.ts'
import type { UdpAddress } from './udp.ts'

const magicCookie = 0x2112a442
const headBytes = 20
const maxAttributes = 64

/** Methods of RFC 8489 and RFC 8656; the class is added. */
export const stunMethods = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
} as const
export const stunClasses = { request: 0x000, indication: 0x010, success: 0x100, error: 0x110 } as const

/** Attributes of RFC 8489, RFC 8656 and RFC 5780. */
export const stunAttributes = {
  mappedAddress: 0x0001,
  changeRequest: 0x0003,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  otherAddress: 0x802c,
} as const

export type StunAttribute = readonly [type: number, value: Uint8Array]

export interface StunMessage {
  /** Method and class. */
  type: number
  /** 12 bytes. */
  transaction: Buffer
  attributes: ReadonlyMap<number, Buffer>
}

export const newTransaction = (): Buffer => randomBytes(12)

/** Writes a message; with a key, an attribute that proves it comes last (RFC 8489 §14.5). */
export function writeStun(
  type: number,
  transaction: Uint8Array,
  attributes: readonly StunAttribute[],
  key?: Uint8Array,
): Buffer {
  const body = Buffer.concat(attributes.map(([name, value]) => writeAttribute(name, value)))
  const head = Buffer.alloc(headBytes)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(body.length, 2)
  head.writeUInt32BE(magicCookie, 4)
  head.set(transaction, 8)
  if (key === undefined) return Buffer.concat([head, body])
  // What is proven has the length with the proof already.
  head.writeUInt16BE(body.length + 24, 2)
  const proof = createHmac('sha1', key).update(head).update(body).digest()
  return Buffer.concat([head, body, writeAttribute(stunAttributes.messageIntegrity, proof)])
}

function writeAttribute(type: number, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4)
  bytes.writeUInt16BE(type, 0)
  bytes.writeUInt16BE(value.length, 2)
  bytes.set(value, 4)
  return bytes
}

/** The length of the message that begins with these bytes; undefined when it is none, or less than a head is there. */
export function stunLength(bytes: Buffer): number | undefined {
  if (bytes.length < headBytes || bytes[0]! >= 0x40 || bytes.readUInt32BE(4) !== magicCookie) return undefined
  return headBytes + bytes.readUInt16BE(2)
}

/** Reads a message; of attributes that come twice the first counts. Undefined when it is none. */
export function readStun(bytes: Buffer): StunMessage | undefined {
  const length = stunLength(bytes)
  if (length === undefined || length > bytes.length) return undefined
  const attributes = new Map<number, Buffer>()
  for (let at = headBytes; at + 4 <= length && attributes.size < maxAttributes; ) {
    const type = bytes.readUInt16BE(at)
    const size = bytes.readUInt16BE(at + 2)
    if (at + 4 + size > length) return undefined
    if (!attributes.has(type)) attributes.set(type, bytes.subarray(at + 4, at + 4 + size))
    at += 4 + Math.ceil(size / 4) * 4
  }
  return { type: bytes.readUInt16BE(0), transaction: bytes.subarray(8, headBytes), attributes }
}

/** Reads an address, masked with the cookie and the transaction or not (RFC 8489 §14.1, §14.2). */
export function readAddress(message: StunMessage, type: number, isMasked: boolean): UdpAddress | undefined {
  const value = message.attributes.get(type)
  if (value === undefined || value.length < 8) return undefined
  const bytes = Buffer.from(value)
  if (isMasked) mask(bytes, message.transaction)
  const port = bytes.readUInt16BE(2)
  if (bytes[1] === 1) return { address: bytes.subarray(4, 8).join('.'), port }
  if (bytes[1] !== 2 || bytes.length < 20) return undefined
  const groups = Array.from({ length: 8 }, (_, place) => bytes.readUInt16BE(4 + place * 2).toString(16))
  return { address: canonicalAddress(groups.join(':')), port }
}

/** The value of an attribute that holds a masked address. */
export function maskedAddress({ address, port }: UdpAddress, transaction: Uint8Array): Buffer {
  const family = isIP(address) === 6 ? 2 : 1
  const bytes = Buffer.alloc(family === 2 ? 20 : 8)
  bytes[1] = family
  bytes.writeUInt16BE(port, 2)
  bytes.set(family === 2 ? ipv6Bytes(address) : address.split('.').map(Number), 4)
  mask(bytes, transaction)
  return bytes
}

function mask(bytes: Buffer, transaction: Uint8Array): void {
  const key = Buffer.alloc(16)
  key.writeUInt32BE(magicCookie, 0)
  key.set(transaction, 4)
  for (const place of [0, 1]) bytes[2 + place]! ^= key[place]!
  for (let place = 0; place < Math.min(16, bytes.length - 4); place++) bytes[4 + place]! ^= key[place]!
}

function ipv6Bytes(address: string): Buffer {
  // The tail of `::ffff:192.0.2.1` as two groups.
  const plain = canonicalAddress(address).replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts) => {
    const [a, b, c, d] = parts.slice(0, 4).map(Number) as [number, number, number, number]
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const left = groups(head)
  const right = groups(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const all = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right].slice(0, 8)
  const bytes = Buffer.alloc(16)
  for (const [place, group] of all.entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16) & 0xffff, place * 2)
  return bytes
}

/** The address that the other end saw; the unmasked attribute is what old servers send. */
export const readMapped = (message: StunMessage): UdpAddress | undefined =>
  readAddress(message, stunAttributes.xorMappedAddress, true) ??
  readAddress(message, stunAttributes.mappedAddress, false)

/** Number and words of an error (RFC 8489 §14.8); 0 when it has none. */
export function readError({ attributes }: StunMessage): { code: number; reason: string } {
  const value = attributes.get(stunAttributes.errorCode)
  if (value === undefined || value.length < 4) return { code: 0, reason: '' }
  const reason = value
    .toString('utf8', 4)
    .replace(/[^\x20-\x7e]/g, '')
    .slice(0, 100)
  return { code: (value[2]! & 7) * 100 + value[3]!, reason }
}

/** What long-term credentials are proven with (RFC 8489 §9.2.2). */
export const longTermKey = (username: string, realm: string, password: string): Buffer =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest()
