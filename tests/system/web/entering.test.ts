import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../../src/host/content-security-policy.ts'
import { freePort } from '../../support/free-port.ts'
import { openShell, type Shell } from './harness.ts'

let shell: Shell
let cookie = ''
beforeAll(async () => {
  shell = await openShell()
  cookie = await shell.enter()
})
afterAll(() => shell[Symbol.asyncDispose]())

describe('without a session', () => {
  test('the front page explains how to get in', async () => {
    const { status, text, headers } = await shell.ask('/')
    expect(status).toBe(401)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('the address that Hawser printed')
    expect(text).not.toContain('The page')
  })
  test.each(['/assets/index-4f2a.js', '/index.html', '/nothing', '/session'])(
    '%s is not shown',
    async (path) => {
      expect((await shell.ask(path)).status).toBe(401)
    },
  )
  test('a wrong cookie is as good as none', async () => {
    const [name] = cookie.split('=')
    for (const wrong of [`${name}=`, `${name}=${shell.token}`, 'hawser=1'])
      expect((await shell.ask('/', { headers: { cookie: wrong } })).status).toBe(401)
  })
})

describe('the token', () => {
  test('stands behind the # of the printed address, which no browser sends', () => {
    const { pathname, search, hash } = new URL(shell.web.addresses[0]!)
    expect({ pathname, search }).toEqual({ pathname: '/enter', search: '' })
    expect(hash).toBe(`#token=${shell.token}`)
    expect(Buffer.from(shell.token, 'base64url')).toHaveLength(32)
  })
  test('is exchanged for a cookie that scripts and other sites cannot use', async () => {
    const { status, headers, text } = await shell.exchange(shell.token)
    expect(status).toBe(204)
    expect(text).toBe('')
    expect(headers['set-cookie']).toHaveLength(1)
    expect(headers['set-cookie']![0]).toMatch(/^hawser-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  })
  test('in the query of an address opens nothing', async () => {
    expect((await shell.ask(`/?token=${shell.token}`)).status).toBe(401)
  })
  test('is taken from the page of Hawser alone', async () => {
    const body = JSON.stringify({ token: shell.token })
    const post = (headers: Record<string, string>) => shell.ask('/session', { method: 'POST', headers, body })
    expect((await post({})).status).toBe(403)
    expect((await post({ origin: 'http://evil.example' })).status).toBe(403)
    expect((await post({ origin: shell.origin, 'sec-fetch-site': 'same-site' })).status).toBe(403)
  })
  test('is replaced by a ticket where others may read the address, good for one browser', async () => {
    const ticket = new URL(shell.web.ticketAddress()).hash.replace('#token=', '')
    expect(ticket).not.toBe(shell.token)
    expect((await shell.exchange(ticket)).status).toBe(204)
    expect((await shell.exchange(ticket)).status).toBe(401)
  })
  test('that is too long to be one is not read to its end', async () => {
    const body = 'x'.repeat(1_000_000)
    const answer = await shell
      .ask('/session', { method: 'POST', headers: { origin: shell.origin }, body })
      .catch((error: NodeJS.ErrnoException) => error.code)
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(typeof answer === 'object' ? answer.status : answer)
  })
})

describe('with a session', () => {
  const get = (path: string, more = {}) => shell.ask(path, { headers: { cookie }, ...more })

  test('the page is there, asked for anew each time', async () => {
    const { status, text, headers } = await get('/')
    expect({ status, text }).toEqual({ status: 200, text: '<!doctype html><title>The page</title>' })
    expect(headers['cache-control']).toBe('no-cache')
  })
  test('what carries a hash in its name is kept by the browser', async () => {
    const { headers } = await get('/assets/index-4f2a.js')
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(headers['cache-control']).toBe('private, max-age=31536000, immutable')
  })
  test('it can be asked whether it still counts', async () => {
    expect((await get('/session')).status).toBe(204)
  })
  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..\\secret.txt',
    '/assets/%00',
    '/%',
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/__proto__',
    '/constructor',
  ])('%s leads nowhere', async (path) => {
    const { status, text } = await get(path)
    expect(status).toBe(404)
    expect(text).not.toContain('not for anybody')
  })
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    '%s is not a way to ask for the page',
    async (method) => {
      expect((await get('/', { method, headers: { cookie, origin: shell.origin } })).status).toBe(405)
    },
  )
  test('HEAD tells the size without the page', async () => {
    const { status, text, headers } = await get('/', { method: 'HEAD' })
    expect({ status, text }).toEqual({ status: 200, text: '' })
    expect(headers['content-length']).toBe('38')
  })
})

describe('every answer', () => {
  test.each([
    ['/', 200],
    ['/enter', 200],
    ['/nothing', 404],
  ])('to %s carries the security headers', async (path, expected) => {
    const { status, headers } = await shell.ask(path, { headers: { cookie } })
    expect(status).toBe(expected)
    expect(headers).toMatchObject({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  })
  test('to a foreign Host name is a refusal, with a session too', async () => {
    for (const host of ['evil.example', 'evil.example:80', `127.0.0.1.evil.example:1`])
      expect((await shell.ask('/', { headers: { cookie, host } })).status).toBe(421)
    expect((await shell.ask('http://evil.example/', { headers: { cookie } })).status).toBe(404)
  })
  test('to a foreign page is a refusal, with a session too', async () => {
    const foreign = { cookie, origin: 'http://evil.example' }
    expect((await shell.ask('/', { headers: foreign })).status).toBe(403)
    const framed = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'iframe',
    }
    expect((await shell.ask('/', { headers: { cookie, ...framed } })).status).toBe(403)
  })
})

test('the entrance runs under the policy: no script or style stands in its text', async () => {
  const { text } = await shell.ask('/enter')
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/)
  for (const [, path] of text.matchAll(/(?:src|href)="(\/[^"]+)"/g))
    expect((await shell.ask(path!)).status).toBe(200)
})

test('IPv6 loopback answers on the same port where there is IPv6', async () => {
  const { port } = new URL(shell.origin)
  const answer = await shell
    .ask('/', { host: '::1', headers: { host: `[::1]:${port}` } })
    .catch((error: NodeJS.ErrnoException) => error.code)
  expect(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 401]).toContain(
    typeof answer === 'object' ? answer.status : answer,
  )
})

test('ten wrong tokens, and the next try must wait, even with the right one', async () => {
  await using other = await openShell()
  for (let n = 0; n < 10; n++) expect((await other.exchange(`wrong ${n}`)).status).toBe(401)
  const { status, headers, text } = await other.exchange(other.token)
  expect(status).toBe(429)
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(text).toMatch(/wait/i)
})

test('a session outlives a restart when the token is kept in a file', async () => {
  await using first = await openShell()
  const tokenFile = `${first.folder}/token`
  const port = await freePort()
  await using second = await openShell({ tokenFile, port })
  const kept = await second.enter()
  await second.web[Symbol.asyncDispose]()
  await using third = await openShell({ tokenFile, port })
  expect(third.token).toBe(second.token)
  expect((await third.ask('/', { headers: { cookie: kept } })).status).toBe(200)
})
