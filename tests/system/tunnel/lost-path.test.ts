import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { dial, NetPair, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('a connection goes on without a wrong byte when its path is lost again and again', async () => {
  const data = randomBytes(6_000_000)
  await using target = await serve((socket) => socket.end(data))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const at = await pair.near.way({ target: { host: target.host, port: target.port } })
  const client = await dial(at)
  let messages = 0
  pair.network.onMessage = (link) => {
    if (++messages % 40 === 0 && messages < 200) link.cut()
  }
  client.end()
  const { bytes, wasReset } = await readAll(client)
  expect(wasReset).toBe(false)
  expect(sha256(bytes)).toBe(sha256(data))
  expect(pair.network.links.length).toBeGreaterThan(3)
})

test('while there is no path clients are taken and wait; none is turned away', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const at = await pair.near.way({ target: { host: target.host, port: target.port } })
  pair.network.isDown = true
  for (const link of pair.network.open) link.cut()
  await until(() => pair.near.tube.state === 'lost')
  expect(pair.near.status('w0').state).toBe('listening')
  const client = await dial(at)
  client.end('patience')
  pair.network.isDown = false
  expect((await readAll(client)).bytes.toString()).toBe('patience')
})
