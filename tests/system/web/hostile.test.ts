import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hostContract } from '../../../src/contract/host.ts'
import {
  asks,
  diskLinkVersion,
  encodeFinish,
  encodeMessage,
  encodeText,
} from '../../../src/transfer/disk-messages.ts'
import { connect as connectWire, socketLink } from '../../../src/wire/index.ts'
import { Attacked, clientFrame } from './attacked.ts'

let shell: Attacked
beforeAll(async () => {
  shell = await Attacked.start()
})
// After each attack somebody opens the page, and must not notice anything of it.
afterEach(async () => {
  shell.hangUp()
  expect(await shell.isWellServed()).toBe(true)
})
afterAll(async () => {
  const { status, stderr } = await shell.stop()
  await shell[Symbol.asyncDispose]()
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

const seed = Number(process.env['HAWSER_FUZZ_SEED'] ?? 20_261_121)
const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number) =>
  fc.sample(arbitrary, { numRuns: count, seed })
/** It may write on, or is gone. */
const drained = async (socket: Socket) => {
  const over = new AbortController()
  const { signal } = over
  await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]).catch(() => {})
  over.abort()
}
const gone = (socket: Socket) =>
  socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve))

/** Some at once. */
async function severally<T>(all: readonly T[], ask: (each: T) => Promise<string>): Promise<string[]> {
  const heard: string[] = []
  for (let n = 0; n < all.length; n += 40) heard.push(...(await Promise.all(all.slice(n, n + 40).map(ask))))
  return heard
}

