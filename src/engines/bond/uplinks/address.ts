import { BlockList, isIP, SocketAddress } from 'node:net'

export type Family = 4 | 6

/** 4 or 6; undefined for what is not an address. */
export function familyOf(address: string): Family | undefined {
  const family = isIP(address)
  return family === 4 || family === 6 ? family : undefined
}

/** One spelling for each address (RFC 5952), without a zone; what is not an address stays as it is. */
export function canonicalAddress(address: string): string {
  if (familyOf(address) !== 6) return address
  return new SocketAddress({ address, family: 'ipv6' }).address
}

/** Whether a network such as `10.0.0.0/24` or `::/0` holds an address. False for anything malformed. */
export function holds(network: string, address: string): boolean {
  const [base = '', bits = ''] = network.split('/')
  const family = familyOf(address)
  const plain = withoutZone(address)
  if (family === undefined || familyOf(base) !== family) return false
  if (bits === '') return canonicalAddress(base) === canonicalAddress(address)
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(withoutZone(base), Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

/** Everything, or one of the halves by which VPNs take the place of a default route. */
export const isDefaultNetwork = (network: string): boolean => /\/[01]$/.test(network)

export const isLoopback = (address: string): boolean =>
  holds('127.0.0.0/8', address) || canonicalAddress(address) === '::1'

export const isLinkLocal = (address: string): boolean =>
  holds('169.254.0.0/16', address) || holds('fe80::/10', address)

/** Addresses that no packet can have as its source. */
export const isNoSource = (address: string): boolean =>
  holds('0.0.0.0/8', address) ||
  holds('224.0.0.0/3', address) ||
  holds('ff00::/8', address) ||
  canonicalAddress(address) === '::'

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']

/** Reachable from everywhere, were there no firewall. */
export const isGlobal = (address: string): boolean =>
  !isLoopback(address) && !isLinkLocal(address) && !privateNetworks.some((network) => holds(network, address))

const withoutZone = (address: string): string => address.replace(/%.*$/, '')
