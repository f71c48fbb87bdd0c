// The same as forwarder.ts by Node's own sockets and nothing else: what the interface of datagrams adds to.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { ForwarderCounts } from './forwarder.ts'

const target = Number(process.argv[3])
const bufferBytes = 4 * 1024 * 1024

async function open(port?: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.setRecvBufferSize(bufferBytes)
  socket.setSendBufferSize(bufferBytes)
  if (port === undefined) return socket
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

const uplinks = await Promise.all([open(target), open(target), open(target)])
const listener = await open()
let received = 0
listener.on('message', (bytes) => {
  uplinks[received++ % uplinks.length]!.send(bytes)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({
    kind: 'bare',
    cpuMicros: user + system,
    reads: received,
    received,
    sent: received,
    dropped: 0,
  } satisfies ForwarderCounts)
})
process.send?.({ port: listener.address().port })