describe('in place of requests', () => {
  test.each<[string, string]>([
    ['no HTTP', 'HELO mail\r\n\r\n'],
    ['another version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n'],
    ['a header with a zero in it', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\0b\r\n\r\n'],
    ['a huge header', `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${'x'.repeat(500_000)}\r\n\r\n`],
    ['ten thousand headers', `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${'a: b\r\n'.repeat(10_000)}\r\n`],
    ['a huge address', `GET /${'x'.repeat(200_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`],
    ['a length below zero', 'POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n'],
    [
      'two lengths',
      'POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    ],
    [
      'chunks that are none',
      'POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    ],
    ['a tunnel', 'CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: 10.0.0.1:22\r\n\r\n'],
    ['another protocol', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    [
      'an expectation',
      'POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: a miracle\r\nContent-Length: 1\r\n\r\n',
    ],
  ])('%s is refused', async (_, text) => {
    const heard = await shell.say(text)
    expect(heard).not.toMatch(/^HTTP\/1\.1 [23]/)
    expect(heard).not.toContain('The page')
    expect(heard.length).toBeLessThan(5000)
  })

  test('random bytes, and requests with bytes changed, get nothing', async () => {
    const request = Buffer.from(`GET /wire HTTP/1.1\r\nHost: ${shell.host}\r\nUpgrade: websocket\r\n\r\n`)
    const changed = fc
      .array(fc.tuple(fc.nat(request.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = Buffer.from(request)
        for (const [at, byte] of changes) bytes[at] = byte
        return bytes
      })
    const noise = sample(fc.oneof(fc.uint8Array({ maxLength: 3000 }), changed), 120)
    const heard = await Promise.all(noise.map((bytes) => shell.say(bytes, 50)))
    expect(heard.filter((text) => /^HTTP\/1\.1 (?:101|200)/.test(text))).toEqual([])
  })
})

describe('who has no session', () => {
  const names = () =>
    fc.constantFrom(shell.host, '127.0.0.1', 'evil.example', 'localhost', '127.0.0.1.evil.example', '')
  const origins = () =>
    fc.constantFrom(undefined, 'null', 'http://evil.example', `http://${shell.host}`, 'file://')
  const paths = fc.oneof(
    fc.webPath(),
    fc.constantFrom(
      '/',
      '/wire',
      '/disk',
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e%2fsecret.txt',
    ),
    fc
      .array(fc.constantFrom('..', '%2e%2e', '.', 'assets', 'secret.txt', '\\', '%00', '%c0%ae'), {
        maxLength: 8,
      })
      .map((parts) => `/${parts.join('/')}`),
  )

  test('gets nothing by any name, origin, cookie or path', async () => {
    const name = shell.cookie.split('=')[0]
    const cookies = fc.constantFrom(
      undefined,
      `${name}=`,
      `${name}=${shell.token}`,
      `${name}=${'A'.repeat(43)}`,
      ';;;=',
    )
    const asked = sample(fc.record({ path: paths, host: names(), origin: origins(), cookie: cookies }), 200)
    const heard = await severally(asked, ({ path, host, origin, cookie }) => {
      const head = [`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close']
      if (origin !== undefined) head.push(`Origin: ${origin}`)
      if (cookie !== undefined) head.push(`Cookie: ${cookie}`)
      return shell.sayLast(`${head.join('\r\n')}\r\n\r\n`)
    })
    expect(heard.filter((text) => /^HTTP\/1\.1 (?:101|204)/.test(text))).toEqual([])
    expect(heard.filter((text) => /The page|not for anybody|export \{\}/.test(text))).toEqual([])
  })

  test('is let in with a session only to files that the page is made of', async () => {
    const heard = await severally(sample(paths, 150), (path) => {
      const head = [
        `GET ${path} HTTP/1.1`,
        `Host: ${shell.host}`,
        `Cookie: ${shell.cookie}`,
        'Connection: close',
      ]
      return shell.sayLast(`${head.join('\r\n')}\r\n\r\n`)
    })
    expect(heard.filter((text) => text.includes('not for anybody'))).toEqual([])
  })

  test('is counted by why', async () => {
    const before = await shell.counter('hawser_web_refused_total')
    for (const [host, origin] of [
      ['evil.example', undefined],
      [shell.host, 'http://evil.example'],
      [shell.host, undefined],
    ])
      await shell.sayLast(
        `GET /index.html HTTP/1.1\r\nHost: ${host}\r\n${origin ? `Origin: ${origin}\r\n` : ''}Connection: close\r\n\r\n`,
      )
    expect(await shell.counter('hawser_web_refused_total')).toBe(before + 3)
    for (const why of ['name', 'origin', 'session'])
      expect(await shell.counter('hawser_web_refused_total', `"${why}"`)).toBeGreaterThan(0)
  })
})

describe('connections by the hundred', () => {
  const hold = (count: number) => Promise.all(Array.from({ length: count }, () => shell.socket()))

  test('that say nothing make room for who does, and are counted', async () => {
    await hold(600)
    expect(await shell.openSockets()).toBeLessThan(300)
    expect(await shell.isWellServed()).toBe(true)
    expect(await shell.counter('hawser_web_ended_total', '"stranger"')).toBeGreaterThan(0)
  })

  test('that say a byte now and then keep nobody out', async () => {
    const sockets = await hold(400)
    for (const byte of `GET / HTTP/1.1\r\nHost: ${shell.host}`.slice(0, 12)) {
      for (const socket of sockets) if (socket.writable) socket.write(byte)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(await shell.isWellServed()).toBe(true)
  })

  test('whose other half is closed are not kept', async () => {
    const sockets = await hold(300)
    for (const socket of sockets) socket.end()
    await expect.poll(() => shell.openSockets(), { timeout: 30_000 }).toBeLessThan(60)
  })

  test('do not push out a page that is open', async () => {
    const page = shell.webSocket('/wire')
    const client = connectWire(hostContract, socketLink(page))
    await client.about(undefined)
    await hold(400)
    expect(await client.about(undefined)).toMatchObject({ shell: 'web' })
    page.terminate()
  })

  test('with requests that nobody reads the answers of take no memory without end', async () => {
    const before = await shell.rss()
    const sockets = await hold(20)
    const requests = `GET /enter HTTP/1.1\r\nHost: ${shell.host}\r\n\r\n`.repeat(1000)
    for (const socket of sockets) {
      socket.pause()
      socket.write(requests)
    }
    expect(await shell.isWellServed()).toBe(true)
    expect((await shell.rss()) - before).toBeLessThan(200)
  })
})

test('a flood of requests is answered to its end', async () => {
  const socket = await shell.socket()
  const count = 5000
  let heard = ''
  const ended = Promise.withResolvers<void>()
  socket.on('data', (part: Buffer) => {
    heard += part.toString('latin1')
    // Of the last request.
    if (heard.includes('HTTP/1.1 404', heard.length - part.length - 20)) ended.resolve()
  })
  const head = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${shell.host}\r\n`
  const cookie = `Cookie: ${shell.cookie}\r\n`
  socket.write(`${head('/health')}\r\n`.repeat(count - 1))
  socket.write(`${head('/nothing')}${cookie}\r\n`)
  const wellServed = shell.isWellServed()
  await ended.promise
  expect(heard.split('HTTP/1.1 ').length - 1).toBe(count)
  expect(await wellServed).toBe(true)
})

describe.each(['/wire', '/disk'])('a WebSocket at %s', (path) => {
  test.each<[string, () => Uint8Array]>([
    ['random bytes', () => randomBytes(500)],
    ['a frame without a mask', () => Buffer.from([0x81, 2, 0x7b, 0x7d])],
    ['reserved bits', () => clientFrame(0x71, Buffer.from('{}'))],
    ['an opcode that is none', () => clientFrame(0x3, Buffer.from('{}'))],
    ['a ping in parts', () => clientFrame(0x9, Buffer.alloc(2), false)],
    ['a ping that is too long', () => clientFrame(0x9, Buffer.alloc(200))],
    ['a part that continues nothing', () => clientFrame(0x0, Buffer.alloc(2))],
    [
      'two beginnings',
      () => Buffer.concat([clientFrame(1, Buffer.alloc(2), false), clientFrame(1, Buffer.alloc(2))]),
    ],
    ['a text that is no UTF-8', () => clientFrame(0x1, Buffer.from([0xff, 0xfe]))],
    [
      'a length beyond all memory',
      () => Buffer.from([0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
    ],
    ['a message that is too long', () => Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0])],
    ['an end for a reason that is none', () => clientFrame(0x8, Buffer.from([0, 1]))],
  ])('ends for who sends %s', async (_, bytes) => {
    const socket = await shell.rawWebSocket(path)
    socket.resume()
    socket.on('end', () => socket.end())
    socket.write(bytes())
    await gone(socket)
  })

  test('ends for who sends pings without end and does not read', async () => {
    const before = await shell.rss()
    const socket = await shell.rawWebSocket(path)
    socket.pause()
    // It also says that it is alive, without having read that it is asked.
    const pong = clientFrame(0xa, new Uint8Array(0))
    const ping = clientFrame(0x9, Buffer.alloc(120))
    const pings = Buffer.concat([pong, ...Array.from({ length: 4000 }, () => ping)])
    for (let sent = 0; sent < 400 && !socket.destroyed; sent++)
      if (!socket.write(pings)) await drained(socket)
    expect(socket.destroyed).toBe(true)
    expect((await shell.rss()) - before).toBeLessThan(250)
  })
})

describe('the wire', () => {
  const names = fc.constantFrom(...Object.keys(hostContract), '__proto__', 'constructor', 'toString', '')
  const id = fc.oneof(fc.nat(50), fc.constantFrom(-1, 1.5, 2 ** 60, '1', null, {}))
  const frame = fc.oneof(
    { weight: 3, arbitrary: fc.record({ id, ask: names, input: fc.jsonValue({ maxDepth: 4 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ id, more: fc.oneof(fc.integer(), fc.constantFrom(2 ** 53, -1, 'x')) }),
    },
    { weight: 1, arbitrary: fc.record({ id, stop: fc.constantFrom(true, false, 1) }) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  )

  test('takes frames of any form, and answers those that are questions', async () => {
    const socket = shell.webSocket('/wire')
    const client = connectWire(hostContract, socketLink(socket))
    await client.about(undefined)
    for (const value of sample(frame, 3000)) socket.send(JSON.stringify(value))
    for (const bytes of sample(fc.uint8Array({ maxLength: 300 }), 300)) socket.send(bytes)
    for (const text of sample(fc.string({ unit: 'binary', maxLength: 300 }), 300)) socket.send(text)
    // Its own numbers may have been used by the noise: another page asks.
    expect(await shell.isWellServed()).toBe(true)
    socket.terminate()
  })

  test('takes what is nested deeper than any stack', async () => {
    const socket = shell.webSocket('/wire')
    await connectWire(hostContract, socketLink(socket)).about(undefined)
    const depth = 200_000
    socket.send(`${'['.repeat(depth)}${']'.repeat(depth)}`)
    socket.send(`{"id":7,"ask":"importRules","input":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`)
    expect(await shell.isWellServed()).toBe(true)
    socket.terminate()
  })

  test('has a place for so many questions of one page, and goes on for others', async () => {
    const socket = shell.webSocket('/wire')
    const heard: string[] = []
    socket.on('message', (data) => heard.push(Buffer.from(data as ArrayBuffer).toString()))
    await new Promise((resolve) => socket.once('open', resolve))
    for (let n = 0; n < 3000; n++) socket.send(`{"id":${n},"ask":"rendezvousCalls"}`)
    await expect
      .poll(() => heard.filter((text) => text.includes('"too-many"')).length, { timeout: 30_000 })
      .toBe(3000 - 1024)
    expect(await shell.isWellServed()).toBe(true)
    socket.terminate()
  })
})

describe('the way to the disk', () => {
  const opened = async () => {
    const socket = shell.webSocket('/disk')
    await new Promise((resolve) => socket.once('open', resolve))
    return socket
  }
  const ended = (socket: Awaited<ReturnType<typeof opened>>) =>
    socket.readyState > 1 ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve))
  const hello = (ticket: string) => encodeMessage(asks.hello, 0, encodeText(ticket), diskLinkVersion)
  const ticket = async () => {
    const wire = shell.webSocket('/wire')
    const given = await connectWire(hostContract, socketLink(wire)).openDisk({ folder: shell.folder })
    wire.terminate()
    return given.ticket
  }

  test('ends at once for who has no ticket, whatever is said', async () => {
    const said = sample(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string().map((text) => hello(text)),
      ),
      60,
    )
    for (const bytes of said) {
      const socket = await opened()
      socket.send(bytes)
      await ended(socket)
    }
  })

  test('ends for who has one and says what makes no sense, and writes nothing', async () => {
    const heads = fc.tuple(
      fc.constantFrom(...Object.values(asks)),
      fc.nat(2 ** 31),
      fc.uint8Array({ maxLength: 200 }),
    )
    const said = sample(
      heads.map(([what, request, body]) => encodeMessage(what, request, Uint8Array.from(body))),
      60,
    )
    for (let n = 0; n < said.length; n += 4) {
      const socket = await opened()
      socket.send(hello(await ticket()))
      for (const bytes of said.slice(n, n + 4)) socket.send(bytes)
      socket.send(Buffer.from([255, 255, 255]))
      await ended(socket)
    }
  })

  test('ends for who asks it without end and does not read, and that is counted', async () => {
    const before = await shell.rss()
    const counted = await shell.counter('hawser_web_ended_total', '"unread"')
    const given = await ticket()
    const socket = await shell.rawWebSocket('/disk')
    socket.pause()
    socket.write(clientFrame(2, hello(given)))
    const question = clientFrame(2, encodeMessage(asks.finish, 1, encodeFinish(1, new Uint8Array(32))))
    // Whoever attacks says that it is alive, without having read that it is asked.
    const pong = clientFrame(0xa, new Uint8Array(0))
    const questions = Buffer.concat([pong, ...Array.from({ length: 2000 }, () => question)])
    for (let sent = 0; sent < 400 && !socket.destroyed; sent++)
      if (!socket.write(questions)) await drained(socket)
    expect(socket.destroyed).toBe(true)
    expect(await shell.counter('hawser_web_ended_total', '"unread"')).toBe(counted + 1)
    expect((await shell.rss()) - before).toBeLessThan(250)
  })
})
