import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request as plainRequest, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { hostContract } from '../../../src/contract/index.ts'
import { startWeb, type Web, type WebOptions } from '../../../src/web/server.ts'
import { connect, socketLink } from '../../../src/wire/index.ts'
import { fakeEngines } from '../host/fake-engines.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A web shell with a page of its own and an engine that opens no sockets. */
export interface Shell extends AsyncDisposable {
  readonly web: Web
  readonly folder: string
  readonly origin: string
  readonly token: string
  /** Asks with exactly these headers. */
  ask(path: string, options?: RequestOptions & { body?: string }): Promise<Answer>
  exchange(token: string): Promise<Answer>
  /** The Cookie header of a session. */
  enter(): Promise<string>
  openSocket(headers?: Record<string, string>, path?: string): WebSocket
}

export async function openShell(options: Partial<WebOptions> = {}, folder = newFolder()): Promise<Shell> {
  const web = await startWeb({
    userData: join(folder, 'data'),
    engines: fakeEngines,
    renderer: join(folder, 'page'),
    version: '0.0.0-test',
    port: 0,
    ...options,
  })
  const { origin, hash } = new URL(web.addresses[0]!)
  const token = new URLSearchParams(hash.slice(1)).get('token')!
  const ask: Shell['ask'] = (path, { body, ...more } = {}) => send(origin, path, body, more)
  const exchange = (given: string) =>
    ask('/session', { method: 'POST', headers: { origin }, body: JSON.stringify({ token: given }) })
  return {
    web,
    folder,
    origin,
    token,
    ask,
    exchange,
    async enter() {
      const { headers } = await exchange(token)
      return headers['set-cookie']![0]!.split(';')[0]!
    },
    openSocket: (headers = {}, path = '/wire') =>
      new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers, rejectUnauthorized: false }),
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-web-'))
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>The page</title>')
  writeFileSync(join(folder, 'page', 'assets', 'index-4f2a.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'not for anybody')
  return folder
}

function send(
  origin: string,
  path: string,
  body: string | undefined,
  options: RequestOptions,
): Promise<Answer> {
  const { hostname, port, protocol } = new URL(origin)
  const request = protocol === 'https:' ? tlsRequest : plainRequest
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const host = hostname.replace(/^\[|\]$/g, '')
  const asked = request(
    { host, port, path, agent: false, rejectUnauthorized: false, ...options },
    (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
      response.on('error', reject)
    },
  )
  asked.on('error', reject)
  asked.end(body)
  return promise
}

/** The host's contract over a socket that is opening. */
export const clientOver = (socket: WebSocket) => connect(hostContract, socketLink(socket))

/** How the attempt to open a socket ended: `open`, or the status it was refused with. */
export function outcome(socket: WebSocket): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode!)
      request.destroy()
    })
    socket.on('error', reject)
  })
}

export const closing = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)))
