import type { Routing } from '../../../contract/bond.ts'
import type { Family } from '../../kit/network/address.ts'

/** Whether packets from `address` to `receiver` leave by `interface`. Addresses are in canonical form. */
export interface RoutingQuestion {
  family: Family
  receiver: string
  interface: string
  address: string
  /** Empty where it is not known. */
  gateway: string
  /** The socket is bound to the interface. */
  isBound: boolean
}

export type RoutingAnswer = Omit<Routing, 'uplink'>

export const ok = (text: string): RoutingAnswer => ({ result: 'ok', text, commands: [] })

export const wrong = (text: string, commands: string[]): RoutingAnswer => ({
  result: 'wrong',
  text,
  commands,
})

export const leavesWell = ({ address, interface: name }: RoutingQuestion): RoutingAnswer =>
  ok(`Packets from ${address} leave by ${name}.`)

/** `Packets from 10.0.1.2 (wwan1) leave by eth0, not by wwan1` */
export const leavesBy = ({ address, interface: name }: RoutingQuestion, other: string): string =>
  `Packets from ${address} (${name}) leave by ${other}, not by ${name}`
