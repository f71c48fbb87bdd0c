import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { dial, NetPair, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const endpoint = ({ host, port }: { host: string; port: number }) => ({ host, port })

test('what is forwarded arrives whole, both ways at once, and ends by itself', async () => {
  const down = randomBytes(8_000_000)
  const up = randomBytes(6_000_000)
  const received: Promise<{ bytes: Buffer }>[] = []
  await using target = await serve((socket) => {
    received.push(readAll(socket))
    socket.end(down)
  })
  await using pair = new NetPair()
  pair.far.allow(`127.0.0.1:${target.port}`)
  const at = await pair.near.way({ target: endpoint(target) })
  const client = await dial(at)
  client.end(up)
  const answer = await readAll(client)
  expect(sha256(answer.bytes)).toBe(sha256(down))
  expect(sha256((await received[0]!).bytes)).toBe(sha256(up))
  await until(() => pair.near.status('w0').connections === 0 && pair.far.farEnd.connections === 0)
  await until(() => pair.connections === 0)
  expect(pair.near.status('w0')).toMatchObject({ opened: 1, refused: 0, problem: '' })
})

test('who has said all it has to say still gets the whole answer', async () => {
  await using target = await serve((socket) => {
    socket.resume()
    socket.on('end', () => setTimeout(() => socket.end('the answer'), 20))
  })
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const client = await dial(await pair.near.way({ target: endpoint(target) }))
  client.end('the question')
  expect(await readAll(client)).toMatchObject({ bytes: Buffer.from('the answer'), wasReset: false })
})

test('a reset on one side is a reset on the other', async () => {
  await using target = await serve((socket) => socket.on('data', () => socket.resetAndDestroy()))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const at = await pair.near.way({ target: endpoint(target) })
  const client = await dial(at)
  client.write('x')
  expect((await readAll(client)).wasReset).toBe(true)

  await using quiet = await serve(() => {})
  const other = await dial(await pair.near.way({ target: endpoint(quiet) }))
  await until(() => quiet.sockets.size === 1)
  const [served] = quiet.sockets
  const seen = readAll(served!)
  other.resetAndDestroy()
  expect((await seen).wasReset).toBe(true)
})

test('a reader that stands still stops its own sender, and no other', async () => {
  const chunk = Buffer.alloc(64 * 1024)
  let sent = 0
  await using target = await serve((socket) => {
    const send = () => {
      while (sent < 200_000_000 && socket.write(chunk)) sent += chunk.length
      if (sent < 200_000_000) socket.once('drain', send)
    }
    send()
  })
  await using echo = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const stalled = await dial(await pair.near.way({ target: endpoint(target) }))
  stalled.pause()
  let before = -1
  while (sent !== before) {
    before = sent
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  // Kernel buffers and the credit of one connection; nothing grows here.
  expect(sent).toBeLessThan(60_000_000)
  expect(pair.far.tube.snapshot().queuedBytes).toBeLessThan(1024 * 1024)
  const other = await dial(await pair.near.way({ target: endpoint(echo) }))
  other.end(chunk)
  expect((await readAll(other)).bytes.length).toBe(chunk.length)
  stalled.destroy()
  await until(() => pair.far.farEnd.connections === 0)
})

test('what cannot be reached is said in words, and the client is turned away', async () => {
  const gone = await serve(() => {})
  await gone[Symbol.asyncDispose]()
  await using pair = new NetPair()
  pair.far.names.set('two.example', ['127.0.0.1', '127.0.0.2'])
  pair.far.allow('127.0.0.0/8:*', '*.example:*')
  for (const [target, code] of [
    [endpoint(gone), 'target-refused'],
    [{ host: 'two.example', port: gone.port }, 'target-refused'],
    [{ host: 'nowhere.example', port: 80 }, 'host-not-found'],
  ] as const) {
    const at = await pair.near.way({ target })
    expect((await readAll(await dial(at))).wasReset).toBe(true)
    const status = pair.near.ways.statuses().at(-1)!
    expect(status).toMatchObject({ state: 'listening', refused: 1, faultCode: code })
    expect(status.problem).toContain(target.host)
  }
})

test('the second address is tried when the first refuses', async () => {
  await using target = await serve((socket) => socket.end('here'), '127.0.0.3')
  await using pair = new NetPair()
  pair.far.names.set('camera.example', ['127.0.0.2', '127.0.0.3'])
  pair.far.allow('127.0.0.0/8:*')
  const at = await pair.near.way({ target: { host: 'camera.example', port: target.port } })
  expect((await readAll(await dial(at))).bytes.toString()).toBe('here')
})

test('nothing is reached unless it is allowed, and what was asked for can be allowed then', async () => {
  let connections = 0
  await using target = await serve((socket) => {
    connections++
    socket.end('in')
  })
  await using pair = new NetPair()
  const at = await pair.near.way({ target: endpoint(target) })
  expect((await readAll(await dial(at))).wasReset).toBe(true)
  expect(pair.near.status('w0')).toMatchObject({ refused: 1, faultCode: 'tunnel-denied' })
  const [request] = pair.far.requests.list()
  expect(request).toMatchObject({ what: 'connect', target: `127.0.0.1:${target.port}`, times: 1 })
  expect(pair.far.told).toContain('tunnel-denied')
  expect(connections).toBe(0)
  pair.far.allow(request!.target)
  expect((await readAll(await dial(at))).bytes.toString()).toBe('in')
})

test('a name that leads to an address that is not allowed is not followed, and not even looked up on other ports', async () => {
  const asked: string[] = []
  await using target = await serve((socket) => socket.end())
  await using pair = new NetPair()
  pair.far.resolve = async (name) => {
    asked.push(name)
    return ['10.0.0.1', '127.0.0.1']
  }
  pair.far.allow(`10.0.0.0/8:${target.port}`)
  const at = await pair.near.way({ target: { host: 'sly.example', port: target.port } })
  expect((await readAll(await dial(at))).wasReset).toBe(true)
  expect(asked).toEqual(['sly.example'])
  const other = await pair.near.way({ target: { host: 'other.example', port: 1 } })
  expect((await readAll(await dial(other))).wasReset).toBe(true)
  expect(asked).toEqual(['sly.example'])
})

test('connections end when they are not allowed any more; others go on', async () => {
  await using one = await serve((socket) => socket.pipe(socket))
  await using two = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow(`127.0.0.1:${one.port}`, `127.0.0.1:${two.port}`)
  const first = await dial(await pair.near.way({ target: endpoint(one) }))
  const second = await dial(await pair.near.way({ target: endpoint(two) }))
  await until(() => pair.far.farEnd.connections === 2)
  const firstEnds = readAll(first)
  pair.far.allow(`127.0.0.1:${two.port}`)
  expect((await firstEnds).wasReset).toBe(true)
  second.end('still there')
  expect((await readAll(second)).bytes.toString()).toBe('still there')
})

test('a way that changes disturbs only what the change touches', async () => {
  await using one = await serve((socket) => socket.pipe(socket))
  await using two = await serve((socket) => socket.resume().end('two'))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const at = await pair.near.way({ target: endpoint(one), maxConnections: 2 })
  const old = await dial(at)
  await until(() => pair.near.status('w0').connections === 1)
  pair.near.change('w0', { name: 'another name', target: endpoint(two) })
  const next = await dial(at)
  next.end()
  expect((await readAll(next)).bytes.toString()).toBe('two')
  old.write('here')
  expect((await once(old, 'data')).toString()).toBe('here')
  await until(() => pair.near.status('w0').connections === 1)
  pair.near.change('w0', { maxConnections: 1 })
  expect((await readAll(await dial(at))).wasReset).toBe(true)
  expect(pair.near.status('w0')).toMatchObject({ faultCode: 'too-many-connections' })
  pair.near.change('w0', { enabled: false })
  expect((await readAll(old)).wasReset).toBe(true)
  expect(pair.near.status('w0').state).toBe('off')
  await expect(dial(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a way listens only while there is a tube, and on the same port again', async () => {
  await using target = await serve((socket) => socket.end('again'))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const at = await pair.near.way({ target: endpoint(target) })
  pair.near.ways.tubeGone('other-device', pair.near.tube)
  expect(pair.near.status('w0').state).toBe('waiting')
  await expect(dial(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  pair.near.ways.tubeOpen('other-device', pair.near.tube)
  await until(() => pair.near.status('w0').state === 'listening')
  expect((await readAll(await dial(at))).bytes.toString()).toBe('again')
})

test('a port in use is told, and taken when it is free', async () => {
  const holder = await serve(() => {})
  await using pair = new NetPair()
  const target = { host: '127.0.0.1', port: 1 }
  const added = pair.near.way({ listen: endpoint(holder), target })
  await until(() => pair.near.status('w0').state === 'failed')
  expect(pair.near.status('w0')).toMatchObject({ faultCode: 'port-in-use' })
  await holder[Symbol.asyncDispose]()
  expect(await added).toEqual(endpoint(holder))
})

test('when the tube ends, so does everything that was done through it', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const client = await dial(await pair.near.way({ target: endpoint(target) }))
  await until(() => pair.far.farEnd.connections === 1)
  const [served] = target.sockets
  const ends = [readAll(client), readAll(served!)]
  pair.near.tube.close({ code: 'closed', text: 'Somebody closed it.' })
  for (const { wasReset } of await Promise.all(ends)) expect(wasReset).toBe(true)
})
