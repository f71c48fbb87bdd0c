import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { securityHeaders } from '../host/content-security-policy.ts'

export const scheme = 'app'
export const origin = `${scheme}://hawser`

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the pages in `folder`, and nothing else, with the same headers as the web shell. */
export function serveFolder(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url)
    const path = pathWithin(folder, url)
    const type = path && types[extname(path)]
    if (!path || !type || request.method !== 'GET') return refuse()
    try {
      return new Response(new Uint8Array(await readFile(path)), {
        headers: { ...securityHeaders(url.pathname), 'Content-Type': type },
      })
    } catch {
      return refuse()
    }
  })
}

const refuse = () => new Response('There is no such page.', { status: 404, headers: securityHeaders('') })

/** The file that an address names; undefined if it lies outside the folder. */
export function pathWithin(folder: string, { host, pathname }: URL): string | undefined {
  if (host !== new URL(origin).host) return undefined
  let name: string
  try {
    name = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  if (name.includes('\0')) return undefined
  const path = normalize(join(folder, name === '/' ? 'index.html' : name))
  return path.startsWith(folder + sep) ? path : undefined
}
