// The other side of the transport's measurements, in a process of its own: takes what comes, sends what is asked for.
import { openQuicTransport } from '../../src/engines/sync/quic/index.ts'
import type { Stream } from '../../src/engines/sync/transport.ts'

const { identity, trusted, host, profile, congestion, datagrams, largestPacket } = JSON.parse(
  process.argv[2]!,
)
const chunk = Buffer.alloc(256 * 1024, 7)

/** A request is one byte that says what is wanted, and a size: `u` takes so much, `d` gives it, `e` gives back what comes. */
async function serve(stream: Stream): Promise<void> {
  const head = Buffer.alloc(9)
  await stream.readAll(head)
  let left = Number(head.readBigUInt64BE(1))
  const kind = String.fromCharCode(head[0]!)
  if (kind === 'd') {
    for (; left > 0; left -= Math.min(left, chunk.length)) await stream.writeAll(chunk.subarray(0, left))
    stream.end()
    return
  }
  const into = Buffer.allocUnsafe(256 * 1024)
  for (;;) {
    const length = stream.read(into)
    if (length < 0) break
    if (length === 0) await stream.readable()
    else if (kind === 'e') await stream.writeAll(into.subarray(0, length))
  }
  if (kind === 'u') await stream.writeAll(Buffer.of(1))
  stream.end()
}

const figures = {
  ...(congestion === undefined ? {} : { congestion }),
  ...(largestPacket === undefined ? {} : { largestPacket }),
}
const tuning = { [profile]: figures }
const endpoint = await openQuicTransport({ tuning, datagrams }).open({
  identity,
  local: { host, port: 0 },
  profile,
  maxConnections: 256,
  accept(connection) {
    connection.onStream((stream) => void serve(stream).catch(() => stream.reset(1)))
  },
})
endpoint.trust(trusted)

process.send!({ port: endpoint.local.port })
process.on('message', () => process.send!({ rss: process.memoryUsage.rss() }))
process.on('disconnect', () => process.exit(0))
