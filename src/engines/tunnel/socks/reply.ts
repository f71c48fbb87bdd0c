import { isIP } from 'node:net'
import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { Endpoint } from '../../../contract/rule.ts'
import { addressBytes } from '../../kit/address-bytes.ts'

export const socksVersion = 5
/** Address types (RFC 1928 §5). */
export const addressTypes = { ipv4: 1, domain: 3, ipv6: 4 } as const

/** REP of RFC 1928 §6. */
export const replies = {
  ok: 0,
  failure: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  refused: 5,
  ttlExpired: 6,
  commandUnsupported: 7,
  addressTypeUnsupported: 8,
} as const
export type Reply = (typeof replies)[keyof typeof replies]

const byFault: Partial<Record<FaultCode, Reply>> = {
  'tunnel-denied': replies.notAllowed,
  'network-unreachable': replies.networkUnreachable,
  'target-unreachable': replies.hostUnreachable,
  'host-not-found': replies.hostUnreachable,
  'target-refused': replies.refused,
  'target-timeout': replies.ttlExpired,
}

/** What a client is told when its target could not be reached. */
export const replyOf = (code: FaultCode): Reply => byFault[code] ?? replies.failure

/** An address, or a name of at most 255 bytes, with its port, as requests, replies and datagrams hold it. */
export function writeAddress(target: Uint8Array, at: number, { host, port }: Endpoint): number {
  const family = isIP(host.split('%')[0]!)
  let next = at
  if (family === 0) {
    const name = Buffer.from(host)
    if (name.length > 255) throw new RangeError('a name has at most 255 bytes')
    target[next++] = addressTypes.domain
    target[next++] = name.length
    target.set(name, next)
    next += name.length
  } else {
    const bytes = addressBytes(host)
    target[next++] = family === 4 ? addressTypes.ipv4 : addressTypes.ipv6
    target.set(bytes, next)
    next += bytes.length
  }
  target[next++] = port >> 8
  target[next++] = port & 255
  return next
}

/** The answer to a request; nobody tells where the far end has connected from, which `0.0.0.0:0` says. */
export function replyBytes(reply: Reply, bound: Endpoint = { host: '0.0.0.0', port: 0 }): Uint8Array {
  const bytes = new Uint8Array(22)
  bytes[0] = socksVersion
  bytes[1] = reply
  return bytes.subarray(0, writeAddress(bytes, 3, bound))
}
