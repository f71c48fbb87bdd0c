import { createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../../contract/rule.ts'
import type { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { listenFault } from '../../kit/socket-fault.ts'
import { withoutMapping } from '../../kit/source-filter.ts'
import { keepAliveMs } from './connect-target.ts'
import { type ReadSocket, readAccepted } from './read-socket.ts'

const relistenMs = 2000

export interface ListenerHandler {
  /** Paused, with nothing read of it. */
  accepted(source: ReadSocket): void
  /** It listens, or cannot. */
  changed(): void
  /** A defect of ours, which has turned away one client. */
  report(error: unknown): void
}

/** Listens on one endpoint for as long as it is not closed; where that fails, it is tried again every two seconds. */
export class TcpListener {
  readonly where: Endpoint
  /** Where it really listens; undefined while it does not. */
  at: Endpoint | undefined
  /** Why it does not. */
  fault: Fault | undefined
  readonly #handler: ListenerHandler
  readonly #clock: Clock
  #server: Server | undefined
  #cancel = () => {}

  constructor(where: Endpoint, clock: Clock, handler: ListenerHandler) {
    this.where = where
    this.#clock = clock
    this.#handler = handler
    this.#listen()
  }

  /** Sockets that were accepted go on. */
  close(): void {
    this.#cancel()
    this.at = undefined
    this.#server?.close()
    this.#server = undefined
  }

  #listen(): void {
    const { host, port } = this.where
    const server = createServer({
      pauseOnConnect: true,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    })
    this.#server = server
    server.on('connection', (socket) => this.#accepted(server, socket))
    server.on('listening', () => {
      // Closed while its name was looked up, it comes to listen all the same.
      if (server !== this.#server) return void server.close()
      const bound = server.address()
      if (bound === null || typeof bound === 'string') return
      this.at = { host: withoutMapping(bound.address), port: bound.port }
      this.fault = undefined
      this.#handler.changed()
    })
    server.on('error', (error) => {
      // One that could not be accepted, for want of descriptors, is no reason to stop.
      if (server !== this.#server || this.at !== undefined) return
      this.fault = listenFault(error, this.where)
      this.#cancel = this.#clock.after(relistenMs, () => this.#listen())
      this.#handler.changed()
    })
    server.listen({ host, port, backlog: 1024, ipv6Only: host === '::' ? false : undefined })
  }

  #accepted(server: Server, socket: Socket): void {
    if (server !== this.#server) return turnAway(socket)
    const source = readAccepted(socket)
    try {
      this.#handler.accepted(source)
    } catch (error) {
      this.#handler.report(error)
      turnAway(source.socket)
    }
  }
}

/** Ends a socket that nobody has taken: its client sees a reset. */
export function turnAway(socket: Socket): void {
  socket.on('error', () => {})
  socket.resetAndDestroy()
}
