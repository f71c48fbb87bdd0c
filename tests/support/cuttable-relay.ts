import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way of TCP to another place on loopback that can be cut, or swallow everything without a word. */
export async function startRelay(to: { host: string; port: number }) {
  const sockets = new Set<Socket>()
  const swallowed = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to)
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => void into.write(bytes))
      from
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(from)
          into.destroy()
        })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    cut()
    for (const socket of swallowed) socket.destroy()
    server.close()
  })
  return {
    at: { host: '127.0.0.1', port: (server.address() as { port: number }).port },
    cut,
    /** Connections that there are carry nothing any more, and nobody is told. New ones work. */
    swallow() {
      for (const socket of sockets) {
        sockets.delete(socket)
        swallowed.add(socket)
        socket.removeAllListeners('data').removeAllListeners('close').resume()
      }
    },
  }
}
