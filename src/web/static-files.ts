import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { Fault } from '../wire/fault.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

interface StaticFile {
  path: string
  type: string
  size: number
  /** The build puts a hash of the content into the names of everything under /assets/. */
  hashed: boolean
}

/** The built page. Only what was there at the start is served, looked up by its whole name: no path is ever put together from a request. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>

  private constructor(files: ReadonlyMap<string, StaticFile>) {
    this.#files = files
  }

  /** Throws a fault when the page was not built. */
  static async open(folder: string): Promise<StaticFiles> {
    const files = new Map<string, StaticFile>()
    const names = await readdir(folder, { recursive: true }).catch((): string[] => [])
    for (const name of names) {
      const path = join(folder, name)
      const facts = await stat(path)
      if (!facts.isFile()) continue
      const url = `/${name.replaceAll('\\', '/')}`
      const type = types[extname(name)] ?? 'application/octet-stream'
      files.set(url, { path, type, size: facts.size, hashed: url.startsWith('/assets/') })
    }
    const index = files.get('/index.html')
    if (!index)
      throw new Fault(
        'internal',
        `The page is not built: there is no index.html in ${folder}. Run: npm run build`,
      )
    files.set('/', index)
    return new StaticFiles(files)
  }

  /** Answers with the file that a URL path names; false if there is none. */
  send(urlPath: string, response: ServerResponse, withBody: boolean): boolean {
    const file = this.#files.get(decoded(urlPath))
    if (!file) return false
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.size,
      'Cache-Control': file.hashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    })
    if (!withBody) response.end()
    // A file that vanished or shrank since the start leaves the answer unfinished, which browsers show as an error.
    else
      createReadStream(file.path)
        .on('error', () => response.destroy())
        .pipe(response)
    return true
  }
}

function decoded(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath)
  } catch {
    return ''
  }
}
