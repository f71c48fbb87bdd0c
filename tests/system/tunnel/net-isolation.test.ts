import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { TunnelStream } from '../../../src/engines/tunnel/tube/stream.ts'
import { dial, NetPair, type NetSide, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const endpoint = ({ host, port }: { host: string; port: number }) => ({ host, port })
const defect = new Error('a defect')

/** Has the next connection that this side opens fail in one of its calls. */
function breakNext(side: NetSide, call: 'write' | 'end' | 'consumed'): void {
  const { open } = side.tube
  side.tube.open = (...given): TunnelStream => {
    side.tube.open = open
    const stream = open.apply(side.tube, given)
    stream[call] = () => {
      throw defect
    }
    return stream
  }
}

for (const call of ['write', 'end', 'consumed'] as const)
  test(`a defect in one connection (${call}) ends that one, and is reported`, async () => {
    await using target = await serve((socket) => socket.pipe(socket))
    await using pair = new NetPair()
    pair.far.allow('127.0.0.1:*')
    const at = await pair.near.way({ target: endpoint(target) })
    const other = await dial(at)
    await until(() => pair.near.status('w0').opened === 1)
    breakNext(pair.near, call)
    const broken = await dial(at)
    const ends = readAll(broken)
    broken.end('x')
    await ends
    await until(() => pair.near.status('w0').connections === 1)
    other.write('still here')
    expect((await once(other, 'data')).toString()).toBe('still here')
    expect(pair.near.tube.state).toBe('open')
    if (call !== 'consumed') expect(pair.near.defects).toEqual([defect])
    other.destroy()
    broken.destroy()
  })

test('a defect at the far end ends the connection that it is in', async () => {
  await using target = await serve((socket) => socket.pipe(socket))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const opening = pair.far.farEnd.opening.bind(pair.far.farEnd)
  let isFirst = true
  pair.far.farEnd.opening = (stream) => {
    if (isFirst)
      stream.accept = () => {
        throw defect
      }
    isFirst = false
    opening(stream)
  }
  const at = await pair.near.way({ target: endpoint(target) })
  expect((await readAll(await dial(at))).wasReset).toBe(true)
  expect(pair.far.defects).toEqual([defect])
  const client = await dial(at)
  client.end('works')
  expect((await readAll(client)).bytes.toString()).toBe('works')
  await until(() => pair.connections === 0)
  expect(pair.far.farEnd.connections).toBe(0)
})
