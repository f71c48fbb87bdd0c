import { Socket } from 'node:net'
import { channelVariable, nativeEndsVariable, type ProcessEnd } from '../../wire/process-link.ts'
import { streamEnd } from '../../wire/stream-end.ts'

/** The part of `process.parentPort` that is used; there only in a utility process of Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown
}

/**
 * The process that has started this one, or undefined when none talks to it. Without it there is nothing to do: when it is
 * gone this one ends. It alone decides when: signals that a terminal or a service manager sends to both of them are left to it.
 */
export function parentProcess(): ProcessEnd | undefined {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (port) {
    process.on('SIGINT', () => {})
    return {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
      // Electron ends its utility processes itself.
      onGone: () => {},
    }
  }
  const channel = process.env[channelVariable]
  if (!process.send && channel === undefined) return undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  if (channel !== undefined) {
    // It is no affair of programs that this one starts.
    delete process.env[channelVariable]
    const parent = streamEnd(new Socket({ fd: Number(channel), readable: true, writable: true }))
    parent.onGone(() => process.exit())
    return parent
  }
  process.once('disconnect', () => process.exit())
  return {
    post(message) {
      // Told by `disconnect`, not by the failure of what was under way.
      if (process.connected) process.send?.(message, undefined, undefined, () => {})
    },
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => void process.once('disconnect', listener),
  }
}

/** How often native code has ended this process, of late, as the host says. */
export const nativeEnds = (): number => Number(process.env[nativeEndsVariable]) || 0
