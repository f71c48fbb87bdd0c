import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import type { Relay } from './relay.ts'

const files = new Map<string, string | Uint8Array>()

async function bundle(): Promise<void> {
  if (files.size > 0) return
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    base: '/',
    worker: { format: 'es' },
    build: {
      write: false,
      target: 'esnext',
      rolldownOptions: {
        input: resolve(import.meta.dirname, 'page.ts'),
        output: { entryFileNames: 'page.js' },
      },
    },
  })
  const { output } = built as unknown as {
    output: ({ fileName: string; code: string } | { fileName: string; source: string | Uint8Array })[]
  }
  for (const file of output) files.set(`/${file.fileName}`, 'code' in file ? file.code : file.source)
}

/** Two pages of one real browser, each in a context of its own, that can signal to one another. */
export interface Pages extends AsyncDisposable {
  readonly left: Page
  readonly right: Page
  readonly browser: Browser
}

export async function openPages(relay?: Pick<Relay, 'through'>): Promise<Pages> {
  await bundle()
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript')
    response.end(file ?? '<!doctype html><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-features=WebRtcHideLocalIpsWithMdns'],
  })
  // What a page is given is a candidate of the other one.
  const open = async (other: 0 | 1) => {
    const page = await (await browser.newContext()).newPage()
    await page.exposeFunction('throughRelay', (candidate: string) =>
      relay ? relay.through(other, candidate) : candidate,
    )
    page.on('pageerror', (error) => console.error('page:', error))
    return page
  }
  const [left, right] = [await open(1), await open(0)]
  const tell = (page: Page) => async (text: string) => {
    await page.evaluate((told) => bench.tell(told), text)
  }
  await left.exposeFunction('toOther', tell(right))
  await right.exposeFunction('toOther', tell(left))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  for (const page of [left, right]) {
    await page.goto(address)
    await page.waitForFunction(() => 'bench' in globalThis)
  }
  return {
    left,
    right,
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

declare global {
  var bench: import('./page.ts').BenchPage
}
