import { createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../contract/rule.ts'
import { PairingChannel } from './pairing-channel.ts'

/** Connections beyond these are closed by the system at once. */
const maxSockets = 8
/** So long may what is said last take to leave. */
const lingerMs = 2000

/** Deals with one device; over when it resolves. `remote` is the address that it comes from. */
export type Serve = (channel: PairingChannel, remote: string) => Promise<void>

/** Listens for devices that want to pair: one is served at a time, others are told so. There is one only while pairing is open. */
export class PairingServer {
  readonly #server: Server
  readonly #serve: Serve
  #serving = false

  private constructor(serve: Serve) {
    this.#serve = serve
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
    this.#server.maxConnections = maxSockets
  }

  /** Listens on the port of `where`, or on any other when it is taken. Throws what listening throws. */
  static async open(where: Endpoint, serve: Serve): Promise<PairingServer> {
    const pairing = new PairingServer(serve)
    await listen(pairing.#server, where).catch(() => listen(pairing.#server, { ...where, port: 0 }))
    // Nothing that goes wrong with one connection to come may end the process.
    pairing.#server.on('error', () => {})
    return pairing
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Whether a device is being dealt with. */
  get serving(): boolean {
    return this.#serving
  }

  /** No further devices. The one that is being served ends as its own conversation does. */
  close(): void {
    this.#server.close()
  }

  #accept(socket: Socket): void {
    socket.on('error', () => {})
    const channel = new PairingChannel(socket)
    if (this.#serving) {
      channel.refuse('busy')
      socket.setTimeout(lingerMs, () => socket.destroy())
      return
    }
    this.#serving = true
    this.#serve(channel, socket.remoteAddress ?? '').finally(() => {
      this.#serving = false
      channel.close()
      socket.setTimeout(lingerMs, () => socket.destroy())
    })
  }
}

function listen(server: Server, { host, port }: Endpoint | { host: string; port: 0 }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
