import { once } from 'node:events'
import { expect, test } from 'vitest'
import { dial, NetPair, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const endpoint = ({ host, port }: { host: string; port: number }) => ({ host, port })
const mayListen = { what: 'listen', target: '127.0.0.1:*' } as const

test('the far end listens where it is allowed to, and who connects there reaches this side’s target', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow(mayListen)
  const at = await pair.near.way({ kind: 'reverse', target: endpoint(target) })
  const client = await dial(at)
  client.end('round and back')
  expect((await readAll(client)).bytes.toString()).toBe('round and back')
  expect(pair.near.status('w0')).toMatchObject({ opened: 1, refused: 0 })
  await until(() => pair.near.status('w0').connections === 0)
})

test('it does not listen unless that is allowed; once it is, it begins by itself, and stops when it is not any more', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  const added = pair.near.way({ kind: 'reverse', target: endpoint(target) })
  await until(() => pair.near.status('w0').state === 'failed')
  expect(pair.near.status('w0')).toMatchObject({ faultCode: 'tunnel-denied', listening: '' })
  const [request] = pair.far.requests.list()
  expect(request).toMatchObject({ what: 'listen', target: '127.0.0.1:0' })
  pair.far.allow({ what: 'listen', target: request!.target })
  const at = await added
  const client = await dial(at)
  await until(() => pair.near.status('w0').connections === 1)
  pair.far.allow()
  expect((await readAll(client)).wasReset).toBe(true)
  await until(() => pair.near.status('w0').state === 'failed')
  await expect(dial(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a way that is switched off, or moved, frees its port at the far end', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  const other = await serve(() => {})
  await other[Symbol.asyncDispose]()
  await using pair = new NetPair()
  pair.far.allow(mayListen)
  const first = await pair.near.way({ kind: 'reverse', target: endpoint(target) })
  const before = await dial(first)
  await until(() => pair.near.status('w0').opened === 1)
  pair.near.change('w0', { listen: endpoint(other) })
  await until(() => pair.near.status('w0').listening === `127.0.0.1:${other.port}`)
  await expect(dial(first)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const after = await dial(endpoint(other))
  for (const client of [before, after]) {
    client.write('hello')
    expect((await once(client, 'data')).toString()).toBe('hello')
  }
  const ends = [readAll(before), readAll(after)]
  pair.near.change('w0', { enabled: false })
  await until(() => pair.near.status('w0').state === 'off')
  for (const { wasReset } of await Promise.all(ends)) expect(wasReset).toBe(true)
  await until(() => pair.connections === 0)
  await expect(dial(endpoint(other))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('what is no longer wanted to listen goes on with its connections as long as that is allowed', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow(mayListen)
  const at = await pair.near.way({ kind: 'reverse', target: endpoint(target) })
  const client = await dial(at)
  await until(() => pair.near.status('w0').opened === 1)
  pair.near.ways.stopListening()
  await until(() => pair.near.status('w0').state === 'starting')
  client.write('on it goes')
  expect((await once(client, 'data')).toString()).toBe('on it goes')
  await expect(dial(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const ends = readAll(client)
  pair.far.allow()
  expect((await ends).wasReset).toBe(true)
})

test('a port in use at the far end is told here, and taken when it is free', async () => {
  const holder = await serve(() => {})
  await using pair = new NetPair()
  pair.far.allow(mayListen)
  const added = pair.near.way({
    kind: 'reverse',
    listen: endpoint(holder),
    target: { host: '127.0.0.1', port: 1 },
  })
  await until(() => pair.near.status('w0').state === 'failed')
  expect(pair.near.status('w0')).toMatchObject({ faultCode: 'port-in-use' })
  await holder[Symbol.asyncDispose]()
  expect(await added).toEqual(endpoint(holder))
})

test('nobody opens a reverse connection by a way that is not his', async () => {
  await using pair = new NetPair()
  await until(() => pair.far.tube.state === 'open')
  let reason = -1
  const stream = pair.far.tube.open(null, 'reverse', {
    opened: () => {},
    data: () => {},
    drain: () => {},
    end: () => {},
    closed: (why) => {
      reason = why
    },
  })
  stream.wayId = 'w7'
  await until(() => reason === 12)
})
