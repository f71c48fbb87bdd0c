import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { dial, NetPair, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const endpoint = ({ host, port }: { host: string; port: number }) => ({ host, port })

/** Says its part of the handshake, then `then`, whatever pieces that takes. */
function guacd(socket: Socket, then: string, heard: string[] = []): void {
  let said = ''
  socket.on('end', () => socket.end())
  socket.on('data', (bytes) => {
    heard.push(bytes.toString())
    said += bytes
    if (said.startsWith('6.select,3.vnc;') && !said.includes('connect')) {
      socket.write('4.args,13.VERSION_1_5_0,8.host')
      setImmediate(() => socket.write('name,4.port;'))
    } else if (said.includes('7.connect') && !said.includes('ready')) {
      said += 'ready'
      socket.write(`5.ready,37.$${'a'.repeat(36)};${then}`)
    }
  })
}

const session = { protocol: 'vnc', parameters: { hostname: '10.0.0.9', port: '5900' } }
const observer = (pair: NetPair) => {
  const [connection] = pair.near.tube.connections(1)
  return connection && pair.near.ways.observer(connection.wayId, pair.near.tube, connection.number)
}

test('what passes to guacd and back is read along, and stays as it is', async () => {
  const heard: Buffer[] = []
  await using target = await serve((socket) => {
    socket.on('data', (bytes) => heard.push(bytes))
    socket.on('end', () => socket.end())
    socket.write('4.sync,4.1000;5.error,5.Stop!,3.515;')
  })
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const client = await dial(await pair.near.way({ kind: 'guacd', target: endpoint(target) }))
  expect((await once(client, 'data')).toString()).toBe('4.sync,4.1000;5.error,5.Stop!,3.515;')
  client.write('4.sync,4.1000;5.mouse,1.1,1.2,1.0;')
  await until(() => Buffer.concat(heard).toString() === '4.sync,4.1000;5.mouse,1.1,1.2,1.0;')
  expect(observer(pair)).toMatchObject({ fromGuacd: 2, fromViewer: 2 })
  expect(observer(pair)!.lagMs).toBeGreaterThanOrEqual(0)
  expect(observer(pair)!.error).toContain('Stop!')
  client.destroy()
  await until(() => pair.connections === 0)
  expect(observer(pair)).toBeUndefined()
})

test('bytes that are no Guacamole pass all the same', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const client = await dial(await pair.near.way({ kind: 'guacd', target: endpoint(target) }))
  client.end('GET / HTTP/1.1\r\n\r\n')
  expect((await readAll(client)).bytes.toString()).toBe('GET / HTTP/1.1\r\n\r\n')
})

test('with a session, the handshake is done here and the client sees only what follows', async () => {
  const heard: string[] = []
  await using target = await serve((socket) => guacd(socket, '4.sync,1.1;', heard))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const client = await dial(await pair.near.way({ kind: 'guacd', target: endpoint(target), session }))
  expect((await once(client, 'data')).toString()).toBe('4.sync,1.1;')
  client.write('4.sync,1.1;')
  await until(() => heard.join('').endsWith('4.sync,1.1;'))
  expect(heard.join('')).toContain('7.connect,13.VERSION_1_5_0,8.10.0.0.9,4.5900;')
  expect(pair.near.status('w0')).toMatchObject({ opened: 1, connections: 1 })
  client.destroy()
  await until(() => pair.connections === 0 && pair.near.status('w0').connections === 0)
})

test('a guacd that refuses, or is none, turns the client away with the reason', async () => {
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  for (const [answer, text] of [
    ['5.error,10.No display,3.519;', 'No display'],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'instruction'],
    ['', 'guacd ended'],
  ] as const) {
    await using target = await serve((socket) => socket.end(answer))
    const at = await pair.near.way({ kind: 'guacd', target: endpoint(target), session })
    expect((await readAll(await dial(at))).wasReset).toBe(true)
    const status = pair.near.ways.statuses().at(-1)!
    expect(status).toMatchObject({ refused: 1, opened: 0 })
    expect(status.problem.toLowerCase()).toContain(text.toLowerCase())
  }
})
