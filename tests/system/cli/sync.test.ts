import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SyncSnapshot } from '../../../src/contract/index.ts'
import { serveControl } from '../../../src/host/control.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { type Host, openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { freePort } from '../../support/free-port.ts'
import { Home, pairedHomes } from '../../support/sync/homes.ts'
import { hawser, type Running, run } from './harness.ts'

const at = ({ port }: Home) => `127.0.0.1:${port}`

/** Shares the home's folder, and listens. */
async function serving(home: Home, ...args: string[]): Promise<Running> {
  const running = hawser(['sync', 'serve', home.root, '--listen', at(home), '--json', ...args], home.env)
  await running.event('listening')
  return running
}

const command = (name: 'push' | 'pull', home: Home, other: Home, ...args: string[]) =>
  [['sync', name, home.root, at(other), '--id', other.id, ...args], home.env] as const

/** The app, without a window, that can be asked from the command line. */
async function running(home: Home): Promise<Host> {
  const stack = new AsyncDisposableStack()
  const host = stack.use(
    await openHost({ userData: home.path, engines: engineUrls(), shell: 'test', version: '0.0.0' }),
  )
  stack.use(await serveControl(host, home.path))
  return { ...host, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function snapshotUntil(host: Host, fits: (now: SyncSnapshot) => boolean): Promise<SyncSnapshot> {
  const stop = new AbortController()
  for await (const { sync } of host.server.telemetry({ look: [] }, stop.signal))
    if (sync && fits(sync as SyncSnapshot)) return sync as SyncSnapshot
  throw new Error('telemetry ended')
}

const read = (home: Home, path: string) => readFileSync(join(home.root, path), 'utf8')

test('a push ends when the other side has everything', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  mkdirSync(join(card.root, 'clips'))
  const clip = randomBytes(3_000_000)
  writeFileSync(join(card.root, 'clips/one.mov'), clip)
  writeFileSync(join(card.root, 'notes.txt'), 'take 1')
  await using server = await serving(suite)
  const ended = await run(...command('push', card, suite))
  expect(ended).toMatchObject({ status: 0, stderr: '' })
  expect(ended.stdout).toMatch(/^Listening on 0\.0\.0\.0:\d+\.\n/)
  expect(ended.stdout).toMatch(/\nDone\.\nStopped\.$/)
  expect(readFileSync(join(suite.root, 'clips/one.mov'))).toEqual(clip)
  expect(read(suite, 'notes.txt')).toBe('take 1')
  // What the other side has is not fetched by a push.
  writeFileSync(join(suite.root, 'extra.txt'), 'theirs')
  expect((await run(...command('push', card, suite))).status).toBe(0)
  expect(existsSync(join(card.root, 'extra.txt'))).toBe(false)
  expect(await server.stop('SIGTERM')).toMatchObject({ status: 0 })
})

test('a pull ends when everything is here, also what the other side has yet to look at', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  for (let n = 0; n < 60; n++) writeFileSync(join(card.root, `${n}.mov`), randomBytes(1_000_000))
  // Asks from the start on, so that it meets the other one while that reads its files.
  await using pulling = hawser(...command('pull', suite, card, '--json', '--interval', '100ms'))
  await pulling.event('telemetry')
  await using _server = await serving(card, '--mode', 'send')
  expect(await pulling.ended).toMatchObject({ status: 0, stderr: '' })
  expect(await pulling.event('done')).toMatchObject({ files: 60 })
  const names = readdirSync(suite.root).filter((name) => name !== '.hawser')
  expect(names).toHaveLength(60)
  for (const name of names) expect(statSync(join(suite.root, name)).size).toBe(1_000_000)
})

test('with --json every line is an object that tells what happens', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'a.txt'), 'a')
  await using server = await serving(card)
  const { stdout } = await run(...command('pull', suite, card, '--json'))
  const lines = stdout.split('\n').map((line) => JSON.parse(line))
  expect(lines[0]).toEqual({ event: 'listening', listening: expect.stringMatching(/^0\.0\.0\.0:\d+$/) })
  expect(lines.at(-2)).toEqual({ event: 'done', files: 1 })
  expect(lines.at(-1)).toEqual({ event: 'stopped' })
  const telemetry = lines.findLast(({ event }) => event === 'telemetry')
  expect(telemetry).toMatchObject({ id: 'shared', state: 'idle', localFiles: 1, needFiles: 0 })
  expect(telemetry.devices).toMatchObject([{ id: card.id, state: 'connected' }])
  const { lines: told } = server
  await server.stop('SIGINT')
  expect(JSON.parse(told.at(-1)!)).toEqual({ event: 'stopped' })
})

