// Two machines with two cables between them, each in a network namespace of its own, and a whole host on each. They pair, one has
// a way to a port of the other, and while bytes come through it the cable that they take is pulled: by it the hosts had found one
// another, too, or not. Nobody is told. Prints what came of it as JSON. argv: nothing, or `far` for the second.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { hostContract, type Telemetry } from '../../../src/contract/host.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { connect as ask, serve } from '../../../src/wire/index.ts'
import { fakeEngines } from '../../system/host/fake-engines.ts'
import { memoryPair } from '../wire/memory-pair.ts'
import { layCables, run } from './namespaces.ts'

const pullAfterBytes = 2_000_000
/** So much more comes after the cable was pulled. */
const restBytes = 8_000_000
/** Slow enough until then that it is pulled in the middle of it, however late. */
const [trickleMs, trickleBytes] = [50, 200_000]

async function open(name: string) {
  const userData = await mkdtemp(join(tmpdir(), 'hawser-namespace-'))
  await writeFile(join(userData, 'hawser.json'), JSON.stringify({ version: 1, deviceName: name }))
  const { tunnel } = engineUrls()
  const engines = { ...fakeEngines, tunnel }
  const host = await openHost({ userData, engines, shell: 'test', version: '0.0.0' })
  const [near, far] = memoryPair()
  serve(hostContract, host.server, far, host.report)
  const client = ask(hostContract, near)
  const tunnelUntil = async (fits: (tunnel: NonNullable<Telemetry['tunnel']>) => boolean) => {
    for await (const telemetry of client.telemetry({ look: [] }))
      if (telemetry.tunnel && fits(telemetry.tunnel)) return telemetry.tunnel
    throw new Error('the telemetry ended')
  }
  const paired = async () => {
    for await (const { found } of client.peers(undefined)) {
      const peer = found.find((device) => device.paired)
      if (peer) return peer.id
    }
    throw new Error('the states ended')
  }
  const close = async () => {
    await host[Symbol.asyncDispose]()
    await rm(userData, { recursive: true, force: true })
  }
  return { client, tunnelUntil, paired, close }
}

const linesOf = (input: NodeJS.ReadableStream) => {
  const lines = createInterface({ input })[Symbol.asyncIterator]()
  return async () => JSON.parse(String((await lines.next()).value))
}

async function near(): Promise<void> {
  layCables()
  const other = spawn('unshare', ['-n', process.execPath, import.meta.filename, 'far'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(other, 'exit')
  const line = linesOf(other.stdout)
  await line()
  for (const name of ['a1', 'b1']) run(`ip link set ${name} netns ${other.pid}`)
  const { client, tunnelUntil, paired, close } = await open('Near')
  const { code } = await client.openPairing({})
  other.stdin.write(`${JSON.stringify({ code })}\n`)
  const { port } = await line()

  const party = await paired()
  const target = { host: '127.0.0.1', port }
  const listen = { host: '127.0.0.1', port: 0 }
  const { id } = await client.addWay({ way: { name: 'Far', party, listen, target } })
  const { ways } = await tunnelUntil((tunnel) =>
    tunnel.ways.some((way) => way.id === id && way.state === 'listening'),
  )
  const socket = connect({ host: '127.0.0.1', port: Number(ways[0]!.listening.split(':')[1]) })
  const got = createHash('sha256')
  let bytes = 0
  let pulledAt = 0
  let pulled = ''
  socket.on('data', (chunk) => {
    got.update(chunk)
    bytes += chunk.length
    if (pulled !== '' || bytes < pullAfterBytes) return
    pulled = 'soon'
    void tunnelUntil(({ tubes }) => tubes[0]?.pair !== '').then(({ tubes }) => {
      pulled = tubes[0]!.pair.includes('10.70.') ? 'a0' : 'b0'
      run(`ip link set ${pulled} down`)
      pulledAt = performance.now()
      other.stdin.write(`${JSON.stringify('pulled')}\n`)
    })
  })
  await once(socket, 'close')
  const { hash } = await line()
  const { tubes } = await tunnelUntil(({ tubes }) => tubes[0]?.state === 'open' && tubes[0].resumes > 0)
  console.log(
    JSON.stringify({
      isWhole: got.digest('hex') === hash,
      resumes: tubes[0]!.resumes,
      pairs: [pulled, tubes[0]!.pair.includes('10.70.') ? 'a0' : 'b0'],
      ms: Math.round(performance.now() - pulledAt),
    }),
  )
  other.stdin.end()
  await exited
  await close()
  process.exit()
}

async function far(): Promise<void> {
  console.log(JSON.stringify('there'))
  const line = linesOf(process.stdin)
  const { code } = await line()
  run('ip link set lo up')
  for (const [at, name] of ['a', 'b'].entries()) {
    run(`ip addr add 10.7${at}.0.2/24 dev ${name}1`)
    run(`ip link set ${name}1 up`)
  }
  const { client, paired, close } = await open('Far')
  await client.pair({ code })
  const party = await paired()
  let isPulled = false
  const server = createServer(async (socket) => {
    socket.on('error', () => {})
    const sent = createHash('sha256')
    const send = (bytes: Buffer) => {
      sent.update(bytes)
      socket.write(bytes)
    }
    while (!isPulled) {
      send(randomBytes(trickleBytes))
      await new Promise((resolve) => setTimeout(resolve, trickleMs))
    }
    send(randomBytes(restBytes))
    socket.end()
    console.log(JSON.stringify({ hash: sent.digest('hex') }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await client.addAllow({ allow: { party, target: `127.0.0.1:${port}` } })
  console.log(JSON.stringify({ port }))
  await line()
  isPulled = true
  await line().catch(() => {})
  await close()
  process.exit()
}

await (process.argv[2] === 'far' ? far() : near())
