import type { Endpoint } from '../../../contract/rule.ts'
import { readAddress } from './address.ts'
import { writeAddress } from './reply.ts'

/** The longest header: a name of 255 bytes. */
export const largestHeaderBytes = 3 + 2 + 255 + 2

export interface SocksDatagram {
  readonly host: string
  readonly port: number
  /** Where its data begin. */
  readonly dataAt: number
}

/** Reads the header of a datagram (RFC 1928 §7). Undefined if it is malformed, or a fragment: those are dropped, as the RFC allows. */
export function readDatagram(bytes: Uint8Array, start = 0, end = bytes.length): SocksDatagram | undefined {
  if (end - start < 4 || bytes[start] !== 0 || bytes[start + 1] !== 0 || bytes[start + 2] !== 0)
    return undefined
  const address = readAddress(bytes, start + 3, end)
  if (address === 'more' || address === 'unsupported' || address.host === undefined || address.port === 0)
    return undefined
  return { host: address.host, port: address.port, dataAt: address.end }
}

/** Writes a datagram's header; `target` needs room for `largestHeaderBytes`. Returns where the data begin. */
export function writeDatagramHeader(target: Uint8Array, at: number, endpoint: Endpoint): number {
  target[at] = 0
  target[at + 1] = 0
  target[at + 2] = 0
  return writeAddress(target, at + 3, endpoint)
}
