// node tests/support/serve-fake.ts [SCENARIO] [--built] [--port N]: the page over a made-up host, from source or as built.

import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join, normalize, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'
import { hostContract } from '../../src/contract/index.ts'
import { securityHeaders } from '../../src/host/content-security-policy.ts'
import { serve, socketLink } from '../../src/wire/index.ts'
import { FakeHost } from './fake-host/index.ts'
import { Pace } from './fake-host/pace.ts'
import { type Scenario, scenarioNames, worldOf } from './fake-host/worlds.ts'

const root = resolve(import.meta.dirname, '../..')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

/** What is put into the page of a scenario, before its own script: transfers without WebRTC. */
const fakeScript = (scenario: Scenario, pace: Pace, folder: string) =>
  `<script type="module" src="${folder}/transfer-page.ts?scene=${worldOf(scenario).transfers ?? 'none'}&pace=${pace.ms(1)}"></script>`

type World = { scenario: Scenario; host: FakeHost }
/** What each server shows to those who come now. */
const worlds = new WeakMap<Server, World>()

/** The page's own scripts are modules, so this one runs before them. */
const withScript = (html: string, script: string) => html.replace('<head>', `<head>${script}`)

const fakes = join(import.meta.dirname, 'fake-host')

/** Files that never change under their name. */
const isHashed = (path: string) => path.startsWith('/assets/')
/** Fakes as the browser reads them, by their path. */
const stripped = new Map<string, Promise<string>>()
const strip = (file: string) => {
  const known = stripped.get(file) ?? readFile(file, 'utf8').then((text) => stripTypeScriptTypes(text))
  stripped.set(file, known)
  return known
}

/** The built page with the real content security policy. */
export function serveBuilt(folder = process.env['HAWSER_PAGE'] ?? join(root, 'out/renderer')): Server {
  const server = createHttpServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname)
    const world = worlds.get(server)
    try {
      const isFake = path.startsWith('/fake/')
      const file = isFake
        ? join(fakes, path.slice('/fake/'.length))
        : join(folder, path === '/' ? 'index.html' : path)
      const body = isFake
        ? await strip(file)
        : path === '/' && world
          ? withScript(await readFile(file, 'utf8'), fakeScript(world.scenario, world.host.pace, '/fake'))
          : await readFile(file)
      response.writeHead(200, {
        ...securityHeaders(path),
        'Content-Type': isFake ? 'text/javascript' : (types[extname(file)] ?? 'text/plain'),
        ...(isHashed(path) && { 'Cache-Control': 'max-age=31536000, immutable' }),
      })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return server
}

/** Answers the wire on `/wire` of that server. Pages that come after another scenario was attached see that one. */
export function attachFake(server: Server, scenario: Scenario, pace = new Pace()): FakeHost {
  const isFirst = !worlds.has(server)
  const host = new FakeHost(scenario, pace)
  worlds.set(server, { scenario, host })
  if (isFirst) answerWire(server)
  return host
}

function answerWire(server: Server): void {
  const wire = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const world = worlds.get(server)
    if (request.url !== '/wire' || world === undefined) return
    wire.handleUpgrade(request, socket, head, (client) =>
      serve(hostContract, world.host.server, socketLink(client), console.error),
    )
  })
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { built: { type: 'boolean' }, port: { type: 'string' } },
  })
  const scenario = scenarioNames.find((name) => name === (positionals[0] ?? 'venue'))
  if (scenario === undefined) throw new Error(`There are these scenarios: ${scenarioNames.join(', ')}.`)
  const port = Number(values.port ?? 0)
  if (values.built) {
    const server = serveBuilt()
    attachFake(server, scenario)
    server.listen(port, '127.0.0.1', () =>
      console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}/`),
    )
  } else {
    const { createServer } = await import('vite')
    const { default: react } = await import('@vitejs/plugin-react')
    const { default: tailwindcss } = await import('@tailwindcss/vite')
    const pages = await createServer({
      root: join(root, 'src/renderer'),
      plugins: [
        react(),
        tailwindcss(),
        {
          name: 'fake-transfers',
          transformIndexHtml: (html) => withScript(html, fakeScript(scenario, new Pace(), `/@fs${fakes}`)),
        },
      ],
      server: { host: '127.0.0.1', port },
    })
    attachFake(pages.httpServer as Server, scenario)
    await pages.listen()
    pages.printUrls()
  }
}
