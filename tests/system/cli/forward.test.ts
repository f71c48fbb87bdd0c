import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { hawser, run } from './harness.ts'

/** A server for one test; `serve` gets each connection. */
async function server(serve: (socket: Socket) => void, host = '127.0.0.1') {
  const sockets = new Set<Socket>()
  const listening = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  listening.listen(0, host)
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(listening, 'close')
      listening.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function readAll(port: number, host = '127.0.0.1'): Promise<Buffer> {
  const socket = connect(port, host)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('carries bytes as they are and tells of it line by line', async () => {
  const video = randomBytes(8_000_000)
  await using camera = await server((socket) => socket.end(video))
  const port = await freePort()
  const args = [
    '--listen',
    `127.0.0.1:${port}`,
    '--target',
    `127.0.0.1:${camera.port}`,
    '--json',
    '--interval',
    '100ms',
  ]
  await using forward = hawser(['forward', ...args])
  expect(await forward.event('listening')).toEqual({
    event: 'listening',
    listen: `127.0.0.1:${port}`,
    target: `127.0.0.1:${camera.port}`,
    protocol: 'tcp',
    ports: 1,
    pid: forward.child.pid,
  })
  expect(sha256(await readAll(port))).toBe(sha256(video))
  const sample = await forward.event('telemetry', ({ bytesDown }) => bytesDown === video.length)
  expect(sample).toMatchObject({
    accepted: 1,
    state: expect.any(String),
    verdict: { text: expect.any(String) },
  })
  const { status, stdout, stderr } = await forward.stop('SIGTERM')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const events = stdout.split('\n').map((line) => JSON.parse(line).event)
  expect(events.at(-1)).toBe('stopped')
  expect(events.filter((event) => event === 'listening')).toHaveLength(1)
})

test('listens on IPv6 and on a range of ports', async ({ skip }) => {
  const camera = await server((socket) => socket.end('hello'), '::1').catch(() => undefined)
  if (camera === undefined) return skip('this machine has no IPv6')
  await using _ = camera
  const port = await freePort()
  const args = ['-l', `[::1]:${port}`, '-t', `[::1]:${camera.port}`, '--json']
  await using forward = hawser(['forward', ...args])
  expect(await forward.event('listening')).toMatchObject({ listen: `[::1]:${port}` })
  expect(String(await readAll(port, '::1'))).toBe('hello')
})

test('speaks to people without --json', async () => {
  const port = await freePort()
  await using forward = hawser(['forward', '-l', `127.0.0.1:${port}`, '-t', '127.0.0.1:9'])
  const line = await forward.line((text) => text.startsWith('Forwarding'))
  expect(line).toBe(`Forwarding 127.0.0.1:${port} → 127.0.0.1:9 (TCP). Ctrl+C stops.`)
  expect(await forward.stop('SIGINT')).toMatchObject({ status: 0, stderr: '' })
})

test('a port in use is status 3, with who holds it where the system tells and the next free one', async () => {
  await using taken = await server(() => {})
  const args = ['forward', '-l', `127.0.0.1:${taken.port}`, '-t', '10.0.0.5:554', '--json']
  const { status, stdout, stderr } = await run(args)
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  const [line, json] = stderr.split('\n')
  expect(line).toMatch(/^hawser: port-in-use: .+/)
  expect(JSON.parse(json!)).toMatchObject({
    event: 'error',
    code: 'port-in-use',
    detail: { suggestion: expect.any(Number) },
  })
})

test('an address of another machine is status 3', async () => {
  const { status, stderr } = await run(['forward', '-l', '192.0.2.1:40000', '-t', '10.0.0.5:554'])
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(/^hawser: address-unavailable: /),
  })
})

test('what happens is told as an event with its code', async () => {
  const [port, nobody] = [await freePort(), await freePort()]
  const args = ['-l', `127.0.0.1:${port}`, '-t', `127.0.0.1:${nobody}`, '--hold', '100ms', '--json']
  await using forward = hawser(['forward', ...args])
  await forward.event('listening')
  expect((await readAll(port).catch(() => Buffer.alloc(0))).length).toBe(0)
  const line = await forward.line((text) => text.includes('"target-'))
  expect(JSON.parse(line)).toMatchObject({
    event: expect.stringMatching(/^target-/),
    at: expect.any(Number),
    level: expect.any(String),
    text: expect.any(String),
  })
  await forward.stop('SIGTERM')
})

test('a connection that does not end is ended when the time to drain is over', async () => {
  await using camera = await server((socket) => socket.write('live'))
  const port = await freePort()
  const args = ['-l', `127.0.0.1:${port}`, '-t', `127.0.0.1:${camera.port}`, '--drain', '300ms', '--json']
  await using forward = hawser(['forward', ...args])
  await forward.event('listening')
  const viewer = connect(port, '127.0.0.1')
  viewer.on('error', () => {})
  await once(viewer, 'data')
  const gone = once(viewer, 'close')
  expect(await forward.stop('SIGTERM')).toMatchObject({ status: 0 })
  await gone
})

test('a second request to stop does not wait for connections', async () => {
  await using camera = await server((socket) => socket.write('live'))
  const port = await freePort()
  const args = ['-l', `127.0.0.1:${port}`, '-t', `127.0.0.1:${camera.port}`, '--drain', '50s', '--json']
  await using forward = hawser(['forward', ...args])
  await forward.event('listening')
  const viewer = connect(port, '127.0.0.1')
  viewer.on('error', () => {})
  await once(viewer, 'data')
  forward.child.kill('SIGINT')
  // The request has come when nobody is let in any more. Signals that come within half a second are one request.
  await expect.poll(() => isOpen(port), { timeout: 30_000 }).toBe(false)
  await sleep(600)
  expect(await forward.stop('SIGINT')).toMatchObject({ status: 130 })
  viewer.destroy()
})

test('it stops when nobody reads its output any more', async () => {
  const port = await freePort()
  const args = ['-l', `127.0.0.1:${port}`, '-t', '127.0.0.1:9', '--json', '--interval', '100ms']
  await using forward = hawser(['forward', ...args])
  await forward.event('listening')
  forward.child.stdout!.destroy()
  expect(await forward.ended).toMatchObject({ status: 0 })
})
