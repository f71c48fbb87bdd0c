// What the transport of sync costs on this machine's loopback, and through a link of 100 Mbit/s that delays and loses.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { openQuicTransport } from '../src/engines/sync/quic/index.ts'
import type { Connection, ProfileName, TransportEndpoint } from '../src/engines/sync/transport.ts'
import { megabits, startEmulator } from '../tests/support/link-emulator/index.ts'
import { makeTransportIdentity } from '../tests/support/transport/identity.ts'
import type { Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'
import { copy, iperf } from './sync/copies.ts'
import { Figures } from './sync/measures.ts'
import { gigabitLink, type Network } from './sync/network.ts'

interface Setting {
  profile: ProfileName
  congestion?: 'cubic' | 'bbr'
  datagrams?: 'automatic' | 'dgram'
  largestPacket?: number
}

const quantile = (values: number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!

/** Two endpoints, one of them in a process of its own. */
async function setUp(setting: Setting) {
  const [near, far] = [await makeTransportIdentity(), await makeTransportIdentity()]
  const { profile, congestion, datagrams = 'automatic', largestPacket } = setting
  const options = { identity: far, trusted: [near.certificate], host: '127.0.0.1', ...setting, datagrams }
  const child: ChildProcess = fork(new URL('./sync-transport/far-side.ts', import.meta.url), [
    JSON.stringify(options),
  ])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const figures = {
    ...(congestion === undefined ? {} : { congestion }),
    ...(largestPacket === undefined ? {} : { largestPacket }),
  }
  const transport = openQuicTransport({ datagrams, tuning: { [profile]: figures } })
  const endpoint: TransportEndpoint = await transport.open({
    identity: near,
    local: { host: '127.0.0.1', port: 0 },
    profile,
    maxConnections: 1000,
    accept() {},
  })
  return {
    port,
    connect: (through = port) =>
      endpoint.connect({ host: '127.0.0.1', port: through }, { profile, certificate: far.certificate }),
    async farRss() {
      child.send('rss')
      const [{ rss }] = (await once(child, 'message')) as [{ rss: number }]
      return rss
    },
    async [Symbol.asyncDispose]() {
      await endpoint.close()
      child.kill()
      await once(child, 'exit')
    },
  }
}

const chunk = Buffer.alloc(256 * 1024, 7)
const into = Buffer.allocUnsafe(256 * 1024)

function head(kind: 'u' | 'd' | 'e', size: number): Buffer {
  const bytes = Buffer.alloc(9)
  bytes[0] = kind.charCodeAt(0)
  bytes.writeBigUInt64BE(BigInt(size), 1)
  return bytes
}

async function drain(stream: Awaited<ReturnType<Connection['open']>>): Promise<number> {
  for (let total = 0; ; ) {
    const length = stream.read(into)
    if (length < 0) return total
    total += length
    if (length === 0) await stream.readable()
  }
}

/** MB/s of so many bytes, divided among streams. */
async function transfer(
  connection: Connection,
  kind: 'u' | 'd',
  size: number,
  streams: number,
): Promise<number> {
  const since = performance.now()
  const each = Math.floor(size / streams)
  const one = async () => {
    const stream = await connection.open()
    await stream.writeAll(head(kind, each))
    if (kind === 'u')
      for (let left = each; left > 0; left -= Math.min(left, chunk.length))
        await stream.writeAll(chunk.subarray(0, left))
    stream.end()
    await drain(stream)
  }
  await Promise.all(Array.from({ length: streams }, one))
  return (each * streams) / 1e3 / (performance.now() - since)
}

async function loopback(rows: Row[], size: number): Promise<void> {
  const settings: [string, Setting][] = [
    ['batched, packets as large as the path takes', { profile: 'lan' }],
    ['batched, packets of 1472 bytes', { profile: 'lan', largestPacket: 1472 }],
    ['dgram, packets as large as the path takes', { profile: 'lan', datagrams: 'dgram' }],
    ['dgram, packets of 1472 bytes', { profile: 'lan', largestPacket: 1472, datagrams: 'dgram' }],
  ]
  for (const [peer, setting] of settings) {
    await using ends = await setUp(setting)
    const connection = await ends.connect()
    await transfer(connection, 'u', size / 4, 1)
    const values: Record<string, number> = {}
    for (const streams of [1, 16]) {
      values[`up, ${streams} streams, MB/s`] = await transfer(connection, 'u', size, streams)
      values[`down, ${streams} streams, MB/s`] = await transfer(connection, 'd', size, streams)
    }
    rows.push({ measure: 'loopback', peer, values })
  }
}

/** Streams of several lengths, one after another: shows what happens where the initial windows end. */
async function lengths(rows: Row[]): Promise<void> {
  for (const profile of ['lan', 'wan'] as const) {
    await using ends = await setUp({ profile })
    const connection = await ends.connect()
    await transfer(connection, 'u', 64e6, 16)
    const values: Record<string, number> = {}
    for (const size of [4, 16, 64, 256])
      for (const [way, kind] of [
        ['up', 'u'],
        ['down', 'd'],
      ] as const)
        values[`${way}, ${size} MB, MB/s`] = await transfer(connection, kind, size * 1e6, 1)
    rows.push({ measure: 'one stream of', peer: `batched, ${profile}`, values })
  }
}

async function latency(rows: Row[], rounds: number): Promise<Record<string, number>> {
  await using ends = await setUp({ profile: 'lan' })
  const handshakes: number[] = []
  for (let i = 0; i < rounds / 10; i++) {
    const since = performance.now()
    const connection = await ends.connect()
    handshakes.push(performance.now() - since)
    connection.close('closed', '')
  }
  const connection = await ends.connect()
  const echoes: number[] = []
  const question = Buffer.concat([head('e', 0), Buffer.alloc(1024, 1)])
  for (let i = 0; i < rounds; i++) {
    const since = performance.now()
    const stream = await connection.open()
    await stream.writeAll(question)
    stream.end()
    await drain(stream)
    echoes.push(performance.now() - since)
  }
  const warm = echoes.slice(rounds / 10)
  const values = {
    'handshake p50, ms': quantile(handshakes, 0.5),
    'handshake p99, ms': quantile(handshakes, 0.99),
    'echo of 1 KB p50, ms': quantile(warm, 0.5),
    'echo of 1 KB p99, ms': quantile(warm, 0.99),
  }
  rows.push({ measure: 'latency', peer: 'batched', values })
  return values
}

async function many(rows: Row[]): Promise<Record<string, number>> {
  await using ends = await setUp({ profile: 'lan' })
  const first = await ends.connect()
  await transfer(first, 'u', 1000, 1)
  const before = await ends.farRss()
  const since = performance.now()
  const connections = await Promise.all(Array.from({ length: 150 }, () => ends.connect()))
  const connectMs = performance.now() - since
  await Promise.all(connections.map((connection) => transfer(connection, 'u', 1000, 1)))
  const values = {
    'all connected, ms': connectMs,
    'MB each, other side': ((await ends.farRss()) - before) / 150 / 1e6,
  }
  rows.push({ measure: '150 connections', peer: 'batched', values })
  return values
}

/** MB/s of what came in so many ms, by four streams that never end. */
async function download(connection: Connection, ms: number): Promise<number> {
  const streams = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const stream = await connection.open()
      await stream.writeAll(head('d', Number.MAX_SAFE_INTEGER))
      stream.end()
      return stream
    }),
  )
  const since = performance.now()
  let total = 0
  const over = new Promise<void>((resolve) => setTimeout(resolve, ms))
  const reading = streams.map(async (stream) => {
    for (;;) {
      const length = stream.read(into)
      if (length < 0) return
      total += length
      if (length === 0) await stream.readable()
    }
  })
  for (const promise of reading) promise.catch(() => {})
  await over
  const rate = total / 1e3 / (performance.now() - since)
  for (const stream of streams) stream.reset(1)
  return rate
}

