import type { Server } from 'node:http'
import { isIP, type Socket } from 'node:net'
import type { EngineName } from '../contract/host.ts'
import type { Endpoint } from '../contract/rule.ts'
import { serveControl } from '../host/control.ts'
import { createServer, createTlsServer } from '../host/http.ts'
import { type Host, openHost } from '../host/index.ts'
import { WebFigures } from '../host/observe/figures/web.ts'
import { Strangers } from '../host/strangers.ts'
import { Fault } from '../wire/fault.ts'
import { Access, readToken } from './access.ts'
import { fingerprint, generatedTls, readTls, type Tls } from './certificate.ts'
import { clientSockets } from './clients.ts'
import { diskSockets } from './disk-sockets.ts'
import { bracket, formatEndpoint, isLoopback } from './endpoint.ts'
import { allowedNames, machineAddresses } from './guard.ts'
import { createHandler, type Handler } from './handler.ts'
import { listenAt, listenOnLoopback } from './listeners.ts'
import { StaticFiles } from './static-files.ts'

export interface WebOptions {
  userData: string
  engines: Record<EngineName, URL>
  /** The folder of the built page. */
  renderer: string
  version: string
  /** Left out: both loopback addresses, at `port`. Anything but loopback needs `tls`. */
  listen?: Endpoint
  /** With loopback; 0 is any, left out is the usual one. */
  port?: number
  tls?: 'generated' | { certFile: string; keyFile: string }
  /** Further names under which browsers reach this server. */
  hostNames?: readonly string[]
  /** Keeps the token from one start to the next. */
  tokenFile?: string
}

/** A running web shell. */
export interface Web extends AsyncDisposable {
  /** Where a browser opens it, with the token: whoever knows one may do everything. The first suits a browser on this machine. */
  readonly addresses: readonly string[]
  /** SHA-256 of the certificate, as browsers show it; only with TLS. */
  readonly fingerprint: string | undefined
  /** An address that lets one browser in, once, within a minute. */
  ticketAddress(): string
  /** Lets streams finish for at most `deadlineMs`; the page goes on to show them. */
  drain(deadlineMs: number): Promise<void>
}

/** How long a stranger may take to ask. */
const headersTimeoutMs = 10_000
/** How often that is looked at; Node's own half a minute would let strangers stay as long. */
const checkEveryMs = 1000
/** An answer that nobody takes. WebSockets are watched by themselves. */
const idleMs = 60_000
const maxSockets = 256
/** Of those: whoever has not shown a session. */
const maxStrangers = 128

/** Opens the host and serves its page. Throws a fault that says why it cannot. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { listen, tls: wanted, hostNames = [] } = options
  if (listen && !isLoopback(listen.host) && !wanted)
    throw new Fault(
      'tls-required',
      `Listening on ${formatEndpoint(listen)} needs TLS, because the network could read the token: add --tls for a certificate that Hawser makes, or --cert and --key for your own.`,
    )
  await using cleanup = new AsyncDisposableStack()
  const files = await StaticFiles.open(options.renderer)
  const access = new Access(await readToken(options.tokenFile), wanted !== undefined)
  const host = cleanup.use(await openHost({ ...options, shell: 'web' }))
  const names = allowedNames(listen, hostNames)
  const tls = wanted && (await certificateFor(options, wanted, names))
  const unread = () => figures.ended('unread')
  const sockets = { '/wire': clientSockets(host, unread), '/disk': diskSockets(host.disk, unread) }
  const figures = new WebFigures(Date.now(), () => ({
    page: sockets['/wire'].count,
    disk: sockets['/disk'].count,
  }))
  host.alsoTell((tell) => figures.tell(tell))
  const strangers = new Strangers(maxStrangers, () => figures.ended('stranger'))
  const servers: Server[] = []
  cleanup.defer(async () => {
    // A server counts as closed once the last of its sockets is, and WebSockets are among them.
    const closed = closeServers(servers)
    await Promise.all(Object.values(sockets).map((each) => each.close()))
    await closed
  })
  const guard = { scheme: tls ? 'https' : 'http', names } as const
  const handler = createHandler({
    guard,
    access,
    sockets,
    files,
    health: host.health,
    recognised: (socket) => strangers.recognise(socket),
    refused: (why) => figures.refused(why),
  })
  const create = () => {
    const server = createHttp(tls, handler, host)
    server.on('connection', (socket: Socket) => strangers.enter(socket))
    server.on('drop', () => figures.ended('limit'))
    return server
  }
  const listening = await (listen ? listenAt(create, listen) : listenOnLoopback(create, options.port))
  servers.push(...listening.servers)
  cleanup.use(await serveControl(host, options.userData))

  const origins = reachableHosts(listen, hostNames).map(
    (name) => `${guard.scheme}://${bracket(name)}:${listening.port}`,
  )
  const enter = (origin: string, token: string) => `${origin}/enter#token=${token}`
  const running = cleanup.move()
  return {
    addresses: origins.map((origin) => enter(origin, access.token)),
    fingerprint: tls && fingerprint(tls),
    ticketAddress: () => enter(origins[0] ?? '', access.ticket(Date.now())),
    drain: (deadlineMs) => host.drain(deadlineMs),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function certificateFor(options: WebOptions, wanted: NonNullable<WebOptions['tls']>, names: Set<string>) {
  if (wanted !== 'generated') return readTls(wanted.certFile, wanted.keyFile)
  const asked = [...(options.hostNames ?? []), ...(options.listen ? [options.listen.host] : [])]
  const present = [...names].filter((name) => !isWildcard(name))
  return generatedTls(
    options.userData,
    { asked: asked.filter((name) => !isWildcard(name)), present },
    Date.now(),
  )
}

const isWildcard = (host: string) => isIP(host) !== 0 && /^[0:.]*$/.test(host)

/** The names to print, the one for a browser on this machine first. */
function reachableHosts(listen: Endpoint | undefined, hostNames: readonly string[]): string[] {
  if (!listen) return ['127.0.0.1']
  if (!isWildcard(listen.host)) return [listen.host, ...hostNames]
  const family = isIP(listen.host)
  return [
    '127.0.0.1',
    ...hostNames,
    ...machineAddresses().filter((address) => family === 6 || isIP(address) === 4),
  ]
}

function createHttp(tls: Tls | undefined, handler: Handler, host: Host): Server {
  const options = { connectionsCheckingInterval: checkEveryMs }
  const server = tls
    ? createTlsServer({ ...tls, ...options, handshakeTimeout: headersTimeoutMs })
    : createServer(options)
  server.on('request', handler.request)
  server.on('upgrade', handler.upgrade)
  server.on('error', host.report)
  server.headersTimeout = headersTimeoutMs
  server.requestTimeout = headersTimeoutMs
  server.timeout = idleMs
  server.maxConnections = maxSockets
  return server
}

const closeServers = (servers: readonly Server[]) =>
  Promise.all(
    servers.map((server) => {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      return closed
    }),
  ).then(() => {})
