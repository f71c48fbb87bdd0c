import { canonicalAddress } from '../../kit/network/address.ts'

/** Without a zone, and an IPv4 address that a socket of both families tells (`::ffff:198.51.100.7`) as itself. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? canonicalAddress(address.replace(/%.*$/, ''))
}
