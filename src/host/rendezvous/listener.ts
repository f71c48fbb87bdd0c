import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Endpoint } from '../../contract/rule.ts'
import type { Clock } from '../clock.ts'
import { shortFrameLimit } from './frames.ts'
import { type Line, SocketLine } from './line.ts'
import { protocols } from './messages.ts'
import type { Sources } from './sources.ts'

const handshakeMs = 10_000
/** Of a rendezvous: descriptions of connections, a few at a time. */
const pace = { burst: 1024 * 1024, perSecond: 64 * 1024 }

/** Port 0: any. */
export type Place = Pick<Endpoint, 'host'> & { port: number }

/** PEM */
export interface TlsIdentity {
  certificate: string
  privateKey: string
}

export interface ListenerOptions {
  identity: TlsIdentity
  clock: Clock
  sources: Sources
  /** Anybody, to the rendezvous. */
  visitor(line: Line, source: string): void
  /** One who has the key of this certificate (DER): whether it is one that is trusted is to be seen. Without, nobody calls. */
  caller?(line: Line, certificate: Uint8Array): void
}

/** One port for both: whoever comes with a code, and devices that are paired. ALPN tells which; anything else is cut off. */
export class Listener {
  readonly #server: Server
  readonly #options: ListenerOptions

  private constructor(options: ListenerOptions) {
    this.#options = options
    const { identity, caller } = options
    this.#server = createServer({
      cert: identity.certificate,
      key: identity.privateKey,
      minVersion: 'TLSv1.3',
      ALPNProtocols: caller ? Object.values(protocols) : [protocols.rendezvous],
      requestCert: caller !== undefined,
      // Certificates are signed by themselves: which ones are trusted is seen afterwards.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeMs,
      // Each connection proves anew who is there.
      secureOptions: constants.SSL_OP_NO_TICKET,
    })
    this.#server.on('connection', (socket) => this.#enter(socket))
    this.#server.on('secureConnection', (socket) => this.#serve(socket))
    this.#server.on('tlsClientError', (_, socket) => socket.destroy())
  }

  /** Listens on the port of `where`; `orAnother`: on any if it is taken. Throws what listening throws. */
  static async open(where: Place, orAnother: boolean, options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options)
    await listen(listener.#server, where).catch((error: unknown) => {
      if (!orAnother) throw error
      return listen(listener.#server, { ...where, port: 0 })
    })
    // Nothing that goes wrong with one connection to come may end the process.
    listener.#server.on('error', () => {})
    return listener
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Nobody else comes; who is there stays. */
  close(): void {
    this.#server.close()
  }

  #enter(socket: Socket): void {
    const { sources } = this.#options
    const source = socket.remoteAddress ?? ''
    socket.on('error', () => {})
    if (!sources.enter(source)) {
      socket.resetAndDestroy()
      return
    }
    socket.setNoDelay(true)
    socket.once('close', () => sources.leave(source))
  }

  #serve(socket: TLSSocket): void {
    socket.on('error', () => {})
    const { clock, visitor, caller } = this.#options
    const source = socket.remoteAddress ?? ''
    if (socket.alpnProtocol === protocols.rendezvous)
      return visitor(new SocketLine(socket, { clock, pace, limit: shortFrameLimit }), source)
    const certificate = socket.getPeerX509Certificate()?.raw
    if (socket.alpnProtocol !== protocols.call || certificate === undefined || caller === undefined) {
      socket.destroy()
      return
    }
    caller(new SocketLine(socket, { clock, pace }), certificate)
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
