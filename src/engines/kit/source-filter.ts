import { BlockList, isIPv6 } from 'node:net'

/** Which peer addresses may connect. An empty list allows all. IPv4 peers of IPv6 sockets are compared as IPv4. */
export class SourceFilter {
  readonly #networks: BlockList | undefined

  /** `networks` are addresses or CIDR networks, already checked for their form. */
  constructor(networks: readonly string[]) {
    if (networks.length === 0) return
    this.#networks = new BlockList()
    for (const network of networks) {
      const [address = '', bits] = network.split('/')
      const family = isIPv6(address) ? 'ipv6' : 'ipv4'
      if (bits === undefined) this.#networks.addAddress(address, family)
      else this.#networks.addSubnet(address, Number(bits), family)
    }
  }

  allows(address: string): boolean {
    if (this.#networks === undefined) return true
    const plain = withoutMapping(address)
    return this.#networks.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }
}

/** `::ffff:10.0.0.8` is the IPv4 address 10.0.0.8, seen by a socket that listens for both families. */
export const withoutMapping = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
