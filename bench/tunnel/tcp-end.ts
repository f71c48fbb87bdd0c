// The applications at both ends of a tunnel: connects, listens, sends and reads as it is told.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { doTasks } from './remote.ts'

const chunk = Buffer.alloc(256 * 1024, 0x5a)
const readBuffer = Buffer.alloc(256 * 1024)

interface Reader {
  socket: Socket
  bytes: number
}

const readers: Reader[] = []
const writers: Socket[] = []
const held: Socket[] = []
let isFlooding = false

const dial = async (host: string, port: number, options: object = {}): Promise<Socket> => {
  const socket = connect({ host, port, noDelay: true, ...options })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const write = (socket: Socket) => {
  while (isFlooding && !socket.destroyed && socket.write(chunk));
}

const listen = async (host: string, accept: (socket: Socket) => void): Promise<number> => {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {})
    accept(socket)
  })
  server.listen({ port: 0, host, backlog: 4096 })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const tasks = {
  /** Gives back what it reads. */
  listenEcho: (host: string) =>
    listen(host, (socket) => {
      socket.pipe(socket)
    }),
  /** Sends for as long as `flood` is on, to each that connects. */
  listenFlood: (host: string) =>
    listen(host, (socket) => {
      socket.resume()
      writers.push(socket)
      socket.on('drain', () => write(socket))
      write(socket)
    }),
  /** Reads and forgets. */
  listenSink: (host: string) =>
    listen(host, (socket) => {
      held.push(socket)
    }),
  flood(isOn: boolean): void {
    isFlooding = isOn
    if (isOn) for (const socket of writers) if (!socket.writableNeedDrain) write(socket)
  },
  async readFrom(host: string, port: number, connections: number): Promise<void> {
    for (let count = 0; count < connections; count++) {
      const reader = { bytes: 0 } as Reader
      readers.push(reader)
      const callback = (length: number) => {
        reader.bytes += length
        return true
      }
      reader.socket = await dial(host, port, { onread: { buffer: readBuffer, callback } })
    }
  },
  /** Bytes that each reader has got, and when that is. */
  received: () => ({ at: performance.now(), bytes: readers.map(({ bytes }) => bytes) }),
  stall(reader: number, isStalled: boolean): void {
    const socket = readers[reader]?.socket
    if (isStalled) socket?.pause()
    else socket?.resume()
  },
  /** The first so many. */
  endReaders(count = readers.length): void {
    for (const { socket } of readers.splice(0, count)) socket.destroy()
  },
  /** µs that `bytes` took there and back, one after the other, rising. */
  async roundTrips(host: string, port: number, bytes: number, count: number): Promise<number[]> {
    const socket = await dial(host, port)
    const message = Buffer.alloc(bytes)
    const times = new Float64Array(count)
    const done = Promise.withResolvers<void>()
    let [made, left, since] = [0, 0, 0]
    const send = () => {
      left = bytes
      since = performance.now()
      socket.write(message)
    }
    socket.on('data', ({ length }) => {
      left -= length
      if (left > 0) return
      times[made++] = (performance.now() - since) * 1000
      if (made < count) send()
      else done.resolve()
    })
    send()
    await done.promise
    socket.destroy()
    return [...times.subarray(count >> 2)].sort((a, b) => a - b)
  },
  /** Opens connections that do nothing. */
  async hold(host: string, port: number, count: number): Promise<void> {
    for (let at = 0; at < count; at += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, count - at) }, async () => held.push(await dial(host, port))),
      )
  },
  heldCount: () => held.length,
}
export type TcpTasks = typeof tasks

doTasks(tasks)
