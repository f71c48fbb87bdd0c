import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/**
 * What two doctors say. Over TCP, in lines of UTF-8: the one who answers says who it is and a number used once, the
 * one who measures says what this connection is for and proves by the number that it has the token, and is welcomed or
 * refused. What follows is of the purpose. Nothing but how the path is can be learnt or changed by it, so nothing is
 * encrypted; the token itself came by a way that is, and never travels here.
 *
 *     {"hawser":"measure/1","nonce":"…"}
 *     <proof> {"type":"echo"}
 *     {"type":"welcome","address":"198.51.100.7","port":50123,"udpPort":50000}
 */
export const protocol = 'measure/1'

/** Bytes of a line, its end not counted. */
export const lineLimit = 1024
/** So long may a connection take to say what it is for. */
export const greetingMs = 5000
/** For so long a device may measure, once it was let. */
export const answeringMs = 60_000
/** For so long one connection may be filled. */
export const longestFlowMs = 12_000
/** How often it is told what has arrived. */
export const countMs = 100
/** Connections and datagrams back, of one measurement. */
export const callBackLimit = 8
/** Bytes of one echo over TCP: its number, and nothing. */
export const echoBytes = 16

const id = z.string().regex(/^[\w-]{22}$/)

/** What a connection is for. */
export const requestSchema = z.discriminatedUnion('type', [
  /** As long as it is open, more may come. */
  z.object({ type: z.literal('control') }),
  /** All that is sent comes back. */
  z.object({ type: z.literal('echo') }),
  /** What is sent is counted, and told as `counted` every 100 ms. */
  z.object({ type: z.literal('upload'), ms: z.int().min(100).max(longestFlowMs) }),
  /** The one who answers sends as fast as it can, but for the limit. */
  z.object({
    type: z.literal('download'),
    ms: z.int().min(100).max(longestFlowMs),
    bitsPerSecond: z.number().min(1e6).max(1e11),
  }),
  /**
   * The one who answers comes to that port of the address that it sees: by TCP it connects and says its proof of
   * `nonce` in a line, by UDP it sends the proof several times.
   */
  z.object({
    type: z.literal('call-back'),
    transport: z.enum(['tcp', 'udp']),
    port: z.int().min(1).max(0xffff),
    nonce: id,
  }),
])
export type Request = z.infer<typeof requestSchema>

export const greetingSchema = z.object({ hawser: z.literal(protocol), nonce: id })

/** What the one who answers says. */
export const answerSchema = z.discriminatedUnion('type', [
  /** `address`, `port`: how it sees the other end; `udpPort`: where it echoes datagrams, 0 for nowhere. */
  z.object({
    type: z.literal('welcome'),
    address: z.string().max(64),
    port: z.int(),
    udpPort: z.int().min(0).max(0xffff),
  }),
  z.object({ type: z.literal('refused'), reason: z.enum(['busy', 'spent']) }),
  /** Bytes that have come, and how long after the first of them the last of them came. */
  z.object({ type: z.literal('counted'), bytes: z.number().min(0), ms: z.number().min(0) }),
  z.object({
    type: z.literal('called-back'),
    outcome: z.enum(['connected', 'sent', 'refused', 'silent', 'unreachable']),
  }),
])
export type Answer = z.infer<typeof answerSchema>

export const newToken = (): string => randomBytes(32).toString('base64url')
export const newNonce = (): string => randomBytes(16).toString('base64url')

/** What only somebody who has the token can say of a text. */
export const proofOf = (token: string, text: string): string =>
  createHmac('sha256', token).update(text).digest('base64url')

export function isProof(token: string, text: string, proof: string): boolean {
  const expected = Buffer.from(proofOf(token, text))
  const given = Buffer.from(proof)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** The line by which a connection says what it is for. */
export function requestLine(token: string, nonce: string, request: Request): string {
  const text = JSON.stringify(request)
  return `${proofOf(token, `${nonce} ${text}`)} ${text}`
}

/** Undefined for a line of somebody who has not the token, or that is none. */
export function readRequest(token: string, nonce: string, line: string): Request | undefined {
  const space = line.indexOf(' ')
  const text = line.slice(space + 1)
  if (space < 0 || !isProof(token, `${nonce} ${text}`, line.slice(0, space))) return undefined
  return readLine(requestSchema, text)
}

/** Undefined for a line that is none of these. */
export function readLine<T>(schema: z.ZodType<T>, line: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

const udpMagic = Buffer.from('HwEc')
const udpProofBytes = 16
/** Of an echo by UDP: four letters, a number in four bytes (big-endian), the first 16 bytes of the proof of both. */
export const udpEchoBytes = 8 + udpProofBytes

export function encodeUdpEcho(token: string, number: number): Buffer {
  const bytes = Buffer.alloc(udpEchoBytes)
  udpMagic.copy(bytes)
  bytes.writeUInt32BE(number, 4)
  udpProof(token, bytes).copy(bytes, 8)
  return bytes
}

/** Its number; undefined for what is none of somebody who has the token. */
export function readUdpEcho(token: string, bytes: Buffer): number | undefined {
  if (bytes.length !== udpEchoBytes || !bytes.subarray(0, 4).equals(udpMagic)) return undefined
  return timingSafeEqual(bytes.subarray(8), udpProof(token, bytes)) ? bytes.readUInt32BE(4) : undefined
}

const udpProof = (token: string, bytes: Buffer): Buffer =>
  createHmac('sha256', token).update(bytes.subarray(0, 8)).digest().subarray(0, udpProofBytes)

/** What one who calls back says. */
export const callBackProof = (token: string, nonce: string): string => proofOf(token, `call-back ${nonce}`)
