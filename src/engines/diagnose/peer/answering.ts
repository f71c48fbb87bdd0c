import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../../kit/clock.ts'
import { plainAddress } from './addresses.ts'
import { callBack } from './call-back.ts'
import { fill } from './flow.ts'
import { LineSocket } from './line-socket.ts'
import {
  type Answer,
  answeringMs,
  callBackLimit,
  countMs,
  greetingMs,
  newNonce,
  newToken,
  protocol,
  type Request,
  readRequest,
  readUdpEcho,
} from './messages.ts'

/** Connections at once, with and without a proof. */
const connectionLimit = 24
const flowLimit = 8
/** What may pass in one measurement, both ways together. */
const bytesLimit = 16e9
const udpEchoLimit = 2000

export interface AnsweringCounters {
  /** Connections without a proof, and what was beyond a limit. */
  denied: number
  busy: number
  /** Bytes of flows. */
  received: number
  sent: number
  udpEchoes: number
}

/** This machine's end of one measurement: listens for one device alone, until that one is done or a minute has passed. */
export interface Answering {
  readonly port: number
  readonly token: string
  readonly counters: Readonly<AnsweringCounters>
  /** Resolves when nothing listens any more. */
  readonly closed: Promise<void>
  close(): void
}

/** Opens a port of the system's choice. Rejects with what listening throws. */
export async function openAnswering(clock: Clock): Promise<Answering> {
  const server = createServer({ noDelay: true, highWaterMark: 256 * 1024 })
  server.maxConnections = connectionLimit
  await listen(server)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return new Session(server, await bindUdp(port), port, clock)
}

class Session implements Answering {
  readonly port: number
  readonly token = newToken()
  readonly counters: AnsweringCounters = { denied: 0, busy: 0, received: 0, sent: 0, udpEchoes: 0 }
  readonly closed: Promise<void>
  readonly #udp: UdpSocket | undefined
  readonly #clock: Clock
  readonly #sockets = new Set<Socket>()
  readonly #over = new AbortController()
  #controls = 0
  #flows = 0
  #callBacks = 0

  constructor(server: Server, udp: UdpSocket | undefined, port: number, clock: Clock) {
    this.#udp = udp
    this.port = port
    this.#clock = clock
    const { promise, resolve } = Promise.withResolvers<void>()
    this.closed = promise
    const cancel = clock.after(answeringMs, () => this.close())
    this.#over.signal.addEventListener('abort', () => {
      cancel()
      server.close(() => resolve())
      for (const socket of this.#sockets) socket.resetAndDestroy()
      udp?.close()
    })
    // Nothing that goes wrong with one of them may end the process.
    server.on('error', () => {})
    server.on('connection', (socket) => this.#serve(socket).catch(() => socket.destroy()))
    udp?.on('message', (bytes, { address, port: from }) => this.#echo(bytes, address, from))
  }

  close(): void {
    this.#over.abort()
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    const line = new LineSocket(socket, this.#clock)
    const nonce = newNonce()
    line.say(JSON.stringify({ hawser: protocol, nonce }))
    const said = await line.next(greetingMs)
    const request = said === undefined ? undefined : readRequest(this.token, nonce, said)
    if (request === undefined) {
      this.counters.denied++
      return void socket.destroy()
    }
    const say = (answer: Answer) => line.say(JSON.stringify(answer))
    const isFlow = request.type === 'upload' || request.type === 'download'
    if (isFlow && (this.#flows >= flowLimit || this.counters.received + this.counters.sent > bytesLimit)) {
      this.counters.busy++
      say({ type: 'refused', reason: 'busy' })
      return void socket.end()
    }
    const address = plainAddress(socket.remoteAddress ?? '')
    const udpPort = this.#udp?.address().port ?? 0
    say({ type: 'welcome', address, port: socket.remotePort ?? 0, udpPort })
    if (isFlow) {
      this.#flows++
      socket.once('close', () => this.#flows--)
    }
    await this.#take(request, line, say)
  }

  async #take(request: Request, line: LineSocket, say: (answer: Answer) => void): Promise<void> {
    const { socket } = line
    switch (request.type) {
      case 'control':
        return this.#control(line)
      case 'echo':
        return line.takeBytes((bytes) => {
          if (!socket.write(bytes)) {
            socket.pause()
            socket.once('drain', () => socket.resume())
          }
        })
      case 'upload':
        return this.#count(line, request.ms, say)
      case 'download':
        return this.#send(socket, request.ms, request.bitsPerSecond)
      case 'call-back':
        if (++this.#callBacks > callBackLimit) {
          this.counters.busy++
          say({ type: 'refused', reason: 'spent' })
        } else {
          const to = { address: (socket.remoteAddress ?? '').replace(/^::ffff:/i, ''), port: request.port }
          const told = { ...request, token: this.token, clock: this.#clock, signal: this.#over.signal }
          say({ type: 'called-back', outcome: await callBack(to, told) })
        }
        socket.end()
    }
  }

  /** When the last of them is closed, the device is done. */
  #control(line: LineSocket): void {
    this.#controls++
    line.takeBytes(() => {})
    line.socket.once('close', () => {
      if (--this.#controls === 0) this.close()
    })
  }

  #count(line: LineSocket, ms: number, say: (answer: Answer) => void): void {
    const { socket } = line
    let bytes = 0
    let first: number | undefined
    let last = 0
    let cancel = () => {}
    const tell = () => {
      say({ type: 'counted', bytes, ms: last - first! })
      cancel = this.#clock.after(countMs, tell)
    }
    line.takeBytes((chunk) => {
      bytes += chunk.length
      this.counters.received += chunk.length
      last = this.#clock.now()
      if (first !== undefined) return
      first = last
      cancel = this.#clock.after(countMs, tell)
    })
    const cancelEnd = this.#clock.after(ms + greetingMs, () => socket.destroy())
    socket.once('close', () => {
      cancel()
      cancelEnd()
    })
  }

  #send(socket: Socket, ms: number, bitsPerSecond: number): void {
    const stop = fill(socket, bitsPerSecond, this.#clock)
    const cancel = this.#clock.after(ms, () => {
      stop()
      socket.resetAndDestroy()
    })
    const before = socket.bytesWritten
    socket.once('close', () => {
      cancel()
      this.counters.sent += socket.bytesWritten - before
    })
    // Nothing is to be said here; read all the same, to notice the end.
    socket.resume()
  }

  #echo(bytes: Buffer, address: string, port: number): void {
    if (readUdpEcho(this.token, bytes) === undefined) {
      this.counters.denied++
      return
    }
    if (++this.counters.udpEchoes <= udpEchoLimit) this.#udp?.send(bytes, port, address, () => {})
  }
}

/** On all addresses, of both families where the system has both. */
function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** The same port where it is free; undefined where none can be had, which is told. */
async function bindUdp(port: number): Promise<UdpSocket | undefined> {
  for (const type of ['udp6', 'udp4'] as const)
    for (const wanted of [port, 0]) {
      const socket = createSocket(type)
      const isBound = await new Promise<boolean>((resolve) => {
        socket.once('error', () => resolve(false))
        socket.bind(wanted, () => resolve(true))
      })
      if (isBound) return socket.on('error', () => {})
      socket.close()
    }
  return undefined
}
