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

/** `10.0.0.0/24` of `10.0.0.0` and `24`, without a zone; no bits mean a single address. Undefined for what is no network. */
export function networkOf(base: string, bits: string | undefined, family: Family): string | undefined {
  const most = family === 4 ? 32 : 128
  const plain = withoutZone(base)
  if (familyOf(plain) !== family) return undefined
  if (bits === undefined) return `${plain}/${most}`
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? `${plain}/${Number(bits)}` : undefined
}

/** Whether a network such as `10.0.0.0/24` or `::/0` holds an address. False for anything malformed. */
export function holds(network: string, address: string): boolean {
  const family = familyOf(address)
  if (family === undefined) return false
  const [base = '', bits] = network.split('/')
  const [plain, length] = networkOf(base, bits, family)?.split('/') ?? []
  if (plain === undefined) return false
  const list = new BlockList()
  const name = family === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(plain, Number(length), name)
  return list.check(withoutZone(address), name)
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