test('a pull that is killed goes on where it was', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  const big = randomBytes(60_000_000)
  writeFileSync(join(card.root, 'big.mov'), big)
  await using _server = await serving(card)
  const args = ['--json', '--interval', '100ms']
  await using first = hawser(...command('pull', suite, card, ...args, '--download', '12MB'))
  await first.event('telemetry', ({ downBytes }) => Number(downBytes) > 36e6)
  await first.stop('SIGKILL')
  expect(existsSync(join(suite.root, 'big.mov'))).toBe(false)
  await using second = hawser(...command('pull', suite, card, ...args))
  expect((await second.ended).status).toBe(0)
  const last = second.lines.map((line) => JSON.parse(line)).findLast(({ event }) => event === 'telemetry')
  expect(last.downBytes).toBeLessThan(big.length - 10e6)
  expect(readFileSync(join(suite.root, 'big.mov')).equals(big)).toBe(true)
})

test('a device that is not paired is a fault before anything is done', async () => {
  using card = await Home.make('Card')
  using suite = await Home.make('Suite')
  for (const name of ['push', 'pull'] as const) {
    const ended = await run(...command(name, card, suite))
    expect(ended).toMatchObject({ status: 1, stdout: '' })
    expect(ended.stderr).toMatch(
      new RegExp(`^hawser: peer-unknown: ${suite.id} is not paired: "hawser pair" there shows a code`),
    )
  }
  const served = await run(['sync', 'serve', card.root, '--listen', at(card)], card.env)
  expect(served).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^hawser: peer-unknown: No device/),
  })
  expect(existsSync(join(card.root, '.hawser'))).toBe(false)
})

test('a port that is in use is told, with status 3', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  const taken = createSocket('udp4').bind(card.port, '127.0.0.1')
  await once(taken, 'listening')
  const ended = await run(['sync', 'serve', card.root, '--listen', at(card)], card.env)
  taken.close()
  expect(ended).toMatchObject({ status: 3, stdout: '' })
  expect(ended.stderr).toMatch(new RegExp(`^hawser: port-in-use: .*${card.port}`))
})

test.each([
  [['sync', 'push', '.', 'nowhere', '--id', 'x'], '52 letters'],
  [['sync', 'push', '.', 'nowhere', '--id', 'A'.repeat(52)], 'host:port'],
  [['sync', 'push', '.', 'a:1'], '--id'],
  [['sync', 'pull', '.', 'a:1', '--id', 'SHORT'], '52 letters'],
  [['sync', 'serve', '.', '--listen', 'port'], '--listen'],
  [['sync', 'serve', '.', '--mode', 'push'], '--mode'],
  [['sync', 'serve', '.', '--folder', 'a b'], '--folder'],
  [['sync', 'serve', '.', '--peer', 'nobody'], '--peer'],
  [['sync', 'pull', '.', 'a:1', '--wait', 'soon'], '--wait'],
])('%j is not understood, and it says why', async (args, part) => {
  using home = await Home.make('Card')
  const ended = await runHere(args, home.path)
  expect(ended).toMatchObject({ status: 2, stdout: '' })
  expect(ended.stderr).toMatch(/^hawser: usage: /)
  expect(ended.stderr).toContain(part)
})

test('a push that gets nowhere says why and ends', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'a.txt'), 'a')
  const nobody = await run(...command('push', card, suite, '--wait', '6s'))
  expect(nobody).toMatchObject({ status: 1 })
  expect(nobody.stdout).toContain(`Suite at ${at(suite)} cannot be reached: `)
  expect(nobody.stderr).toMatch(
    new RegExp(`^hawser: peer-unreachable: Suite at ${at(suite)} cannot be reached: `),
  )
})

test('a push to a device that shares another folder says so and ends', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  await using _server = await serving(suite)
  const elsewhere = join(card.path, 'elsewhere')
  mkdirSync(elsewhere)
  const args = ['sync', 'push', elsewhere, at(suite), '--id', suite.id, '--wait', '5s', '--folder', 'other']
  const other = await run(args, card.env)
  expect(other).toMatchObject({ status: 1 })
  expect(other.stderr).toMatch(/^hawser: folder-unknown: Suite is connected, but shares no folder "other"/)
})

test('a push to a device that trusts this one no more says so and ends', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'a.txt'), 'a')
  using third = await Home.make('Third')
  suite.trust(third)
  await using _server = await serving(suite)
  const refused = await run(...command('push', card, suite, '--wait', '5s'))
  expect(refused).toMatchObject({ status: 1 })
  expect(refused.stderr).toMatch(/^hawser: peer-refused: Suite at .* refuses this device: /)
})

test('with --wait alone a push waits for its device as long as it takes', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'a.txt'), 'a')
  await using pushing = hawser(...command('push', card, suite, '--wait'))
  await pushing.line((line) => line.includes('cannot be reached'))
  await using _server = await serving(suite)
  expect(await pushing.ended).toMatchObject({ status: 0, stderr: '' })
  expect(read(suite, 'a.txt')).toBe('a')
})

test('a file that is still being written keeps a push from being done', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  const path = join(card.root, 'growing.mov')
  writeFileSync(path, Buffer.alloc(300_000))
  writeFileSync(join(card.root, 'a.txt'), 'a')
  await using _server = await serving(suite)
  const growing = setInterval(() => appendFileSync(path, Buffer.alloc(1000)), 50)
  try {
    const ended = await run(...command('push', card, suite, '--wait', '3s'))
    expect(ended.status).toBe(1)
    expect(ended.stderr).toMatch(/^hawser: file-busy: 1 file cannot be taken\. growing\.mov: /)
  } finally {
    clearInterval(growing)
  }
  expect(read(suite, 'a.txt')).toBe('a')
  expect(await run(...command('push', card, suite))).toMatchObject({ status: 0, stderr: '' })
  expect(statSync(join(suite.root, 'growing.mov')).size).toBe(statSync(path).size)
})

