import type { WebSocket } from 'ws'
import { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import { serve } from '../wire/serve.ts'
import { socketLink } from '../wire/socket-link.ts'
import { Sockets } from './sockets.ts'

export const maxClients = 32
/** The largest real message is an imported rules file: 16 million characters before escaping. */
const maxMessageBytes = 32 * 1024 * 1024
/** A client that lets this much wait is not reading; an export of 10,000 rules is a quarter of it. */
const maxWaitingBytes = 32 * 1024 * 1024

export interface ClientsHost {
  readonly server: Server<typeof hostContract>
  report(error: unknown): void
}

/** The pages that are connected: each gets the whole contract over its own WebSocket. */
export const clientSockets = (host: ClientsHost, unread: () => void): Sockets =>
  new Sockets({
    maxSockets: maxClients,
    maxMessageBytes,
    maxWaitingBytes,
    unread,
    serve: (client) => serve(hostContract, host.server, socketLink(bounded(client, unread)), host.report),
  })

const bounded = (client: WebSocket, unread: () => void) => ({
  get readyState() {
    return client.readyState
  },
  send(data: string) {
    if (client.bufferedAmount <= maxWaitingBytes) return client.send(data)
    unread()
    client.terminate()
  },
  addEventListener: client.addEventListener.bind(client) as never,
})
