import type { Link } from './frames.ts'

/** What the browser's WebSocket and that of `ws` share. */
export interface SocketLike {
  readonly readyState: number
  send(data: string): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
}

/** Values of `readyState`; above `open` lie closing and closed. */
const connecting = 0
const open = 1

/** A link over a WebSocket, one JSON text message a frame. What does not parse arrives as undefined: a malformed frame. */
export const socketLink = (socket: SocketLike): Link => ({
  send(frame) {
    const text = JSON.stringify(frame)
    if (socket.readyState === open) socket.send(text)
    else if (socket.readyState === connecting) socket.addEventListener('open', () => socket.send(text))
  },
  receive(frame, closed) {
    socket.addEventListener('message', ({ data }) => frame(parse(data)))
    socket.addEventListener('close', closed)
    // What breaks the WebSocket protocol raises an error before the close; unheard, it would end the process.
    socket.addEventListener('error', () => {})
    if (socket.readyState > open) queueMicrotask(closed)
  },
})

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}
