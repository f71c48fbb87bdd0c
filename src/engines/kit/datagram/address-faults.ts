import { isIP, isIPv4, isIPv6 } from 'node:net'
import { Fault } from '../../../wire/fault.ts'
import { endpointText } from '../endpoint.ts'
import { listenFault } from '../socket-fault.ts'
import type { DatagramAddress, DatagramOptions } from './datagram.ts'

/** Node takes only letters and digits for a scope; interfaces have names such as `br_lan` too. */
const isLiteral = (address: string) => isIP(address) !== 0 || isIPv6(address.replace(/%.*$/s, ''))

const textOf = ({ address, port }: DatagramAddress) => endpointText({ host: address, port })

/** Throws a fault of code `listen-failed` for what no socket can be opened with. */
export function checkOptions({ local, connect }: DatagramOptions): void {
  if (isIP(local.address) === 0)
    throw new Fault('listen-failed', `"${local.address}" is not an IP address to listen on.`)
  if (connect !== undefined) checkPeer(connect, isIPv6(local.address))
}

/** Throws a fault of code `address-unavailable` for what cannot be sent to by a socket of that family. */
export function checkPeer(peer: DatagramAddress, ipv6: boolean): void {
  const { address, port } = peer
  if (!Number.isInteger(port) || port < 1 || port > 65_535 || !isLiteral(address))
    throw new Fault('address-unavailable', `${textOf(peer)} is not an address to send to.`)
  if (!ipv6 && !isIPv4(address))
    throw new Fault('address-unavailable', `${textOf(peer)} cannot be reached from an IPv4 address.`)
}

/** What a failure to bind means for a person. */
export function bindFault(error: NodeJS.ErrnoException, { local }: DatagramOptions): Fault {
  // The system has no code of its own for a scope (`%eth0`) that is not there.
  if (error.code === 'ENODEV' || (error.code === 'EINVAL' && local.address.includes('%')))
    return new Fault('address-unavailable', `This machine has no interface for ${local.address}.`)
  return listenFault(error, { host: local.address, port: local.port })
}

const noWay = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EINVAL', 'ENODEV', 'ENETDOWN'])

/** What a failure to connect means for a person: nothing was sent yet, the system only looked for a way. */
export function connectFault(error: NodeJS.ErrnoException, { local, connect }: DatagramOptions): Fault {
  const to = connect === undefined ? 'the peer' : textOf(connect)
  return noWay.has(error.code ?? '')
    ? new Fault('address-unavailable', `There is no way from ${local.address} to ${to}.`)
    : new Fault('listen-failed', `Cannot connect ${local.address} to ${to}: ${error.message}.`)
}

/** Why a socket could not be bound to an interface. */
export const interfaceFault = (name: string, reason: string): Fault =>
  new Fault('address-unavailable', `Cannot bind to the interface ${name}: ${reason}.`)
