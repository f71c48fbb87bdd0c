import { connect } from 'node:net'

/**
 * - `answered`: connected, or refused by the machine itself
 * - `silent`: nothing came back in time
 * - `unreachable`: the system or a router says that there is no way
 */
export type TcpAnswer = 'answered' | 'silent' | 'unreachable'

/** Connects once to an address and hangs up. Never rejects. */
export type AskTcp = (
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<TcpAnswer>

export const askTcp: AskTcp = (address, port, timeoutMs, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve('silent')
    const socket = connect({ host: address, port })
    const finish = (answer: TcpAnswer) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      socket.destroy()
      resolve(answer)
    }
    const giveUp = () => finish('silent')
    const timer = setTimeout(giveUp, timeoutMs)
    signal.addEventListener('abort', giveUp)
    socket.once('connect', () => finish('answered'))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') finish('answered')
      else finish(error.code === 'ETIMEDOUT' ? 'silent' : 'unreachable')
    })
  })
