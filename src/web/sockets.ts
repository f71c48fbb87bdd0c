import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { Unmasking } from './unmasking.ts'

const pingEveryMs = 15_000
const goingAway = 1001

export interface SocketsOptions {
  maxSockets: number
  /** Of one message; more ends the connection. */
  maxMessageBytes: number
  /** A client that lets so much wait for it, and goes on to ask, is not reading: it is let go. */
  maxWaitingBytes: number
  /** One was let go for that. */
  unread(): void
  serve(socket: WebSocket): void
}

/** WebSockets of one kind, each watched for the other side being gone. */
export class Sockets {
  readonly #options: SocketsOptions
  readonly #server: WebSocketServer
  readonly #answered = new WeakSet<WebSocket>()
  readonly #pings: NodeJS.Timeout

  constructor(options: SocketsOptions) {
    this.#options = options
    this.#server = new WebSocketServer({
      noServer: true,
      // Everything large here is compressed already, or random.
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes,
      clientTracking: true,
    })
    this.#pings = setInterval(() => this.#ping(), pingEveryMs).unref()
  }

  get count(): number {
    return this.#server.clients.size
  }

  get full(): boolean {
    return this.count >= this.#options.maxSockets
  }

  /** Takes over a request that was allowed to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (client) => {
      const unmasking = new Unmasking()
      // Before the listener of ws, which then finds masks of zeros, and leaves those frames alone.
      socket.prependListener('data', (chunk: Buffer) => unmasking.take(chunk))
      this.#answered.add(client)
      client.on('pong', () => this.#answered.add(client))
      // What ws calls an error (a message too large, bad UTF-8) is the client's doing, and ws closes it by itself.
      client.on('error', () => client.terminate())
      // All that is said to a client answers something it has sent, or waits until it has read enough. Pings are bounded by ws.
      client.on('message', () => this.#bound(client))
      this.#options.serve(client)
    })
  }

  #bound(client: WebSocket): void {
    // What came in one piece with the message before is still told after the end.
    if (client.readyState !== client.OPEN || client.bufferedAmount <= this.#options.maxWaitingBytes) return
    this.#options.unread()
    client.terminate()
  }

  /** A client behind a dead network must not be served for ever. */
  #ping(): void {
    for (const client of this.#server.clients) {
      if (!this.#answered.delete(client)) client.terminate()
      else client.ping()
    }
  }

  /** Tells every client that Hawser goes, and lets go of those that do not answer within a moment. */
  async close(): Promise<void> {
    clearInterval(this.#pings)
    const clients = [...this.#server.clients]
    const gone = clients.map((client) => new Promise((resolve) => client.once('close', resolve)))
    for (const client of clients) client.close(goingAway)
    const impatience = setTimeout(() => {
      for (const client of clients) client.terminate()
    }, 500)
    await Promise.all(gone)
    clearTimeout(impatience)
  }
}
