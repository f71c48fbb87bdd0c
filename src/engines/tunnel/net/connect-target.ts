import { connect, isIPv6, type TcpNetConnectOpts } from 'node:net'
import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { connectFault } from '../../kit/socket-fault.ts'
import { type ReadSocket, readBy } from './read-socket.ts'

export const keepAliveMs = 10_000
/** Of several addresses the next one is tried after so long (RFC 8305); over a bad network, Node's quarter of a second is too short. */
const nextAddressMs = 1000

/**
 * Begins to connect to an endpoint at one of its addresses, which have been checked: the name is not looked up again. The socket
 * is paused.
 */
export function connectTarget({ host, port }: Endpoint, addresses: readonly string[]): ReadSocket {
  let reader: ReadSocket | undefined
  const [first = host] = addresses
  const options: TcpNetConnectOpts = {
    host: addresses.length === 1 ? first : 'target',
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
    allowHalfOpen: true,
    autoSelectFamilyAttemptTimeout: nextAddressMs,
    lookup: (_host, _options, found) =>
      found(
        null,
        addresses.map((address) => ({ address, family: isIPv6(address.split('%')[0]!) ? 6 : 4 })),
      ),
    onread: readBy(() => reader),
  }
  const socket = connect(options)
  socket.pause()
  reader = { socket, received: () => false }
  return reader
}

/** Why a target could not be reached. */
export function reachFault(error: NodeJS.ErrnoException, endpoint: Endpoint): Fault {
  if (error.code !== 'ENETUNREACH') return connectFault(error, endpoint)
  return new Fault('network-unreachable', `There is no route to the network of ${endpointText(endpoint)}.`)
}
