import { expect, test } from 'vitest'
import { contentSecurityPolicy, securityHeaders } from '../../../src/host/content-security-policy.ts'

const policy = (path: string) => securityHeaders(path)['Content-Security-Policy']

test('WebAssembly is for the worker of transfers alone', () => {
  expect(policy('/assets/transfer-worker-aRExKMZd.js')).toContain("script-src 'self' 'wasm-unsafe-eval';")
  for (const path of [
    '/',
    '/index.html',
    '/assets/index-C2UmiFPk.js',
    '/transfer-worker-a.js',
    '/assets/transfer-worker-a.js/..',
  ])
    expect(policy(path)).toBe(contentSecurityPolicy)
  expect(contentSecurityPolicy).not.toContain('unsafe')
})
