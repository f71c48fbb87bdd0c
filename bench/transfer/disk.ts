import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { DiskServer } from '../../src/host/transfers/disk-server.ts'
import { socketPipe } from '../../src/transfer/disk-pipes.ts'

// The host's disk in a process of its own, as pages reach it in the web shell. `node disk.ts FOLDER TICKETS`

const [folder = '', count = '1'] = process.argv.slice(2)
const disk = new DiskServer(Date.now, (error) => console.error(error))
const server = createServer()
const sockets = new WebSocketServer({ server, maxPayload: 1 << 20 })
sockets.on('connection', (socket) => disk.serve(socketPipe(socket as never)))
server.listen(0, '127.0.0.1', () => {
  const tickets = Array.from({ length: Number(count) }, () => disk.ticket(folder))
  process.send?.({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, tickets })
})
process.on('disconnect', () => process.exit())
