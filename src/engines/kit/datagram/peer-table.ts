import { isIPv4, SocketAddress } from 'node:net'
import type { DatagramAddress } from './datagram.ts'

export const maxPeers = 65_536

/** An address as the system writes it for a socket of that family: IPv4 is IPv4-mapped in IPv6. */
export function systemAddress(address: string, ipv6: boolean): string {
  if (!ipv6) return address
  if (isIPv4(address)) return `::ffff:${address}`
  const [literal = '', scope] = address.split('%')
  const canonical = new SocketAddress({ address: literal, family: 'ipv6' }).address
  return scope === undefined ? canonical : `${canonical}%${scope}`
}

/** The same for people: IPv4-mapped addresses are IPv4 again. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address

/** Small numbers for addresses, and back. Addresses are in the system's form. */
export class PeerTable {
  readonly #peers: (DatagramAddress | undefined)[] = []
  /** By address, then by port: no key needs to be built for a datagram. */
  readonly #numbers = new Map<string, Map<number, number>>()
  #count = 0
  /** The peer found or added last. */
  #newest = -1

  /** The number it has, else a new one; −1 when the table is full. */
  add(address: string, port: number): number {
    const known = this.find(address, port)
    if (known >= 0) return known
    if (this.#count === maxPeers) return -1
    const free = this.#count === this.#peers.length ? this.#count : this.#peers.indexOf(undefined)
    this.#peers[free] = { address, port }
    const ports = this.#numbers.get(address) ?? new Map<number, number>()
    this.#numbers.set(address, ports.set(port, free))
    this.#count++
    this.#newest = free
    return free
  }

  find(address: string, port: number): number {
    const newest = this.#peers[this.#newest]
    if (newest !== undefined && newest.port === port && newest.address === address) return this.#newest
    if (this.#count <= 1 && newest !== undefined) return -1
    const found = this.#numbers.get(address)?.get(port) ?? -1
    if (found >= 0) this.#newest = found
    return found
  }

  get(peer: number): DatagramAddress | undefined {
    return this.#peers[peer]
  }

  remove(peer: number): void {
    const gone = this.#peers[peer]
    if (gone === undefined) return
    this.#peers[peer] = undefined
    this.#count--
    const ports = this.#numbers.get(gone.address)
    ports?.delete(gone.port)
    if (ports?.size === 0) this.#numbers.delete(gone.address)
  }
}
