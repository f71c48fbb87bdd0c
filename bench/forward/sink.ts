// A worker that plays the viewers. workerData: { kind, port, connections, stuck, seconds }; posts its result once.
import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { setBuffer } from './socket-buffers.ts'
import { frameHeadBytes } from './source-frames.ts'

export interface SinkTask {
  kind: 'bulk' | 'frames'
  port: number
  connections: number
  /** The first so many viewers stop reading after half a second. */
  stuck: number
  seconds: number
}

export interface SinkResult {
  bytes: number
  seconds: number
  /** Delay of each frame from sending to arrival, ms, rising; of the viewers that read. */
  delays: number[]
  /** Bytes that each stuck viewer got before it stuck. */
  stuckBytes: number[]
}

const task = workerData as SinkTask
const delays: number[] = []
const settleMs = 500

/** Finds the frames in what arrives, whatever the chunks. */
function frameReader(): (bytes: Uint8Array) => void {
  const head = Buffer.alloc(frameHeadBytes)
  let filled = 0
  let left = 0
  let sentAt = 0
  return (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      if (left > 0) {
        const taken = Math.min(left, bytes.length - at)
        left -= taken
        at += taken
        if (left === 0) delays.push(performance.timeOrigin + performance.now() - sentAt)
        continue
      }
      head[filled++] = bytes[at++]!
      if (filled < frameHeadBytes) continue
      filled = 0
      left = head.readUInt32BE(0) - frameHeadBytes
      sentAt = head.readDoubleBE(8)
    }
  }
}

let total = 0
const sockets: Socket[] = []
const stuckBytes: number[] = []
for (let n = 0; n < task.connections; n++) {
  const isStuck = n < task.stuck
  const read = task.kind === 'frames' ? frameReader() : undefined
  const socket = connect({
    port: task.port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: Buffer.alloc(256 * 1024),
      callback(length, buffer) {
        total += length
        if (isStuck) stuckBytes[n] = (stuckBytes[n] ?? 0) + length
        else if (read) read(buffer.subarray(0, length))
        return true
      },
    },
  })
  socket.on('error', () => {})
  sockets.push(socket)
  if (isStuck)
    socket.on('connect', () => {
      setBuffer(socket, 'receive', 64 * 1024)
      setTimeout(() => socket.pause(), settleMs)
    })
}

setTimeout(() => {
  parentPort?.postMessage('measuring')
  total = 0
  delays.length = 0
  const started = performance.now()
  setTimeout(() => {
    const seconds = (performance.now() - started) / 1000
    delays.sort((a, b) => a - b)
    parentPort?.postMessage({ bytes: total, seconds, delays, stuckBytes } satisfies SinkResult)
  }, task.seconds * 1000)
}, settleMs)
// Ends only when told, so that the stuck stay stuck until everything is read off.
parentPort?.once('message', () => process.exit())
