// One end of a plain copy over one stream, by node:tls or by Hawser's bare transport: from memory, or of a file.
// `serve` takes what comes and answers when all is there (and, of a file, on the disk); `send` gives it and tells how long.
import { once } from 'node:events'
import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from 'node:fs'
import { type ConnectionOptions, connect, createServer, type TLSSocket } from 'node:tls'
import { openQuicTransport } from '../../src/engines/sync/quic/index.ts'
import type { Connection, ProfileName, Stream, TransportIdentity } from '../../src/engines/sync/transport.ts'

export interface EndOptions {
  way: 'tls' | 'quic'
  role: 'serve' | 'send'
  own: TransportIdentity
  /** PEM of the other end's. */
  other: string
  host: string
  port: number
  /** Bytes that are sent at most, and for how long. */
  bytes: number
  ms: number
  /** The file that is sent or written; undefined: memory. */
  file?: string
  profile?: ProfileName
  congestion?: 'cubic' | 'bbr'
}

const options = JSON.parse(process.argv[2]!) as EndOptions
const { way, role, own, other, host, port, bytes, ms, file, profile = 'lan', congestion } = options
const tell = (event: string, values: object = {}) => console.log(JSON.stringify({ event, ...values }))
const block = Buffer.alloc(256 * 1024, 7)

/** MB/s of what the other end has acknowledged. */
const told = (sent: number, since: number) =>
  tell('copied', { rate: sent / 1e3 / (performance.now() - since), ms: performance.now() - since })

const tlsKeys = { key: own.privateKey, cert: own.certificate, ca: [other], minVersion: 'TLSv1.3' as const }

async function takeByTls(socket: TLSSocket): Promise<void> {
  const out = file === undefined ? undefined : openSync(file, 'w')
  // The way back stays open.
  for await (const part of socket.iterator({ destroyOnReturn: false }))
    if (out !== undefined) writeSync(out, part as Buffer)
  if (out !== undefined) {
    fsyncSync(out)
    closeSync(out)
  }
  socket.end('.')
}

async function giveByTls(): Promise<void> {
  const socket = connect({
    host,
    port,
    ...tlsKeys,
    servername: 'hawser',
    allowHalfOpen: true,
  } as ConnectionOptions)
  await once(socket, 'secureConnect')
  const since = performance.now()
  let sent = 0
  const give = async (part: Buffer) => {
    sent += part.length
    if (!socket.write(part)) await once(socket, 'drain')
  }
  if (file !== undefined)
    for await (const part of createReadStream(file, { highWaterMark: 1024 * 1024 })) await give(part)
  else while (sent < bytes && performance.now() - since < ms) await give(block)
  socket.end()
  for await (const _ of socket);
  told(sent, since)
}

async function takeByQuic(connection: Connection): Promise<void> {
  connection.onStream(async (stream: Stream) => {
    const into = Buffer.allocUnsafe(256 * 1024)
    for (let length = 0; length >= 0; length = stream.read(into)) if (length === 0) await stream.readable()
    await stream.writeAll(Buffer.of(1))
    stream.end()
  })
}

async function giveByQuic(connection: Connection): Promise<void> {
  const since = performance.now()
  let sent = 0
  const stream = await connection.open()
  while (sent < bytes && performance.now() - since < ms) {
    await stream.writeAll(block)
    sent += block.length
  }
  stream.end()
  const into = Buffer.allocUnsafe(1)
  for (let length = 0; length >= 0; length = stream.read(into)) if (length === 0) await stream.readable()
  told(sent, since)
  process.exit(0)
}

if (way === 'tls') {
  if (role === 'send') await giveByTls()
  else
    createServer(
      { ...tlsKeys, requestCert: true, allowHalfOpen: true },
      (socket) => void takeByTls(socket),
    ).listen(port, host, () => tell('listening'))
} else {
  const transport = openQuicTransport({ tuning: congestion ? { [profile]: { congestion } } : {} })
  const endpoint = await transport.open({
    identity: own,
    local: role === 'serve' ? { host, port } : { host: '0.0.0.0', port: 0 },
    profile,
    maxConnections: 8,
    accept: (connection) => void takeByQuic(connection),
  })
  if (role === 'serve') {
    endpoint.trust([other])
    tell('listening')
  } else
    await giveByQuic(await endpoint.connect({ host: options.host, port }, { profile, certificate: other }))
}
