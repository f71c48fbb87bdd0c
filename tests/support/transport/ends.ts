import { once } from 'node:events'
import type {
  Connection,
  ConnectOptions,
  Stream,
  Transport,
  TransportEndpoint,
  TransportIdentity,
  TransportOptions,
} from '../../../src/engines/sync/transport.ts'
import { makeTransportIdentity } from './identity.ts'

export const loopback = { host: '127.0.0.1', port: 0 }

/** Certificates take a while to make: a few serve every test of a file. */
const identities: Promise<TransportIdentity>[] = []
export const identity = (number: number): Promise<TransportIdentity> => {
  identities[number] ??= makeTransportIdentity()
  return identities[number]
}

/** An endpoint with what it has accepted. */
export interface End {
  readonly endpoint: TransportEndpoint
  readonly identity: TransportIdentity
  readonly accepted: Connection[]
  /** The next connection that it accepts. */
  next(): Promise<Connection>
}

/** Opens endpoints, and closes those that are left at the end of a test. */
export class Ends implements AsyncDisposable {
  readonly #transport: Transport
  readonly #open: End[] = []

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async open(number: number, options: Partial<TransportOptions> = {}): Promise<End> {
    const accepted: Connection[] = []
    const arrivals = new EventTarget()
    let taken = 0
    const end: End = {
      identity: await identity(number),
      accepted,
      endpoint: await this.#transport.open({
        identity: await identity(number),
        local: loopback,
        profile: 'lan',
        maxConnections: 256,
        accept(connection) {
          accepted.push(connection)
          arrivals.dispatchEvent(new Event('accepted'))
        },
        ...options,
      }),
      async next() {
        while (accepted.length <= taken) await once(arrivals, 'accepted')
        return accepted[taken++]!
      },
    }
    this.#open.push(end)
    return end
  }

  /** Two endpoints of which the first trusts the second. */
  async pair(): Promise<[server: End, client: End]> {
    const server = await this.open(0)
    const client = await this.open(1)
    server.endpoint.trust([client.identity.certificate])
    return [server, client]
  }

  /** Two ends of one connection; `port` leads to the server where that is not its own. */
  async connected(port?: number, options?: Partial<ConnectOptions>): Promise<Connected> {
    const [server, client] = await this.pair()
    const near = await dial(client, server, port, options)
    return { server, client, near, far: await server.next() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.map(({ endpoint }) => endpoint.close()))
  }
}

export interface Connected {
  readonly server: End
  readonly client: End
  /** The connection as the client and as the server have it. */
  readonly near: Connection
  readonly far: Connection
}

export const dial = (
  client: End,
  server: End,
  port = server.endpoint.local.port,
  options: Partial<ConnectOptions> = {},
): Promise<Connection> =>
  client.endpoint.connect(
    { host: '127.0.0.1', port },
    { profile: 'lan', certificate: server.identity.certificate, ...options },
  )

/** The next stream that the other side opens. */
export const nextStream = (connection: Connection): Promise<Stream> =>
  new Promise((resolve) => connection.onStream(resolve))

/** Gives back what comes on every stream, until its end. */
export function echo(connection: Connection): void {
  connection.onStream((stream) => void echoStream(stream).catch(() => stream.reset(1)))
}

async function echoStream(stream: Stream): Promise<void> {
  const bytes = Buffer.alloc(65_536)
  for (;;) {
    const length = stream.read(bytes)
    if (length < 0) break
    if (length === 0) await stream.readable()
    else await stream.writeAll(bytes.subarray(0, length))
  }
  stream.end()
}

/** Everything up to the end of a stream. */
export async function readToEnd(stream: Stream, most = 64 * 1024 * 1024): Promise<Buffer> {
  const parts: Buffer[] = []
  let total = 0
  for (;;) {
    const part = Buffer.alloc(65_536)
    const length = await stream.readAll(part)
    parts.push(part.subarray(0, length))
    total += length
    if (length < part.length || total > most) return Buffer.concat(parts)
  }
}

/** Sends bytes on a stream of its own and returns what came back on it. */
export async function exchange(connection: Connection, bytes: Uint8Array): Promise<Buffer> {
  const stream = await connection.open()
  const [back] = await Promise.all([readToEnd(stream), stream.writeAll(bytes).then(() => stream.end())])
  return back
}

/** Bytes of which no two places look alike. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed >>> 0
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes.writeUInt32LE(state, at)
  }
  return bytes
}

/** The code of what a promise is rejected with. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: { code?: unknown }) => error.code ?? error,
  )
