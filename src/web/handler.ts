import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import type { Health } from '../contract/observe.ts'
import { securityHeaders } from '../host/content-security-policy.ts'
import type { Refused } from '../host/observe/figures/web.ts'
import { healthAnswer } from '../host/observe/health.ts'
import type { Access } from './access.ts'
import { Attempts } from './attempts.ts'
import { entrancePage, entranceScript, entranceStyle } from './entrance.ts'
import { type GuardOptions, refusal } from './guard.ts'
import type { Sockets } from './sockets.ts'
import type { StaticFiles } from './static-files.ts'

const maxBodyBytes = 4096
const sessionSchema = z.object({ token: z.string().max(1024) })

/** What anybody may have: it is the same for all and holds nothing of this machine. */
const open: Record<string, { type: string; text: string }> = {
  '/enter': { type: 'text/html', text: entrancePage },
  '/enter.js': { type: 'text/javascript', text: entranceScript },
  '/enter.css': { type: 'text/css', text: entranceStyle },
}

export interface HandlerParts {
  guard: GuardOptions
  access: Access
  /** By path. */
  sockets: Record<string, Sockets>
  files: StaticFiles
  /** For load balancers and watchdogs, which have no session: names of engines and whether they run, nothing more. */
  health(): Health
  /** Whoever is there has a session. */
  recognised(socket: Socket): void
  refused(why: Refused): void
}

export interface Handler {
  request: RequestListener
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}

const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?', 1)[0] ?? ''
const portOf = (request: IncomingMessage) => request.socket.localPort ?? 0

/** Decides what every request gets. */
export function createHandler(parts: HandlerParts): Handler {
  const { guard, access, sockets, files, health } = parts
  const attempts = new Attempts()

  function recognised(request: IncomingMessage): boolean {
    const known = access.recognises(request.headers.cookie, portOf(request))
    if (known) parts.recognised(request.socket)
    else parts.refused('session')
    return known
  }

  function refusedBy(method: string, request: IncomingMessage, exact: boolean) {
    const refused = refusal(guard, method, request.headers, exact)
    if (refused) parts.refused(refused.status === 421 ? 'name' : 'origin')
    return refused
  }

  function socketsOf(request: IncomingMessage): Sockets | undefined {
    const path = pathOf(request)
    return Object.hasOwn(sockets, path) ? sockets[path] : undefined
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? ''
    const waitMs = attempts.waitMs(address, Date.now())
    if (waitMs > 0) {
      parts.refused('pace')
      response.setHeader('Retry-After', Math.ceil(waitMs / 1000))
      return answer(response, 429, 'Too many wrong tokens. Wait a minute, then try again.')
    }
    const body = await readBody(request)
    if (body === undefined) {
      response.setHeader('Connection', 'close')
      return answer(response, 413, 'That is too long to be a token.')
    }
    if (!access.admits(tokenIn(body), Date.now())) {
      parts.refused('token')
      attempts.failed(address, Date.now())
      return answer(response, 401, 'The token in this address is not, or no longer, the right one.')
    }
    response.setHeader('Set-Cookie', access.cookie(portOf(request)))
    response.writeHead(204, { 'Cache-Control': 'no-store' }).end()
  }

  function page(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request)
    const entrance = Object.hasOwn(open, path) ? open[path] : undefined
    if (entrance) return answer(response, 200, entrance.text, entrance.type)
    if (path === '/health') {
      const { status, text } = healthAnswer(health())
      return answer(response, status, text, 'application/json')
    }
    if (!recognised(request)) {
      if (path === '/') return answer(response, 401, entrancePage, 'text/html')
      return answer(response, 401, 'Open the address that Hawser printed when it started.')
    }
    if (path === '/session') return void response.writeHead(204, { 'Cache-Control': 'no-store' }).end()
    if (!files.send(path, response, request.method !== 'HEAD'))
      answer(response, 404, 'There is no such page.')
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders(pathOf(request))))
      response.setHeader(name, value)
    const method = request.method ?? ''
    const reads = method === 'GET' || method === 'HEAD'
    const refused = refusedBy(method, request, !reads)
    if (refused) return answer(response, refused.status, refused.text)
    if (reads) return page(request, response)
    if (method === 'POST' && pathOf(request) === '/session') return exchange(request, response)
    response.setHeader('Allow', 'GET, HEAD')
    answer(response, 405, 'Hawser does not do that.')
  }

  function upgradeRefusal(request: IncomingMessage): { status: number; text: string } | undefined {
    const refused = refusedBy('GET', request, true)
    if (refused) return refused
    const wanted = socketsOf(request)
    if (!wanted) return { status: 404, text: 'Not Found' }
    if (!recognised(request)) return { status: 401, text: 'Unauthorized' }
    if (!wanted.full) return undefined
    parts.refused('full')
    return { status: 503, text: 'Too many pages are open.' }
  }

  return {
    request(request, response) {
      // Whoever leaves in the middle of a request needs no answer.
      respond(request, response).catch(() => response.destroy())
    },
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      const refused = upgradeRefusal(request)
      if (refused) refuseUpgrade(socket, refused.status, refused.text)
      else socketsOf(request)?.upgrade(request, socket, head)
    },
  }
}

function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  // The other side may keep its half open for ever.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

/** The body as text; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  // The answer must still go out, so the request is left open when there is too much of it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > maxBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tokenIn(body: string): string {
  try {
    return sessionSchema.parse(JSON.parse(body)).token
  } catch {
    return ''
  }
}
