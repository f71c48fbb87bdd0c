import type { Link } from './frames.ts'

/** What worker_threads ports and browser ports share. */
export interface PortLike {
  postMessage(message: unknown): void
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void
  start?(): void
}

/** A link over a MessagePort, between worker threads or inside a browser. */
export const portLink = (port: PortLike): Link => ({
  send: (frame) => port.postMessage(frame),
  receive(frame, closed) {
    port.addEventListener('message', (event) => frame(event.data))
    port.addEventListener('close', closed)
    port.start?.()
  },
})
