import { Socket, type SocketConstructorOpts } from 'node:net'
import { bestWriteBytes } from '../tube/stream.ts'

/** A socket, and who gets what it brings. */
export interface ReadSocket {
  readonly socket: Socket
  /** The bytes are valid until return; false: the socket is not read any further until it is resumed. */
  received: (bytes: Uint8Array) => boolean
}

/**
 * All sockets read into this one: what they bring is copied into the tube before the next read, so they need no buffers of their
 * own, and reading leaves no garbage.
 */
const buffer: Uint8Array = Buffer.allocUnsafeSlow(bestWriteBytes)

/** To be given to a socket that is made here. */
export const readBy = (reader: () => Pick<ReadSocket, 'received'> | undefined) => ({
  buffer,
  callback: (length: number, bytes: Uint8Array): boolean =>
    reader()?.received(length === bytes.length ? bytes : bytes.subarray(0, length)) ?? false,
})

/** Node does not publish these, and lets only sockets that are made with a buffer read into it. */
type Inner = { _handle?: object | null; _server?: unknown; server?: unknown }
type InnerOptions = Omit<SocketConstructorOpts, 'handle'> & { handle: object; pauseOnCreate: boolean }

/** A socket that a server has accepted, paused and unread; it is another object from then on. Where that cannot be, it reads as all do. */
export function readAccepted(accepted: Socket): ReadSocket {
  const inner = accepted as unknown as Inner
  const { _handle: handle } = inner
  if (!handle) {
    const plain: ReadSocket = { socket: accepted, received: () => false }
    accepted.on('data', (bytes) => {
      if (!plain.received(bytes)) accepted.pause()
    })
    return plain
  }
  let reader: ReadSocket | undefined
  const options: InnerOptions = {
    handle,
    allowHalfOpen: true,
    pauseOnCreate: true,
    onread: readBy(() => reader),
  }
  inner._handle = null
  const socket = new Socket(options as SocketConstructorOpts)
  // The server counts its connections by it.
  Object.assign(socket, { _server: inner._server, server: inner.server })
  inner._server = null
  reader = { socket, received: () => false }
  return reader
}
