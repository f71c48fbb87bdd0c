import type { Socket } from 'node:net'
import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import type { StreamHandler, TunnelStream } from '../tube/stream.ts'
import { closeOfFault } from './close-text.ts'
import { connectTarget, reachFault } from './connect-target.ts'
import type { ReadSocket } from './read-socket.ts'
import { TcpEnd, type TcpEndOwner } from './tcp-end.ts'

const connectMs = 10_000

export interface OpeningOptions {
  readonly target: Endpoint
  readonly clock: Clock
  /** The addresses to try, all of them allowed. Rejects with the fault to tell the other end. */
  addresses(): Promise<readonly string[]>
  /** What came of it: exactly one of these. `given up` by the other end is a fault of code `closed`. */
  connected(end: TcpEnd): void
  failed(fault: Fault): void
  /** Of the joined socket. */
  owner: TcpEndOwner
}

/** Connects what the other end has asked for, and joins it with the stream. */
export class Opening implements StreamHandler {
  readonly #stream: TunnelStream
  readonly #options: OpeningOptions
  #socket: Socket | undefined
  #cancel = () => {}
  #isOver = false

  constructor(stream: TunnelStream, options: OpeningOptions) {
    this.#stream = stream
    this.#options = options
    stream.handler = this
    options
      .addresses()
      .then((addresses) => this.#connect(addresses))
      .catch((error) => this.#broken(error))
  }

  /** Ends it, however far it has come. */
  abandon(fault: Fault): void {
    this.#fail(fault)
  }

  opened(): void {}
  data(): void {}
  drain(): void {}
  /** Who has nothing to say may still want to hear: what came is handed over with the rest. */
  end(): void {}

  closed(_reason: CloseReason, _text: string): void {
    this.#fail(new Fault('closed', 'The other end does not wait for it any more.'))
  }

  #connect(addresses: readonly string[]): void {
    if (this.#isOver) return
    const { target, clock } = this.#options
    const source = connectTarget(target, addresses)
    const { socket } = source
    this.#socket = socket
    this.#cancel = clock.after(connectMs, () =>
      this.#fail(reachFault(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }), target)),
    )
    const failed = (error: NodeJS.ErrnoException) => this.#fail(reachFault(error, target))
    socket.on('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      try {
        if (this.#settle()) this.#join(source)
      } catch (error) {
        this.#isOver = false
        this.#broken(error)
      }
    })
  }

  #join(source: ReadSocket): void {
    const stream = this.#stream
    const end = new TcpEnd(source, this.#options.owner, closeReasons.upstreamClosed, (handler) => {
      stream.handler = handler
      return stream
    })
    this.#options.connected(end)
    stream.accept()
    end.start()
  }

  #broken(error: unknown): void {
    if (error instanceof Fault) return this.#fail(error)
    this.#options.owner.report(error)
    this.#fail(new Fault('internal', 'The target could not be connected.'))
  }

  #fail(fault: Fault): void {
    if (!this.#settle()) return
    this.#socket?.on('error', () => {})
    this.#socket?.destroy()
    const { reason, text } = closeOfFault(fault)
    this.#stream.close(reason, text)
    this.#options.failed(fault)
  }

  /** Whether it is up to the caller to end it. */
  #settle(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#cancel()
    return true
  }
}
