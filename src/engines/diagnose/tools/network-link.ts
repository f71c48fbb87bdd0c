import type { Family } from '../../kit/network/address.ts'
import type { InterfaceKind } from '../../kit/network/network-facts.ts'

/** An interface of this machine, as far as a system's tools tell of it. */
export interface LinkFacts extends InterfaceKind {
  name: string
  /** Told by the system to be WireGuard; false where it does not tell. */
  isWireguard: boolean
  /** Switched on. */
  isUp: boolean
  /** A cable is in, or a network is joined; true where there is no such thing. */
  hasCarrier: boolean
  /** Bytes; 0 where it is not told. */
  mtu: number
}

export interface LinkAddress {
  family: Family
  /** In canonical form, without a zone. */
  address: string
  /** With the length of its network: `10.0.0.2/24`. */
  prefix: string
}
