import { BlockList, isIP } from 'node:net'
import type { ProfileName } from '../transport.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** RFC 1918, RFC 3927, RFC 4193, RFC 4291 §2.5.6. */
const local = new BlockList()
local.addSubnet('10.0.0.0', 8)
local.addSubnet('172.16.0.0', 12)
local.addSubnet('192.168.0.0', 16)
local.addSubnet('169.254.0.0', 16)
local.addSubnet('fc00::', 7, 'ipv6')
local.addSubnet('fe80::', 10, 'ipv6')

const lanRttMs = 5

function isIn(list: BlockList, host: string): boolean {
  const address = host.split('%')[0]!
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** How a connection begins, before anything is measured. */
export const profileOfAddress = (host: string): ProfileName =>
  isIn(loopback, host) || isIn(local, host) ? 'lan' : 'wan'

/** What the shortest round trip says; 0 is not measured. This machine itself is always near, however busy it is. */
export function profileOfPath(host: string, minRttMs: number): ProfileName | undefined {
  if (isIn(loopback, host)) return 'lan'
  if (!(minRttMs > 0)) return undefined
  return minRttMs <= lanRttMs ? 'lan' : 'wan'
}
