import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ProbeOptions } from './udp.ts'

/**
 * - `refused`: the machine answers, and nothing listens there
 * - `reset`: something on the way, or the machine, ended it at once
 * - `silent`: no answer in time
 * - `unreachable`: the system or a router says that there is no way
 * - `untrusted`: the certificate is not one that this machine trusts (TLS only)
 */
export type TcpFailure = 'refused' | 'reset' | 'silent' | 'unreachable' | 'untrusted'

/** How a wait for an answer ended: as asked, with nothing more in time, or with the connection. */
export interface TalkAnswer {
  state: 'done' | 'silent' | 'closed'
  /** All that has come since the last wait began. */
  bytes: Buffer
  ms: number
}

/** A connection that asks and waits. */
export interface Talk extends Disposable {
  readonly state: 'connected'
  readonly connectMs: number
  readonly local: { address: string; port: number }
  /** What is written goes out at once, in a segment of its own if it fits. */
  write(bytes: Uint8Array | string): void
  /** Until `isDone` of what has come since the last wait. Never rejects. */
  until(isDone: (bytes: Buffer) => boolean, timeoutMs: number): Promise<TalkAnswer>
}

export interface TcpTarget {
  address: string
  port: number
  timeoutMs: number
  /** With TLS, to a server of this name. */
  tlsName?: string
}

/** More than this is not kept, and ends the connection. */
const maxBytes = 262_144

const failureOf = (error: NodeJS.ErrnoException): TcpFailure => {
  const code = error.code ?? ''
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ETIMEDOUT') return 'silent'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset'
  return /CERT|SIGNATURE|ERR_TLS|SELF_SIGNED/.test(code) ? 'untrusted' : 'unreachable'
}

/** Connects to an address. Never rejects. */
export function openTcp(
  target: TcpTarget,
  { clock, signal }: ProbeOptions,
): Promise<Talk | { state: TcpFailure }> {
  return new Promise((resolve) => {
    const started = clock.now()
    const { address, port, tlsName } = target
    let socket: Socket
    try {
      socket =
        tlsName === undefined
          ? connect({ host: address, port, noDelay: true })
          : connectTls({ host: address, port, servername: tlsName })
    } catch {
      // Such as an address with a zone that this machine does not have.
      return resolve({ state: 'unreachable' })
    }
    const fail = (state: TcpFailure) => {
      cancel()
      signal.removeEventListener('abort', giveUp)
      socket.destroy()
      resolve({ state })
    }
    const giveUp = () => fail('silent')
    const cancel = clock.after(target.timeoutMs, giveUp)
    const broken = (error: NodeJS.ErrnoException) => fail(failureOf(error))
    socket.once('error', broken)
    socket.once(tlsName === undefined ? 'connect' : 'secureConnect', () => {
      cancel()
      signal.removeEventListener('abort', giveUp)
      socket.off('error', broken)
      resolve(talkOver(socket, clock.now() - started, { clock, signal }))
    })
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
}

function talkOver(socket: Socket, connectMs: number, { clock, signal }: ProbeOptions): Talk {
  let chunks: Buffer[] = []
  let total = 0
  let isClosed = false
  let changed = () => {}
  const ended = () => {
    isClosed = true
    signal.removeEventListener('abort', end)
    changed()
  }
  const end = () => {
    socket.destroy()
    ended()
  }
  socket.on('data', (chunk: Buffer) => {
    total += chunk.length
    if (total > maxBytes) return end()
    chunks.push(chunk)
    changed()
  })
  socket.on('error', ended)
  socket.on('end', ended)
  socket.on('close', ended)
  signal.addEventListener('abort', end)
  return {
    state: 'connected',
    connectMs,
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    write: (bytes) => void (socket.writable && socket.write(bytes)),
    until: (isDone, timeoutMs) =>
      new Promise((resolve) => {
        const started = clock.now()
        const finish = (state: TalkAnswer['state'], bytes: Buffer) => {
          cancel()
          changed = () => {}
          chunks = []
          total = 0
          resolve({ state, bytes, ms: clock.now() - started })
        }
        const cancel = clock.after(timeoutMs, () => finish('silent', Buffer.concat(chunks)))
        changed = () => {
          const bytes = Buffer.concat(chunks)
          if (isDone(bytes)) finish('done', bytes)
          else if (isClosed) finish('closed', bytes)
        }
        changed()
      }),
    [Symbol.dispose]: end,
  }
}
