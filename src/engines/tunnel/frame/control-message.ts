import type { Endpoint } from '../../../contract/rule.ts'
import type { CloseReason } from './close-reason.ts'

/** The first two bytes of a frame of connection 0. */
export const controlCodes = {
  ping: 1,
  pong: 2,
  open: 101,
  close: 102,
  opened: 103,
  eof: 104,
  associate: 201,
  associated: 202,
  datagram: 203,
  dissociated: 204,
  metricsRequest: 301,
  metricsResponse: 302,
  metricsConfig: 303,
} as const

/** Bytes that mean something to others only: `bytes[from, to)`. */
export interface Range {
  bytes: Uint8Array
  from: number
  to: number
}

/** What a frame of connection 0 carries. Read ones refer to the frame's bytes and hold as long as those. */
export type ControlMessage =
  /** Connection 0 asks for the channel's. What follows is sent back as it is. */
  | ({ kind: 'ping' | 'pong'; connection: number } & Range)
  /** With `target` as of SOCKS5, or null where the way says where to. */
  | { kind: 'open'; connection: number; target: Endpoint | null }
  /** A guacd session in the name of another: a sealed text with the key and nonce to open it. */
  | { kind: 'openAs'; connection: number; publicKey: Range; nonce: Range; sealed: Range }
  /** Never answered with another. Connection 0 closes the channel. */
  | { kind: 'close'; connection: number; reason: CloseReason; text: string }
  | { kind: 'opened' | 'eof'; connection: number }
  /** UDP ASSOCIATE of SOCKS5. */
  | { kind: 'associate' | 'associated' | 'dissociated'; connection: number }
  /** SOCKS5's header of UDP, then the datagram. */
  | ({ kind: 'datagram'; connection: number } & Range)
  /** `connection` of one (type 1), else 0. */
  | { kind: 'metricsRequest'; type: number; connection: number }
  /** JSON, or `null`, or what is wrong. */
  | { kind: 'metricsResponse'; text: string }
  | { kind: 'metricsConfig'; text: string }
  /** To be counted. */
  | { kind: 'unknown'; code: number }

/** Longest text of a close, bytes of UTF-8. */
export const maxCloseText = 1024
/** Longest host name, bytes of UTF-8; SOCKS5 has no room for more. */
export const maxHostBytes = 255
/** Beside what a message refers to, none takes more than so many bytes. */
export const maxControlBytes = 8 + maxCloseText + 16