async function lossy(rows: Row[], ms: number): Promise<void> {
  await using emulator = startEmulator()
  for (const profile of ['wan', 'lan'] as const) {
    for (const congestion of ['cubic', 'bbr'] as const) {
      const values: Record<string, number> = {}
      for (const loss of [0, 0.01, 0.03]) {
        await using ends = await setUp({ profile, congestion })
        const to = { address: '127.0.0.1', port: ends.port }
        const way = { delayMs: 10, rate: megabits(100), queue: { ms: 50 } }
        await using link = await emulator.link({ to, up: { ...way, loss }, down: { ...way, loss } })
        const connection = await ends.connect(link.port)
        values[`loss ${loss * 100} %, MB/s`] = await download(connection, ms)
      }
      rows.push({ measure: 'link of 100 Mbit/s, 20 ms', peer: `${profile}, ${congestion}`, values })
    }
  }
}

/** Memory to memory over a link of 1 Gbit/s, beside TCP in the same rounds. Needs Linux, root, and iperf3. */
async function link(rows: Row[], rounds: number, quick: boolean): Promise<number> {
  using network = gigabitLink()
  const back: Network = { ...network, near: network.far, far: network.near }
  const figures = new Figures()
  const amount = { bytes: quick ? 256e6 : 1e9, ms: 1e9 }
  for (let round = 0; round < rounds; round++) {
    for (const [way, on] of [
      ['up', network],
      ['down', back],
    ] as const) {
      figures.add('iperf3, TCP', { [`${way}, MB/s`]: await iperf(on, quick ? 2 : 9) })
      figures.add('quic, 1 stream', { [`${way}, MB/s`]: await copy(on, { way: 'quic', ...amount }) })
    }
  }
  rows.push(...figures.rows('link of 1 Gbit/s'))
  const of = (way: string) => figures.of('quic, 1 stream', way) / figures.of('iperf3, TCP', way)
  return Math.min(of('up, MB/s'), of('down, MB/s'))
}

/** `--only loopback|lengths|link|latency|many|lossy` */
export async function syncTransport({ quick, only, rounds, progress }: BenchOptions): Promise<Report> {
  const rows: Row[] = []
  const wants = (name: string) => only === undefined || only === name
  const goals: Report['goals'] = []
  if (wants('loopback')) {
    progress('loopback')
    await loopback(rows, quick ? 100e6 : 500e6)
  }
  if (wants('lengths')) {
    progress('streams of several lengths')
    await lengths(rows)
  }
  if (wants('link')) {
    progress('link of 1 Gbit/s')
    const value = await link(rows, rounds ?? (quick ? 1 : 3), quick)
    goals.push({ text: 'link, of iperf3, slower direction', value, limit: 0.97, better: 'more' })
  }
  if (wants('latency')) {
    progress('latency')
    const values = await latency(rows, quick ? 1000 : 5000)
    goals.push(
      { text: 'handshake p50, ms', value: values['handshake p50, ms']!, limit: 1, better: 'less' },
      { text: 'echo of 1 KB p50, ms', value: values['echo of 1 KB p50, ms']!, limit: 0.3, better: 'less' },
    )
  }
  if (wants('many')) {
    progress('150 connections')
    const values = await many(rows)
    goals.push({ text: 'MB a connection', value: values['MB each, other side']!, limit: 0.5, better: 'less' })
  }
  if (wants('lossy')) {
    progress('lossy link')
    await lossy(rows, quick ? 4000 : 15_000)
  }
  return { rows, goals }
}
