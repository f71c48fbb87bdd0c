import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Echo {
  port: number
  sockets: Set<Socket>
}

/** A TCP server that says what it hears, until the test is over. */
export async function startEcho(): Promise<Echo> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as { port: number }).port, sockets }
}

/** A connection to `host:port`, until the test is over. */
export async function connectTo(place: string): Promise<Socket> {
  const colon = place.lastIndexOf(':')
  const socket = connect({ host: place.slice(0, colon), port: Number(place.slice(colon + 1)) })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** What comes back for a text, until the other end has said all; empty when the connection was refused. */
export async function askThrough(place: string, text: string): Promise<string> {
  const socket = await connectTo(place)
  const heard: Buffer[] = []
  socket.on('data', (bytes) => heard.push(bytes))
  socket.end(text)
  await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(heard).toString()
}
