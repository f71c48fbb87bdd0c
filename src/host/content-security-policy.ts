const policyOf = (scripts: string): string =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** What the page may load and do, the same in every shell: nothing that does not come with Hawser itself. */
export const contentSecurityPolicy = policyOf("'self'")

/** The worker of transfers alone runs WebAssembly, which hashes: browsers have no BLAKE3 of their own. */
const transferWorker = /^\/assets\/transfer-worker-[\w-]+\.js$/
const workerPolicy = policyOf("'self' 'wasm-unsafe-eval'")

/** The headers that go with the answer to a page that asks for `path`. */
export const securityHeaders = (path: string): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': transferWorker.test(path) ? workerPolicy : contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
})
