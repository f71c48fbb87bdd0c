import { connect as connectTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { maxClients } from '../../../src/web/clients.ts'
import { clientOver, closing, openShell, outcome, type Shell } from './harness.ts'

let shell: Shell
let headers: Record<string, string>
beforeAll(async () => {
  shell = await openShell()
  headers = { cookie: await shell.enter(), origin: shell.origin }
})
afterAll(() => shell[Symbol.asyncDispose]())

async function closed(socket: WebSocket): Promise<void> {
  const gone = closing(socket)
  socket.close()
  await gone
}

describe('a socket is refused', () => {
  test.each([
    ['without a session', { cookie: '' }, 401],
    ['to a foreign page', { origin: 'http://evil.example' }, 403],
    ['to the page of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['to a page that another site embeds', { 'sec-fetch-site': 'cross-site' }, 403],
    ['under a foreign name', { host: 'evil.example', origin: 'http://evil.example' }, 421],
  ])('%s', async (_, more, status) => {
    expect(await outcome(shell.openSocket({ ...headers, ...more }))).toBe(status)
  })
  test('to what does not say where it comes from', async () => {
    const { cookie } = headers
    expect(await outcome(shell.openSocket({ cookie: cookie! }))).toBe(403)
  })
  test('anywhere but at /wire', async () => {
    expect(await outcome(shell.openSocket(headers, '/'))).toBe(404)
  })
})

test('several pages at once see the same rules, and each other’s changes', async () => {
  const sockets = [shell.openSocket(headers), shell.openSocket(headers), shell.openSocket(headers)]
  const [first, ...others] = sockets.map(clientOver)
  const seen = others.map(async (client) => {
    for await (const { rules } of client.settings(undefined)) if (rules.length > 0) return rules[0]!.name
  })
  const listen = { host: '127.0.0.1', port: 40_000 }
  await first!.addRule({ rule: { name: 'Stage', listen, target: { host: '10.0.0.5', port: 554 } } })
  expect(await Promise.all(seen)).toEqual(['Stage', 'Stage'])
  expect(await first!.about(undefined)).toMatchObject({ shell: 'web', version: '0.0.0-test' })
  await Promise.all(sockets.map(closed))
})

test('telemetry flows', async () => {
  const socket = shell.openSocket(headers)
  let told = 0
  for await (const _ of clientOver(socket).telemetry({})) if (++told === 5) break
  await closed(socket)
})

test('garbage and a message that is too large end no more than their own socket', async () => {
  const [bad, good] = [shell.openSocket(headers), shell.openSocket(headers)]
  const client = clientOver(good)
  await outcome(bad)
  for (const garbage of [
    '',
    '{',
    '[]',
    'null',
    '{"id":"x"}',
    '{"id":1,"ask":"__proto__"}',
    Buffer.from([0xff]),
  ])
    bad.send(garbage)
  expect(await clientOver(bad).about(undefined)).toMatchObject({ shell: 'web' })
  const gone = closing(bad)
  bad.on('error', () => {})
  bad.send(Buffer.alloc(33 * 1024 * 1024, 0x20))
  expect([1006, 1009]).toContain(await gone)
  expect(await client.about(undefined)).toMatchObject({ shell: 'web' })
  await closed(good)
})

test('only so many sockets are served at once', async () => {
  const sockets = Array.from({ length: maxClients }, () => shell.openSocket(headers))
  expect(await Promise.all(sockets.map(outcome))).toEqual(sockets.map(() => 'open'))
  expect(await outcome(shell.openSocket(headers))).toBe(503)
  await Promise.all(sockets.map(closed))
})

test('a client that asks and does not read is let go', async () => {
  await using other = await openShell()
  const cookie = await other.enter()
  const { hostname, port, host } = new URL(other.origin)
  const filler = other.openSocket({ cookie, origin: other.origin })
  const rules = Array.from({ length: 3000 }, (_, n) => ({
    name: `Rule ${n}`,
    enabled: false,
    listen: { host: '127.0.0.1', port: 1024 + n },
    target: { host: 'camera.example.net', port: 554 },
  }))
  const client = clientOver(filler)
  await client.importRules({ text: JSON.stringify({ hawserRules: 1, rules }), mode: 'merge' })

  const socket = connectTcp(Number(port), hostname)
  const lines = [
    'GET /wire HTTP/1.1',
    `Host: ${host}`,
    `Origin: ${other.origin}`,
    `Cookie: ${cookie}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const gone = new Promise((resolve) => socket.on('close', resolve))
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('readable', resolve))
  // Never read again. A masked text frame with a zero mask is the text itself.
  for (let id = 0; id < 200; id++) {
    const text = Buffer.from(JSON.stringify({ id, ask: 'exportRules', input: {} }))
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]))
  }
  const unread = /^hawser_web_ended_total\{.*"unread".*\} [1-9]/m
  await expect.poll(async () => (await client.metrics(undefined)).text, { timeout: 30_000 }).toMatch(unread)
  // The end shows to whoever reads again: what was sent is less than what was asked for.
  let received = 0
  socket.on('data', (bytes) => {
    received += bytes.length
  })
  await gone
  const { text } = await client.exportRules({})
  expect(received).toBeLessThan(200 * text.length)
  await closed(filler)
})

test('stopping tells every page that Hawser goes', async () => {
  const other = await openShell()
  const socket = other.openSocket({ cookie: await other.enter(), origin: other.origin })
  await outcome(socket)
  const gone = closing(socket)
  await other[Symbol.asyncDispose]()
  expect(await gone).toBe(1001)
})
