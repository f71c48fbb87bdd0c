import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import type { StreamHandler } from '../../../src/engines/tunnel/tube/stream.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { dial, NetPair, readAll, serve, until } from '../../support/tunnel/net-pair.ts'

const endpoint = ({ host, port }: { host: string; port: number }) => ({ host, port })

test('a SOCKS5 client that takes longer than ten seconds to say what it wants is let go', async () => {
  const clock = new ManualClock()
  await using pair = new NetPair(clock)
  const client = await dial(await pair.near.way({ kind: 'socks', target: null }))
  client.write(Buffer.of(5))
  await until(() => pair.near.status('w0').connections === 1)
  await clock.advance(9_000)
  client.write(Buffer.of(1))
  expect(pair.near.status('w0').connections).toBe(1)
  await clock.advance(1_000)
  expect((await readAll(client)).bytes.length).toBe(0)
  client.end()
  await until(() => pair.near.status('w0').connections === 0)
  expect(pair.near.status('w0')).toMatchObject({ refused: 1, faultCode: 'socks-invalid' })
})

test('a refused SOCKS5 client that does not go is ended', async () => {
  const clock = new ManualClock()
  await using pair = new NetPair(clock)
  const client = await dial(await pair.near.way({ kind: 'socks', target: null }))
  client.write('hello')
  await until(() => pair.near.status('w0').refused === 1)
  await clock.advance(5_000)
  await until(() => pair.near.status('w0').connections === 0)
  client.destroy()
})

/** Listens and never accepts, so that whoever comes once its queue is full waits. */
async function silentTarget() {
  const child = spawn(
    process.execPath,
    [
      '-e',
      "const s = require('net').createServer((c) => c.on('error', () => {})).listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))",
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  const port = Number(line.toString())
  child.kill('SIGSTOP')
  const fillers: Socket[] = []
  // One that waits, and one more, is what fits into the queue.
  for (let count = 0; count < 2; count++) {
    const filler = connect(port, '127.0.0.1')
    await once(filler, 'connect')
    fillers.push(filler.on('error', () => {}))
  }
  return {
    host: '127.0.0.1',
    port,
    /** Accepts them all. */
    wake: () => child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test.runIf(process.platform === 'linux')(
  'a target that does not answer is given up after ten seconds',
  async () => {
    await using target = await silentTarget()
    const clock = new ManualClock()
    await using pair = new NetPair(clock)
    pair.far.allow('127.0.0.1:*')
    const client = await dial(await pair.near.way({ target: endpoint(target) }))
    let isOver = false
    const ends = readAll(client).finally(() => {
      isOver = true
    })
    await until(() => pair.far.tube.connections(1).length === 1)
    let seconds = 0
    for (; !isOver; seconds++) {
      await clock.advance(1000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(seconds).toBeGreaterThanOrEqual(10)
    expect((await ends).wasReset).toBe(true)
    expect(pair.near.status('w0')).toMatchObject({ refused: 1, faultCode: 'target-timeout' })
  },
)

test.runIf(process.platform === 'linux')(
  'what is forbidden while it is being connected does not come about, and who leaves leaves nothing behind',
  async () => {
    await using target = await silentTarget()
    await using pair = new NetPair()
    pair.far.allow('127.0.0.1:*')
    const at = await pair.near.way({ target: endpoint(target) })
    const client = await dial(at)
    const hasty = await dial(at)
    await until(() => pair.far.tube.connections(2).length === 2)
    hasty.resetAndDestroy()
    await until(() => pair.far.tube.connections(2).length === 1)
    pair.far.allow()
    target.wake()
    expect((await readAll(client)).wasReset).toBe(true)
    expect(pair.near.status('w0')).toMatchObject({ opened: 0, refused: 1, faultCode: 'tunnel-denied' })
    await until(() => pair.far.farEnd.connections === 0)
  },
)

const quiet: StreamHandler = { opened() {}, data() {}, drain() {}, end() {}, closed() {} }

test('a flood of connections is refused beyond a limit, and others are still served', async () => {
  await using target = await serve((socket) => socket.end('served'))
  await using pair = new NetPair()
  pair.far.allow('127.0.0.1:*')
  const { promise: held, resolve: release } = Promise.withResolvers<string[]>()
  pair.far.resolve = () => held
  await until(() => pair.near.tube.state === 'open')
  const reasons: number[] = []
  const count = { ...quiet, closed: (reason: number) => reasons.push(reason) }
  for (let index = 0; index < 600; index++)
    pair.near.tube.open({ host: `flood${index}.example`, port: 1 }, 'forward', count)
  await until(() => reasons.length === 600 - 256)
  expect(new Set(reasons)).toEqual(new Set([closeReasons.handlerError]))
  release(['10.0.0.1'])
  await until(() => reasons.length === 600)
  expect(reasons.filter((reason) => reason === closeReasons.adminClosed)).toHaveLength(256)
  expect(pair.far.requests.list()).toHaveLength(100)
  const client = await dial(await pair.near.way({ target: endpoint(target) }))
  expect((await readAll(client)).bytes.toString()).toBe('served')
})

test('hosts that are none are refused', async () => {
  await using pair = new NetPair()
  pair.far.allow('*:*')
  await until(() => pair.near.tube.state === 'open')
  for (const host of ['-x', 'a b', '../etc', 'http://a', ' 127.0.0.1']) {
    let reason = -1
    pair.near.tube.open({ host, port: 80 }, 'forward', {
      ...quiet,
      closed: (why) => {
        reason = why
      },
    })
    await until(() => reason !== -1)
    expect(reason, host).toBe(closeReasons.addressResolutionFailed)
  }
  expect(pair.far.tube.state).toBe('open')
})

test('asks to listen are refused beyond a limit, and where there is no such place', async () => {
  await using pair = new NetPair()
  pair.far.allow({ what: 'listen', target: '127.0.0.1:*' })
  await until(() => pair.near.tube.state === 'open')
  const codes: string[] = []
  pair.near.ways.listened = (_tube, _id, outcome) => {
    codes.push(outcome.code ?? 'listening')
  }
  pair.near.tube.askListen('odd', { host: '-x /etc', port: 0 })
  for (let index = 0; index < 70; index++)
    pair.near.tube.askListen(`w${index}`, { host: '127.0.0.1', port: 0 })
  await until(() => codes.length === 71)
  expect(codes.filter((code) => code === 'tunnel-limit')).toHaveLength(6)
  expect(codes.filter((code) => code === 'listening')).toHaveLength(64)
  expect(codes).toContain('address-unavailable')
})
