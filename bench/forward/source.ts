// A worker that plays the cameras. workerData: { kind: 'bulk' | 'echo' | 'frames', sendBuffer? }; posts its port.
import { createServer } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { setBuffer } from './socket-buffers.ts'
import { frameBytes, frameIntervalMs } from './source-frames.ts'

const { kind, sendBuffer } = workerData as { kind: 'bulk' | 'echo' | 'frames'; sendBuffer?: number }
const chunk = Buffer.alloc(256 * 1024, 0x5a)
const taken: number[] = []

const server = createServer(
  { noDelay: true, highWaterMark: kind === 'bulk' ? 512 * 1024 : 64 * 1024 },
  (socket) => {
    socket.on('error', () => {})
    if (kind === 'echo') {
      socket.pipe(socket)
      return
    }
    socket.resume()
    if (kind === 'bulk') {
      const write = () => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.on('drain', write)
      write()
      return
    }
    if (sendBuffer) setBuffer(socket, 'send', sendBuffer)
    const index = taken.push(0) - 1
    let next = 0
    const started = performance.now() + Math.random() * frameIntervalMs
    const tick = () => {
      const now = performance.now()
      for (; started + next * frameIntervalMs <= now; next++) {
        // As a camera does: what does not go out stays in a queue of at most 4 MB, then frames are left out.
        if (socket.writableLength > 4_000_000) continue
        const frame = Buffer.allocUnsafe(frameBytes)
        frame.writeUInt32BE(frameBytes, 0)
        frame.writeUInt32BE(next, 4)
        frame.writeDoubleBE(performance.timeOrigin + performance.now(), 8)
        socket.write(frame)
      }
      taken[index] = socket.bytesWritten - socket.writableLength
    }
    const timer = setInterval(tick, 2)
    socket.on('close', () => clearInterval(timer))
  },
)
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => parentPort?.postMessage(server.address()))
// Asked for what each connection has accepted so far, in the order of connecting.
parentPort?.on('message', () => parentPort?.postMessage({ taken }))
