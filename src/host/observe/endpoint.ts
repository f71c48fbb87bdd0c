import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { isIP, type Socket } from 'node:net'
import type { Health } from '../../contract/observe.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { createServer } from '../http.ts'
import { Strangers } from '../strangers.ts'
import { healthAnswer } from './health.ts'

export interface EndpointOptions {
  listen: Endpoint
  /** Empty: nobody is asked. */
  token(): string
  /** In the text format of Prometheus. */
  metrics(): Promise<string>
  health(): Health
  /** A connection was ended to make room for another one, or there was no room for it. */
  turnedAway(): void
  report(error: unknown): void
}

const contentType = 'text/plain; version=0.0.4; charset=utf-8'
const maxSockets = 64
/** Of those: whoever has not been told any figures. */
const maxStrangers = 32
const timeoutMs = 10_000
/** How often that is looked at. */
const checkEveryMs = 1000
/** An answer that nobody takes. */
const idleMs = 30_000

/** `/metrics` and `/health`, for monitoring systems: a listener of its own that tells figures and nothing else. */
export class MetricsEndpoint implements AsyncDisposable {
  readonly #options: EndpointOptions
  readonly #server: Server
  readonly #strangers: Strangers

  private constructor(options: EndpointOptions) {
    this.#options = options
    this.#strangers = new Strangers(maxStrangers, options.turnedAway)
    this.#server = createServer({ connectionsCheckingInterval: checkEveryMs }, (request, response) => {
      // Whoever leaves in the middle of a request needs no answer.
      this.#answer(request, response).catch((error) => {
        options.report(error)
        response.destroy()
      })
    })
    this.#server.maxConnections = maxSockets
    this.#server.headersTimeout = timeoutMs
    this.#server.requestTimeout = timeoutMs
    this.#server.timeout = idleMs
    this.#server.maxHeadersCount = 64
    this.#server.on('connection', (socket: Socket) => this.#strangers.enter(socket))
    this.#server.on('drop', options.turnedAway)
  }

  /** Throws what the system says when it cannot listen. */
  static async open(options: EndpointOptions): Promise<MetricsEndpoint> {
    const endpoint = new MetricsEndpoint(options)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    endpoint.#server.once('error', reject).listen(options.listen, resolve)
    await promise
    endpoint.#server.off('error', reject).on('error', options.report)
    return endpoint
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done))
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { metrics, health, token } = this.#options
    const path = (request.url ?? '').split('?', 1)[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return end(response, 405, 'Only GET.\n')
    }
    if (!this.#isAddressed(request)) return end(response, 403, 'Not by that name.\n')
    if (path === '/health') {
      const { status, text } = healthAnswer(health())
      return end(response, status, text, 'application/json')
    }
    if (path !== '/metrics') return end(response, 404, 'There are /metrics and /health.\n')
    if (!admits(request.headers.authorization, token())) {
      response.setHeader('WWW-Authenticate', 'Bearer')
      return end(response, 401, 'A token is needed.\n')
    }
    this.#strangers.recognise(request.socket)
    end(response, 200, await metrics(), contentType)
  }

  /** A page of somebody else whose name leads here must not read: on a loopback address only its own names are answered. */
  #isAddressed({ headers }: IncomingMessage): boolean {
    if (!isLoopback(this.#options.listen.host)) return true
    const name = URL.parse(`http://${headers.host ?? ''}`)?.hostname ?? ''
    return isLoopback(name.replace(/^\[|\]$/g, ''))
  }
}

const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const digest = (text: string) => createHash('sha256').update(text).digest()

/** In a time that does not depend on where the texts differ. */
function admits(header: string | undefined, token: string): boolean {
  if (token === '') return true
  const given = /^Bearer +(\S{1,512})$/i.exec(header ?? '')?.[1]
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}
