import type { Socket } from 'node:net'
import { endpointText } from '../../kit/endpoint.ts'
import { withoutMapping } from '../../kit/source-filter.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import type { StreamHandler, TunnelStream } from '../tube/stream.ts'
import type { ReadSocket } from './read-socket.ts'

/** What whoever owns a socket does when its connection through the tube begins or ends. */
export interface TcpEndOwner {
  /** The far end has connected. */
  opened(end: TcpEnd): void
  /** The far end could not or would not connect: the socket is the owner's to end, in the way of its protocol. */
  refused(end: TcpEnd, reason: CloseReason, text: string): void
  /** The socket is gone; once, and the last call. */
  ended(end: TcpEnd): void
  /** A defect of ours, which has ended this connection and nothing else. */
  report(error: unknown): void
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
 * One TCP socket joined with a connection through the tube. Neither side is buffered here: the socket is read only while the tube
 * has room, and the tube gets new credit for what the kernel has taken.
 */
export class TcpEnd implements StreamHandler {
  readonly socket: Socket
  readonly stream: TunnelStream
  isOpen = false
  tap: TcpTap | undefined
  readonly #source: ReadSocket
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
   * The socket is paused, and read once `start` is called; `open` gives the connection to join it with, and what it throws is
   * thrown.
   */
  constructor(
    source: ReadSocket,
    owner: TcpEndOwner,
    lossReason: CloseReason,
    open: (handler: StreamHandler) => TunnelStream,
  ) {
    const { socket } = source
    this.socket = socket
    this.#source = source
    this.#owner = owner
    this.#lossReason = lossReason
    this.stream = open(this)
    socket.on('error', (error) => {
      this.#error = error
    })
    socket.on('end', () => {
      this.#hasEnded = true
      if (this.#isRead) this.#guard(() => this.stream.end())
    })
    socket.on('close', () => this.#guard(() => this.#socketClosed()))
  }

  /** Reads the socket, beginning with what was read of it already. */
  start(first?: Uint8Array): void {
    if (first !== undefined && first.length > 0) this.#received(first)
    this.#source.received = this.#received
    this.#isRead = true
    if (this.#hasEnded) this.stream.end()
    else if (!this.stream.isOver) this.socket.resume()
  }

  /** The hot path into the tube: false when reading must wait until it has room. */
  readonly #received = (bytes: Uint8Array): boolean => {
    // Not by `#guard`: this is the hot path.
    try {
      this.tap?.intoTube(bytes)
      return this.stream.write(bytes)
    } catch (error) {
      this.#broken(error)
      return false
    }
  }

  opened(): void {
    this.isOpen = true
    this.#owner.opened(this)
  }

  /** The hot path out of the tube. */
  data(bytes: Uint8Array): void {
    this.tap?.outOfTube(bytes)
    this.#given += bytes.length
    this.socket.write(bytes, this.#wrote)
    this.#grant()
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

  readonly #wrote = (): void => {
    try {
      this.#grant()
    } catch (error) {
      this.#broken(error)
    }
  }

  /** What the kernel has taken may be sent again. */
  #grant(): void {
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

  /** Node calls back from outside of the tube, which cannot contain what is thrown then. */
  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#broken(error)
    }
  }

  #broken(error: unknown): void {
    this.#owner.report(error)
    this.socket.destroy()
    try {
      this.stream.close(closeReasons.handlerError)
    } catch (further) {
      this.#owner.report(further)
    }
  }
}

/** Who is at the other end of a socket. */
export const sourceOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string =>
  endpointText({ host: withoutMapping(remoteAddress), port: remotePort })
