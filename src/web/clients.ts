import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import { serve } from '../wire/serve.ts'
import { socketLink } from '../wire/socket-link.ts'

export const maxClients = 32
/** The largest real message is an imported rules file: 16 million characters before escaping. */
const maxMessageBytes = 32 * 1024 * 1024
/** A client that lets this much wait is not reading; an export of 10,000 rules is a quarter of it. */
const maxWaitingBytes = 32 * 1024 * 1024
const pingEveryMs = 15_000

const goingAway = 1001

export interface ClientsHost {
  readonly server: Server<typeof hostContract>
  report(error: unknown): void
}

/** The pages that are connected: each gets the whole contract over its own WebSocket. */
export class Clients {
  readonly #host: ClientsHost
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    clientTracking: true,
  })
  readonly #answered = new WeakSet<WebSocket>()
  readonly #pings: NodeJS.Timeout

  constructor(host: ClientsHost) {
    this.#host = host
    this.#pings = setInterval(() => this.#ping(), pingEveryMs).unref()
  }

  get full(): boolean {
    return this.#sockets.clients.size >= maxClients
  }

  /** Takes over a request that was allowed to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client))
  }

  #serve(client: WebSocket): void {
    this.#answered.add(client)
    client.on('pong', () => this.#answered.add(client))
    // What ws calls an error (a message too large, bad UTF-8) is the client's doing, and ws closes it by itself.
    client.on('error', () => client.terminate())
    const bounded = {
      get readyState() {
        return client.readyState
      },
      send(data: string) {
        if (client.bufferedAmount > maxWaitingBytes) client.terminate()
        else client.send(data)
      },
      addEventListener: client.addEventListener.bind(client) as never,
    }
    serve(hostContract, this.#host.server, socketLink(bounded), this.#host.report)
  }

  /** A client behind a dead network must not be served for ever. */
  #ping(): void {
    for (const client of this.#sockets.clients) {
      if (!this.#answered.delete(client)) client.terminate()
      else client.ping()
    }
  }

  /** Tells every page that Hawser goes, and lets go of those that do not answer within a moment. */
  async close(): Promise<void> {
    clearInterval(this.#pings)
    const clients = [...this.#sockets.clients]
    const gone = clients.map((client) => new Promise((resolve) => client.once('close', resolve)))
    for (const client of clients) client.close(goingAway)
    const impatience = setTimeout(() => {
      for (const client of clients) client.terminate()
    }, 500)
    await Promise.all(gone)
    clearTimeout(impatience)
  }
}
