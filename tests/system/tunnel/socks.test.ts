import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { readDatagram, writeDatagramHeader } from '../../../src/engines/tunnel/socks/datagram-header.ts'
import { dial, NetPair, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const run = promisify(execFile)
const curl = (...options: string[]) => run('curl', ['-sS', '--max-time', '50', ...options])

async function serveHttp(host: string) {
  const server = createServer((request, response) => response.end(`${request.method} ${request.url}`))
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

test('curl reaches IPv4, IPv6 and names, which the far end looks up', async () => {
  await using four = await serveHttp('127.0.0.1')
  await using six = await serveHttp('::1')
  await using pair = new NetPair()
  pair.far.names.set('camera.far.example', ['127.0.0.1'])
  pair.near.names.set('camera.far.example', ['192.0.2.254'])
  pair.far.allow('127.0.0.1:*', '[::1]:*')
  const { port } = await pair.near.way({ kind: 'socks', target: null })
  const proxy = `socks5h://127.0.0.1:${port}`
  for (const url of [
    `http://127.0.0.1:${four.port}/a`,
    `http://[::1]:${six.port}/a`,
    `http://camera.far.example:${four.port}/a`,
  ])
    expect((await curl('-x', proxy, url)).stdout).toBe('GET /a')
  expect(pair.near.status('w0')).toMatchObject({ opened: 3, refused: 0 })
})

test('curl logs in, and is not let in with a wrong password', async () => {
  await using web = await serveHttp('127.0.0.1')
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const { port } = await pair.near.way({ kind: 'socks', target: null, user: 'operator', password: 'pass' })
  const url = `http://127.0.0.1:${web.port}/a`
  expect((await curl('-x', `socks5h://operator:pass@127.0.0.1:${port}`, url)).stdout).toBe('GET /a')
  for (const who of ['operator:wrong@', ''])
    await expect(curl('-x', `socks5h://${who}127.0.0.1:${port}`, url)).rejects.toMatchObject({ code: 97 })
  expect(pair.near.status('w0')).toMatchObject({ refused: 2, faultCode: 'socks-refused' })
})

const greeting = Buffer.of(5, 1, 0)
const connectTo = (host: string, port: number) =>
  Buffer.concat([Buffer.of(5, 1, 0, 3, host.length), Buffer.from(host), Buffer.of(port >> 8, port & 255)])

/** What a client is told after its greeting. */
async function replyTo(at: { host: string; port: number }, request: Buffer): Promise<number> {
  const client = await dial(at)
  client.write(Buffer.concat([greeting, request]))
  const { bytes, wasReset } = await readAll(client)
  client.destroy()
  expect(wasReset).toBe(false)
  expect([...bytes.subarray(0, 2)]).toEqual([5, 0])
  return bytes[3]!
}

test('each way to fail has its reply', async () => {
  const gone = await serve(() => {})
  await gone[Symbol.asyncDispose]()
  await using pair = new NetPair()
  pair.far.allow('127.0.0.0/8:*', '*.example:*')
  pair.far.names.set('nowhere.example', [])
  const at = await pair.near.way({ kind: 'socks', target: null })
  expect(await replyTo(at, connectTo('127.0.0.1', gone.port))).toBe(5)
  expect(await replyTo(at, connectTo('10.0.0.1', 80))).toBe(2)
  expect(await replyTo(at, connectTo('no such host', 80))).toBe(4)
  expect(await replyTo(at, connectTo('really-nowhere.invalid', 80))).toBe(4)
  expect(await replyTo(at, Buffer.of(5, 2, 0, 1, 0, 0, 0, 0, 0, 0))).toBe(7)
  expect(await replyTo(at, Buffer.of(5, 1, 0, 9, 0, 0, 0, 0, 0, 0))).toBe(8)
})

test('a greeting, a request and the first bytes in one piece lose nothing', async () => {
  await using echo = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const client = await dial(await pair.near.way({ kind: 'socks', target: null }))
  client.end(Buffer.concat([greeting, connectTo('127.0.0.1', echo.port), Buffer.from('at once')]))
  const { bytes } = await readAll(client)
  expect(bytes.subarray(12).toString()).toBe('at once')
})

test('clients that leave, or speak something else, leave nothing behind', async () => {
  await using pair = new NetPair()
  const at = await pair.near.way({ kind: 'socks', target: null })
  const web = await dial(at)
  web.write('GET / HTTP/1.1\r\n\r\n')
  expect((await readAll(web)).bytes.toString('hex')).toBe('05ff')
  web.destroy()
  const silent = await dial(at)
  silent.end()
  const halfway = await dial(at)
  halfway.end(greeting)
  await Promise.all([readAll(silent), readAll(halfway)])
  await until(() => pair.near.status('w0').connections === 0)
})

/** Asks for UDP, and says where to send it to. */
async function associate(at: { host: string; port: number }): Promise<{ client: Socket; port: number }> {
  const client = await dial(at)
  client.write(Buffer.concat([greeting, Buffer.of(5, 3, 0, 1, 0, 0, 0, 0, 0, 0)]))
  let bytes = Buffer.alloc(0)
  while (bytes.length < 12) bytes = Buffer.concat([bytes, (await once(client, 'data'))[0] as Buffer])
  expect([...bytes.subarray(2, 10)]).toEqual([5, 0, 0, 1, 127, 0, 0, 1])
  return { client, port: bytes.readUInt16BE(10) }
}

function datagram(host: string, port: number, text: string): Buffer {
  const header = Buffer.alloc(300)
  return Buffer.concat([
    header.subarray(0, writeDatagramHeader(header, 0, { host, port })),
    Buffer.from(text),
  ])
}

/** Answers datagrams in capitals. */
async function serveUdp(type: 'udp4' | 'udp6') {
  const socket = createSocket(type)
  const seen: string[] = []
  socket.on('message', (bytes, from) => {
    seen.push(bytes.toString())
    socket.send(bytes.toString().toUpperCase(), from.port, from.address)
  })
  socket.bind(0, type === 'udp4' ? '127.0.0.1' : '::1')
  await once(socket, 'listening')
  return { port: socket.address().port, socket, seen, [Symbol.asyncDispose]: async () => void socket.close() }
}

test('datagrams go to IPv4, IPv6 and names, and answers say from where they come', async () => {
  await using four = await serveUdp('udp4')
  await using six = await serveUdp('udp6')
  await using pair = new NetPair()
  pair.far.names.set('dns.far.example', ['127.0.0.1'])
  pair.far.allow('127.0.0.1:*', '[::1]:*')
  const { client, port } = await associate(await pair.near.way({ kind: 'socks', target: null }))
  const mine = createSocket('udp4')
  for (const [host, to, from] of [
    ['127.0.0.1', four.port, '127.0.0.1'],
    ['::1', six.port, '::1'],
    ['dns.far.example', four.port, '127.0.0.1'],
  ] as const) {
    mine.send(datagram(host, to, 'hello'), port, '127.0.0.1')
    const [answer] = (await once(mine, 'message')) as [Buffer]
    const header = readDatagram(answer)!
    expect(header).toMatchObject({ host: from, port: to })
    expect(answer.subarray(header.dataAt).toString()).toBe('HELLO')
  }
  mine.close()
  client.destroy()
  await until(() => pair.far.farEnd.connections === 0)
  await until(() => pair.near.status('w0').connections === 0)
})

test('a client whose datagrams nobody takes is told so, and let go of even if it stays', async () => {
  await using pair = new NetPair()
  const at = await pair.near.way({ kind: 'socks', target: null })
  const taken = []
  // As many as the far end has for one tube.
  for (let count = 0; count < 256; count++) {
    taken.push(pair.near.tube.associate({ opened() {}, datagram() {}, closed() {} }))
  }
  await until(() => pair.far.farEnd.connections === 256)
  const client = connect({ port: at.port, host: at.host, allowHalfOpen: true })
  client.write(Buffer.concat([greeting, Buffer.of(5, 3, 0, 1, 0, 0, 0, 0, 0, 0)]))
  let bytes = Buffer.alloc(0)
  while (bytes.length < 12) bytes = Buffer.concat([bytes, (await once(client, 'data'))[0] as Buffer])
  expect([...bytes.subarray(2, 4)]).toEqual([5, 1])
  expect(pair.near.status('w0')).toMatchObject({ refused: 1, opened: 0 })
  await until(() => pair.near.status('w0').connections === 0)
  client.destroy()
  for (const association of taken) association.close()
})

test('datagrams go nowhere that is not allowed, and come from nobody who was not asked', async () => {
  await using allowed = await serveUdp('udp4')
  await using denied = await serveUdp('udp4')
  await using pair = new NetPair()
  pair.far.allow(`127.0.0.1:${allowed.port}`)
  const { client, port } = await associate(await pair.near.way({ kind: 'socks', target: null }))
  const mine = createSocket('udp4')
  const heard: string[] = []
  mine.on('message', (bytes) => heard.push(bytes.subarray(10).toString()))
  for (let times = 0; times < 3; times++)
    mine.send(datagram('127.0.0.1', denied.port, 'no'), port, '127.0.0.1')
  const fragment = datagram('127.0.0.1', allowed.port, 'part')
  fragment[2] = 1
  mine.send(fragment, port, '127.0.0.1')
  mine.send(datagram('127.0.0.1', allowed.port, 'yes'), port, '127.0.0.1')
  // A stranger sends to the port that the far end has opened.
  let outside = 0
  allowed.socket.on('message', (_, from) => {
    outside = from.port
  })
  await until(() => heard.length === 1)
  denied.socket.send('intruder', outside, '127.0.0.1')
  mine.send(datagram('127.0.0.1', allowed.port, 'again'), port, '127.0.0.1')
  await until(() => heard.length === 2)
  expect(heard).toEqual(['YES', 'AGAIN'])
  expect(denied.seen).toEqual([])
  expect(allowed.seen).toEqual(['yes', 'again'])
  expect(pair.far.requests.list()).toMatchObject([{ target: `127.0.0.1:${denied.port}`, times: 1 }])
  expect(pair.far.farEnd.droppedDatagrams).toBeGreaterThanOrEqual(3)
  mine.close()
  client.destroy()
})
