import type { Link } from './frames.ts'

/** The part of Electron's MessagePortMain that a link needs; this file must not import electron. */
export interface ElectronPort {
  postMessage(message: unknown): void
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown
  on(type: 'close', listener: () => void): unknown
  start(): void
}

/** A link over Electron's MessagePortMain, the main process's end of a port to the renderer. */
export const electronLink = (port: ElectronPort): Link => ({
  send: (frame) => port.postMessage(frame),
  receive(frame, closed) {
    port.on('message', (event) => frame(event.data))
    port.on('close', closed)
    port.start()
  },
})
