import type { DiskPipe } from './disk-link.ts'

export type { DiskPipe } from './disk-link.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Keeps what comes until somebody listens. */
class Inbox {
  #waiting: Bytes[] | undefined = []
  #listener: (message: Bytes) => void = () => {}

  get listener(): (message: Bytes) => void {
    return this.#listener
  }

  set listener(listener: (message: Bytes) => void) {
    this.#listener = listener
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const message of waiting) listener(message)
  }

  /** What is no binary message is left out: there is none of our making. */
  take(data: unknown): void {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data
    if (!(bytes instanceof Uint8Array)) return
    if (this.#waiting) this.#waiting.push(bytes as Bytes)
    else this.#listener(bytes as Bytes)
  }
}

/** What the browser's WebSocket and that of `ws` share. */
export interface BinarySocket {
  readonly readyState: number
  send(data: Uint8Array<ArrayBuffer>): void
  close(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
}

/** Values of `readyState`; above `open` lie closing and closed. */
const connecting = 0
const open = 1

/** Over a WebSocket whose `binaryType` must be `arraybuffer` (or, of `ws`, `nodebuffer`). What is sent before it is open waits. */
export function socketPipe(socket: BinarySocket): DiskPipe {
  const inbox = new Inbox()
  const early: Bytes[] = []
  socket.addEventListener('message', ({ data }) => inbox.take(data))
  socket.addEventListener('open', () => {
    for (const message of early.splice(0)) socket.send(message)
  })
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', resolve)
    // An error is followed by the close; unheard, it would end a process of Node.
    socket.addEventListener('error', () => {})
    if (socket.readyState > open) resolve()
  })
  return {
    send(message) {
      if (socket.readyState === open) socket.send(message)
      else if (socket.readyState === connecting) early.push(message.slice())
    },
    get onMessage() {
      return inbox.listener
    },
    set onMessage(listener) {
      inbox.listener = listener
    },
    closed,
    close: () => socket.close(),
  }
}

/** What the ports of browsers, of worker threads and (by `addEventListener`) of others share. */
export interface BinaryPort {
  postMessage(message: unknown): void
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void
  start?(): void
  close(): void
}

/**
 * Over a MessagePort. Bytes are copied, never transferred: the main process of Electron gets nothing of what a page
 * transfers to it.
 */
export function portPipe(port: BinaryPort): DiskPipe {
  const inbox = new Inbox()
  let isOver = false
  let over = () => {}
  const closed = new Promise<void>((resolve) => {
    over = () => {
      isOver = true
      resolve()
    }
  })
  port.addEventListener('message', ({ data }) => inbox.take(data))
  port.addEventListener('close', over)
  port.start?.()
  return {
    send(message) {
      if (isOver) return
      // A view is copied with all of the buffer that it shows a part of.
      port.postMessage(message.length === message.buffer.byteLength ? message : message.slice())
    },
    get onMessage() {
      return inbox.listener
    },
    set onMessage(listener) {
      inbox.listener = listener
    },
    closed,
    close() {
      port.close()
      over()
    },
  }
}
