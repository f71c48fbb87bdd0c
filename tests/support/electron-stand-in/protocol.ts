import { browser } from './browser.ts'

type Handler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, Handler>()

export const protocol = {
  registerSchemesAsPrivileged() {},
  /** Chromium cannot be taught a scheme from outside, so app://host/ is served as http://host.app.localhost/. */
  handle(scheme: string, handler: Handler): void {
    handlers.set(scheme, handler)
    const suffix = `.${scheme}.localhost`
    void browser().route(
      (url) => url.hostname.endsWith(suffix),
      async (route) => {
        const asked = route.request()
        const url = asScheme(asked.url())
        const response = await handler(new Request(url, { method: asked.method() }))
        const headers = Object.fromEntries(response.headers)
        await route.fulfill({
          status: response.status,
          headers,
          body: Buffer.from(await response.arrayBuffer()),
        })
      },
    )
  },
}

/** The address as Electron's page would have it. */
export function asScheme(url: string): string {
  const match = /^http:\/\/([^/]+)\.([a-z]+)\.localhost(\/.*)?$/.exec(url)
  return match && handlers.has(match[2] ?? '') ? `${match[2]}://${match[1]}${match[3] ?? '/'}` : url
}

/** The address under which Chromium finds it. */
export function asHttp(url: string): string {
  const match = /^([a-z]+):\/\/([^/]+)(.*)$/.exec(url)
  return match && handlers.has(match[1] ?? '') ? `http://${match[2]}.${match[1]}.localhost${match[3]}` : url
}
