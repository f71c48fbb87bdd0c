import { createSocket } from 'node:dgram'
import type { Clock } from '../../kit/clock.ts'

export interface UdpAddress {
  address: string
  port: number
}

/**
 * - `silent`: nothing came in time
 * - `refused`: the machine says that nobody listens there; told of connected sockets only
 * - `unreachable`: the system says that there is no way, or lets nobody send
 */
export type UdpAnswer =
  | { state: 'answered'; bytes: Buffer; from: UdpAddress; ms: number }
  | { state: 'silent' | 'refused' | 'unreachable' }

export interface UdpQuestion {
  to: UdpAddress
  bytes: Uint8Array
  /** Whether this is what was asked for. */
  fits(bytes: Buffer, from: UdpAddress): boolean
  /** When the question is sent again, ms after the first time: datagrams get lost. */
  again?: readonly number[]
  timeoutMs: number
}

export interface ProbeOptions {
  clock: Clock
  signal: AbortSignal
}

/** A socket that asks, of one address or of many: all of them see the same port of this machine. */
export interface UdpProbe extends Disposable {
  readonly local: UdpAddress
  ask(question: UdpQuestion): Promise<UdpAnswer>
  /** Sends without waiting for anything. */
  send(to: UdpAddress, bytes: Uint8Array): void
  /** All that arrives. */
  onMessage(listener: (bytes: Buffer, from: UdpAddress) => void): void
}

interface Waiting {
  arrived(bytes: Buffer, from: UdpAddress): void
  failed(code: string): void
}

/**
 * Opens a socket; connected to one address it hears of that machine's refusals. Undefined where the system has no
 * such family or no way to that address. Never rejects.
 */
export async function openUdp(
  family: 4 | 6,
  { clock, signal }: ProbeOptions,
  connected?: UdpAddress,
): Promise<UdpProbe | undefined> {
  const socket = createSocket(family === 6 ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' })
  const waiting = new Set<Waiting>()
  const listeners: ((bytes: Buffer, from: UdpAddress) => void)[] = []
  socket.on('message', (bytes, { address, port }) => {
    for (const each of listeners) each(bytes, { address, port })
    for (const each of waiting) each.arrived(bytes, { address, port })
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    for (const each of waiting) each.failed(error.code ?? '')
  })
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false))
    if (connected) socket.connect(connected.port, connected.address, (error?: Error) => resolve(!error))
    else socket.bind({ port: 0 }, () => resolve(true))
  })
  const close = () => {
    signal.removeEventListener('abort', close)
    try {
      socket.close()
    } catch {
      // It is closed already.
    }
    for (const each of waiting) each.failed('')
  }
  if (!isOpen || signal.aborted) {
    close()
    return undefined
  }
  signal.addEventListener('abort', close)
  const write = (to: UdpAddress, bytes: Uint8Array, failed: (code: string) => void) => {
    const told = (error: NodeJS.ErrnoException | null) => error && failed(error.code ?? '')
    try {
      if (connected) socket.send(bytes, told)
      else socket.send(bytes, to.port, to.address, told)
    } catch (error) {
      failed((error as NodeJS.ErrnoException).code ?? '')
    }
  }
  const { address, port } = socket.address()
  return {
    local: { address, port },
    onMessage: (listener) => void listeners.push(listener),
    send: (to, bytes) => write(to, bytes, () => {}),
    ask: ({ to, bytes, fits, again = [], timeoutMs }) =>
      new Promise((resolve) => {
        const started = clock.now()
        const finish = (answer: UdpAnswer) => {
          for (const cancel of timers) cancel()
          waiting.delete(entry)
          resolve(answer)
        }
        const failed = (code: string) => {
          if (code === 'ECONNREFUSED') finish({ state: 'refused' })
          else if (code === '') finish({ state: 'silent' })
          else finish({ state: 'unreachable' })
        }
        const entry: Waiting = {
          arrived: (answer, from) => {
            if (fits(answer, from))
              finish({ state: 'answered', bytes: answer, from, ms: clock.now() - started })
          },
          failed,
        }
        waiting.add(entry)
        const timers = [
          clock.after(timeoutMs, () => finish({ state: 'silent' })),
          ...again.map((ms) => clock.after(ms, () => write(to, bytes, failed))),
        ]
        if (signal.aborted) finish({ state: 'silent' })
        else write(to, bytes, failed)
      }),
    [Symbol.dispose]: close,
  }
}
