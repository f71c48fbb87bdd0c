import { isIP } from 'node:net'
import { hostSchema } from '../../../contract/rule.ts'
import { addressText } from '../../kit/address-bytes.ts'
import { addressTypes } from './reply.ts'

/** Where somebody wants to go; port 0 may occur. */
export interface SocksAddress {
  /** Undefined for a name that is none. */
  readonly host: string | undefined
  readonly port: number
  /** Where the bytes go on. */
  readonly end: number
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads ATYP, address and port (RFC 1928 §5) from `at` on. `more`: the bytes end in the midst of it; `unsupported`: the type of
 * address is none of the three.
 */
export function readAddress(
  bytes: Uint8Array,
  at: number,
  end: number,
): SocksAddress | 'more' | 'unsupported' {
  if (at >= end) return 'more'
  const type = bytes[at]
  let start = at + 1
  let length: number
  if (type === addressTypes.ipv4) length = 4
  else if (type === addressTypes.ipv6) length = 16
  else if (type === addressTypes.domain) {
    if (start >= end) return 'more'
    length = bytes[start++]!
  } else return 'unsupported'
  const portAt = start + length
  if (portAt + 2 > end) return 'more'
  const host =
    type === addressTypes.domain
      ? readName(bytes.subarray(start, portAt))
      : addressText(bytes, start, type === addressTypes.ipv4 ? 4 : 16)
  return { host, port: (bytes[portAt]! << 8) | bytes[portAt + 1]!, end: portAt + 2 }
}

/** An address, or a name that nobody could read as an option, a URL or a path. */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true
  const host = hostSchema.safeParse(text)
  return host.success && host.data === text
}

function readName(bytes: Uint8Array): string | undefined {
  try {
    const name = utf8.decode(bytes)
    return isHost(name) ? name : undefined
  } catch {
    return undefined
  }
}
