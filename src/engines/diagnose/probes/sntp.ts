import { randomBytes } from 'node:crypto'
import { openUdp, type ProbeOptions, type UdpAddress } from './udp.ts'

/** Seconds from 1900, where NTP begins to count, to 1970. */
const epochSeconds = 2_208_988_800
const eraSeconds = 2 ** 32
const modeClient = 3
const modeServer = 4
const version = 4

export interface SntpSample {
  /** How much this machine's clock must be put forward, ms. */
  offsetMs: number
  /** The way there and back, ms; the offset is wrong by half of it at most. */
  delayMs: number
  stratum: number
}

export type SntpReply =
  | ({ state: 'answered' } & SntpSample)
  /** It answers, but does not know the time itself or does not want to be asked (its code). */
  | { state: 'unsynchronised'; code: string }
  | { state: 'silent' | 'refused' | 'unreachable' }

/** A request of a client: everything but its own time is zero, and the time is a random number that only we know. */
export function sntpRequest(cookie: Uint8Array): Buffer {
  const bytes = Buffer.alloc(48)
  bytes[0] = (version << 3) | modeClient
  bytes.set(cookie, 40)
  return bytes
}

/** An NTP time as ms since 1970, in the era that is nearest to `near`. */
function readTime(bytes: Buffer, at: number, near: number): number {
  const seconds = bytes.readUInt32BE(at) + bytes.readUInt32BE(at + 4) / 2 ** 32
  const ms = (seconds - epochSeconds) * 1000
  return ms + Math.round((near - ms) / (eraSeconds * 1000)) * eraSeconds * 1000
}

/**
 * Reads an answer by its four times (RFC 4330 §5): `sentAt` and `receivedAt` of this machine's clock, ms since 1970.
 * Undefined when it is no answer to that request.
 */
export function readSntp(
  bytes: Buffer,
  cookie: Uint8Array,
  sentAt: number,
  receivedAt: number,
): SntpReply | undefined {
  if (bytes.length < 48 || (bytes[0]! & 7) !== modeServer || !bytes.subarray(24, 32).equals(cookie))
    return undefined
  const stratum = bytes[1]!
  const isUnsynchronised = bytes[0]! >> 6 === 3
  const code = stratum === 0 ? bytes.toString('latin1', 12, 16).replace(/[^A-Z]/g, '') : ''
  if (stratum === 0 || stratum > 15 || isUnsynchronised) return { state: 'unsynchronised', code }
  const arrived = readTime(bytes, 32, sentAt)
  const left = readTime(bytes, 40, sentAt)
  return {
    state: 'answered',
    offsetMs: (arrived - sentAt + (left - receivedAt)) / 2,
    delayMs: Math.max(0, receivedAt - sentAt - (left - arrived)),
    stratum,
  }
}

/** Asks a server once; datagrams that get lost are asked for again by whoever wants several samples. Never rejects. */
export type AskTime = (server: UdpAddress, timeoutMs: number, options: ProbeOptions) => Promise<SntpReply>

export const askTime: AskTime = async (server, timeoutMs, options) => {
  using probe = await openUdp(server.address.includes(':') ? 6 : 4, options, server)
  if (probe === undefined) return { state: 'unreachable' }
  const cookie = randomBytes(8)
  // Once in time of day; from there on by the clock that does not jump.
  const sentAt = Date.now()
  const started = performance.now()
  let reply: SntpReply | undefined
  const answer = await probe.ask({
    to: server,
    bytes: sntpRequest(cookie),
    timeoutMs,
    fits(bytes) {
      reply = readSntp(bytes, cookie, sentAt, sentAt + performance.now() - started)
      return reply !== undefined
    },
  })
  if (answer.state !== 'answered') return { state: answer.state }
  return reply ?? { state: 'silent' }
}
