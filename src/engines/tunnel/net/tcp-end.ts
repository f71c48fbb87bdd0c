import type { Socket } from 'node:net'
import { endpointText } from '../../kit/endpoint.ts'
import { withoutMapping } from '../../kit/source-filter.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { bestWriteBytes, type StreamHandler, type TunnelStream } from '../tube/stream.ts'

/** What whoever owns a socket does when its connection through the tube begins or ends. */
export interface TcpEndOwner {
  /** The far end has connected. */
  opened(end: TcpEnd): void
  /** The far end could not or would not connect: the socket is the owner's to end, in the way of its protocol. */
  refused(end: TcpEnd, reason: CloseReason, text: string): void
  /** The socket is gone; once, and the last call. */
  ended(end: TcpEnd): void
}

/** Looks at the bytes that pass, and leaves them as they are. */
export interface TcpTap {
  /** From the socket into the tube, valid until return; and the other way. */
  intoTube(bytes: Uint8Array): void
  outOfTube(bytes: Uint8Array): void
}

/** What is left to be read by somebody who reads no more is given up after so long without any progress. */
const lingerMs = 60_000

/**
 * Sockets that we connect read into this one: what they bring is copied into the tube before the next read, so they need none of
 * their own.
 */
export const readBuffer: Uint8Array = Buffer.allocUnsafeSlow(bestWriteBytes)

/**
 * One TCP socket joined with a connection through the tube. Neither side is buffered here: the socket is read only while the tube
 * has room, and the tube gets new credit for what the kernel has taken.
 */
export class TcpEnd implements StreamHandler {
  readonly socket: Socket
  readonly stream: TunnelStream
  isOpen = false
  tap: TcpTap | undefined
  readonly #owner: TcpEndOwner
  /** What a lost socket is called at the other end. */
  readonly #lossReason: CloseReason
  #error: NodeJS.ErrnoException | undefined
  #isRead = false
  /** Node may tell so while the socket is paused. */
  #hasEnded = false
  #given = 0
  #taken = 0

  /**
   * The socket is paused; `open` gives the connection to join it with, and what it throws is thrown. Sockets that were accepted are
   * read once `start` is called; those that we connect bring their bytes to `received` once `resume` is.
   */
  constructor(
    socket: Socket,
    owner: TcpEndOwner,
    lossReason: CloseReason,
    open: (handler: StreamHandler) => TunnelStream,
  ) {
    this.socket = socket
    this.#owner = owner
    this.#lossReason = lossReason
    this.stream = open(this)
    socket.on('error', (error) => {
      this.#error = error
    })
    socket.on('end', () => {
      this.#hasEnded = true
      if (this.#isRead) this.stream.end()
    })
    socket.on('close', () => this.#socketClosed())
  }

  /** Reads the socket, beginning with what was read of it already. */
  start(first?: Uint8Array): void {
    if (first !== undefined && first.length > 0) this.received(first)
    this.socket.on('data', (bytes) => {
      if (!this.received(bytes)) this.socket.pause()
    })
    this.resume()
  }

  resume(): void {
    this.#isRead = true
    if (this.#hasEnded) this.stream.end()
    else if (!this.stream.isOver) this.socket.resume()
  }

  /** The hot path into the tube: false when reading must wait until it has room. */
  received(bytes: Uint8Array): boolean {
    this.tap?.intoTube(bytes)
    return this.stream.write(bytes)
  }

  opened(): void {
    this.isOpen = true
    this.#owner.opened(this)
  }

  /** The hot path out of the tube. */
  data(bytes: Uint8Array): void {
    this.tap?.outOfTube(bytes)
    this.#given += bytes.length
    this.socket.write(bytes, this.#written)
    this.#written()
  }

  drain(): void {
    this.socket.resume()
  }

  end(): void {
    this.socket.end()
  }

  closed(reason: CloseReason, text: string): void {
    if (!this.isOpen && this.stream.isOurs) return this.#owner.refused(this, reason, text)
    if (reason !== closeReasons.normal) {
      this.socket.resetAndDestroy()
      return
    }
    this.finish()
  }

  /** Ends both sides at once. */
  abort(reason: CloseReason, text: string): void {
    this.stream.close(reason, text)
    this.socket.resetAndDestroy()
  }

  /** Ends the socket when what was written to it has left, or its reader has taken nothing for a minute. */
  finish(): void {
    this.socket.setTimeout(lingerMs, () => this.socket.destroy())
    this.socket.destroySoon()
  }

  readonly #written = (): void => {
    const taken = this.#given - this.socket.writableLength
    if (taken <= this.#taken) return
    const news = taken - this.#taken
    this.#taken = taken
    this.stream.consumed(news)
  }

  #socketClosed(): void {
    const { socket, stream } = this
    const bothEnded = socket.readableEnded && socket.writableFinished
    if (!stream.isOver && (this.#error !== undefined || !bothEnded))
      stream.close(this.#lossReason, this.#error?.message)
    this.#owner.ended(this)
  }
}

/** Who is at the other end of a socket. */
export const sourceOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string =>
  endpointText({ host: withoutMapping(remoteAddress), port: remotePort })
