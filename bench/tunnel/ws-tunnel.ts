// A tunnel by WebSockets as one writes it in ten lines. argv: `serve HOST PORT`, whose URLs name the target's port, or `forward PORT URL PORT URL …`.
import { connect, createServer } from 'node:net'
import { createWebSocketStream, WebSocket, WebSocketServer } from 'ws'

const [mode, ...given] = process.argv.slice(2)
const join = (one: NodeJS.ReadWriteStream, other: NodeJS.ReadWriteStream) => {
  for (const stream of [one, other]) stream.on('error', () => {})
  one.pipe(other).pipe(one)
}
if (mode === 'serve') {
  const server = new WebSocketServer({ host: given[0]!, port: Number(given[1]), perMessageDeflate: false })
  server.on('connection', (socket, { url = '' }) =>
    join(createWebSocketStream(socket), connect({ port: Number(url.slice(1)), noDelay: true })),
  )
} else {
  for (let at = 0; at < given.length; at += 2)
    createServer({ noDelay: true }, (socket) =>
      join(socket, createWebSocketStream(new WebSocket(given[at + 1]!, { perMessageDeflate: false }))),
    ).listen(Number(given[at]), '127.0.0.1')
}
