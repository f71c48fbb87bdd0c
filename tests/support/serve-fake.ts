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
const fakeScript = (scenario: Scenario, folder: string) =>
  `<script type="module" src="${folder}/transfer-page.ts?scene=${worldOf(scenario).transfers ?? 'none'}"></script>`

/** The scenario that a server was given. */
const scenarios = new WeakMap<Server, Scenario>()

/** The page's own scripts are modules, so this one runs before them. */
const withScript = (html: string, script: string) => html.replace('<head>', `<head>${script}`)

const fakes = join(import.meta.dirname, 'fake-host')

/** The built page with the real content security policy. */
export function serveBuilt(folder = process.env['HAWSER_PAGE'] ?? join(root, 'out/renderer')): Server {
  const server = createHttpServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname)
    const scenario = scenarios.get(server)
    try {
      const isFake = path.startsWith('/fake/')
      const file = isFake
        ? join(fakes, path.slice('/fake/'.length))
        : join(folder, path === '/' ? 'index.html' : path)
      const text = () => readFile(file, 'utf8')
      const body = isFake
        ? stripTypeScriptTypes(await text())
        : path === '/' && scenario
          ? withScript(await text(), fakeScript(scenario, '/fake'))
          : await readFile(file)
      const type = isFake ? 'text/javascript' : (types[extname(file)] ?? 'text/plain')
      response.writeHead(200, { ...securityHeaders(path), 'Content-Type': type })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return server
}

/** Answers the wire on `/wire` of that server. */
export function attachFake(server: Server, scenario: Scenario): void {
  const host = new FakeHost(scenario)
  scenarios.set(server, scenario)
  const wire = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/wire') return
    wire.handleUpgrade(request, socket, head, (client) =>
      serve(hostContract, host.server, socketLink(client), console.error),
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
          transformIndexHtml: (html) => withScript(html, fakeScript(scenario, `/@fs${fakes}`)),
        },
      ],
      server: { host: '127.0.0.1', port },
    })
    attachFake(pages.httpServer as Server, scenario)
    await pages.listen()
    pages.printUrls()
  }
}