test('a folder that cannot be used ends the run with its reason', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  const file = join(card.path, 'a file')
  writeFileSync(file, '')
  const ended = await run(['sync', 'serve', file, '--listen', at(card)], card.env)
  expect(ended).toMatchObject({ status: 1, stderr: expect.stringMatching(/^hawser: folder-[a-z]+: /) })
})

test('status and verify ask a running Hawser, and say so when none runs', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  for (const args of [['status'], ['verify', 'Rushes']])
    expect(await runHere(['sync', ...args], card.path)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^hawser: host-not-running: /),
    })
  writeFileSync(join(card.root, 'one.txt'), 'one')
  writeFileSync(join(card.root, 'two.txt'), 'two')
  card.write([{ id: 'rushes', name: 'Rushes', path: card.root, peers: [suite.id] }])
  await using host = await running(card)
  await snapshotUntil(host, ({ folders: [now] }) => now?.localFiles === 2 && now.state === 'idle')

  const { stdout } = await runHere(['sync', 'status'], card.path)
  expect(stdout).toMatch(/^FOLDER +STATE +HERE +PATH/)
  expect(stdout).toMatch(/\nRushes +idle +100 % +\//)
  expect(stdout).toMatch(new RegExp(`\\n${suite.name} +\\S+ +${at(suite)}`))
  const status = JSON.parse((await runHere(['sync', 'status', '--json'], card.path)).stdout)
  expect(status.folders).toMatchObject([{ id: 'rushes', name: 'Rushes' }])
  expect(status.now.folders).toMatchObject([{ id: 'rushes', localFiles: 2 }])

  expect(await runHere(['sync', 'verify', 'Rushes'], card.path)).toMatchObject({
    status: 0,
    stdout: '2 files read, 0 damaged.',
  })
  const { mtime, atime } = statSync(join(card.root, 'two.txt'))
  writeFileSync(join(card.root, 'two.txt'), 'TWO')
  utimesSync(join(card.root, 'two.txt'), atime, mtime)
  const damaged = await runHere(['sync', 'verify', 'rushes', '--json'], card.path)
  expect(JSON.parse(damaged.stdout)).toMatchObject({ files: 2 })
  expect((await runHere(['sync', 'verify', 'nothing'], card.path)).stderr).toBe(
    'hawser: folder-unknown: There is no folder "nothing".\n',
  )
})

test('what differs in a folder that only receives is listed, and reverted', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'mine.txt'), 'mine')
  card.write([{ id: 'stems', name: 'Stems', path: card.root, peers: [suite.id], mode: 'receive' }])
  await using host = await running(card)
  await snapshotUntil(host, ({ folders: [now] }) => now?.differing === 1)

  expect((await runHere(['sync', 'revert', 'Stems', '--list'], card.path)).stdout).toBe('added    mine.txt')
  expect(await runHere(['sync', 'override', 'Stems'], card.path)).toMatchObject({
    status: 2,
    stderr: 'hawser: invalid: "Stems" is no folder that only sends.\n',
  })
  const reverted = await runHere(['sync', 'revert', 'Stems', '--json'], card.path)
  expect(JSON.parse(reverted.stdout)).toEqual({ remove: 1, fetch: 0, left: 0 })
  await snapshotUntil(host, ({ folders: [now] }) => now?.differing === 0)
  expect(existsSync(join(card.root, 'mine.txt'))).toBe(false)
  expect((await runHere(['sync', 'revert', 'Stems', '--list'], card.path)).stdout).toBe('Nothing differs.')
})

test('beside a running Hawser a folder is served on another port, and no device is driven away', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'a.txt'), 'a')
  await using host = await running(card)
  await using other = await running(suite)
  await snapshotUntil(host, ({ peers }) => peers[0]?.state === 'connected')

  const refused = await run(...command('push', card, suite))
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^hawser: host-running: Hawser is running here and connected to Suite there: /,
  )

  const port = await freePort()
  const args = ['sync', 'serve', card.root, '--listen', `127.0.0.1:${port}`, '--json']
  await using server = hawser(args, card.env)
  await server.event('listening')
  const { since } = (await snapshotUntil(host, () => true)).peers[0]!
  const pull = ['sync', 'pull', suite.root, `127.0.0.1:${port}`, '--id', card.id]
  expect(await run(pull, suite.env)).toMatchObject({ status: 0, stderr: '' })
  expect(read(suite, 'a.txt')).toBe('a')
  for (const each of [host, other])
    expect((await snapshotUntil(each, () => true)).peers).toMatchObject([{ state: 'connected' }])
  expect((await snapshotUntil(host, () => true)).peers[0]!.since).toBe(since)
})
