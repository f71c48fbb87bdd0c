import { createSocket } from 'node:dgram'
import { connect, isIPv6, type Socket } from 'node:net'
import type { Clock } from '../../kit/clock.ts'
import { type Answer, callBackProof } from './messages.ts'

export type CallBackOutcome = Extract<Answer, { type: 'called-back' }>['outcome']

const connectMs = 2500
/** Datagrams get lost. */
const datagramsAt = [0, 60, 120, 240]

export interface CallBack {
  transport: 'tcp' | 'udp'
  nonce: string
  token: string
  clock: Clock
  signal: AbortSignal
}

/** Comes to a port of whoever asks for it, and proves there who it is. Never rejects. */
export function callBack(to: { address: string; port: number }, options: CallBack): Promise<CallBackOutcome> {
  return options.transport === 'tcp' ? connectBack(to, options) : sendBack(to, options)
}

function connectBack(
  { address, port }: { address: string; port: number },
  { token, nonce, clock, signal }: CallBack,
): Promise<CallBackOutcome> {
  return new Promise((resolve) => {
    let socket: Socket
    try {
      socket = connect({ host: address, port })
    } catch {
      return resolve('unreachable')
    }
    const finish = (outcome: CallBackOutcome) => {
      cancel()
      signal.removeEventListener('abort', giveUp)
      if (outcome !== 'connected') socket.destroy()
      resolve(outcome)
    }
    const giveUp = () => finish('silent')
    const cancel = clock.after(connectMs, giveUp)
    signal.addEventListener('abort', giveUp)
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      finish(code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'silent' : 'unreachable'),
    )
    socket.once('connect', () => {
      socket.end(`${callBackProof(token, nonce)}\n`, () => socket.destroySoon())
      finish('connected')
    })
    if (signal.aborted) giveUp()
  })
}

/** From a port that the other side has never sent to. */
async function sendBack(
  { address, port }: { address: string; port: number },
  { token, nonce, clock, signal }: CallBack,
): Promise<CallBackOutcome> {
  const socket = createSocket(isIPv6(address.replace(/%.*$/, '')) ? 'udp6' : 'udp4')
  let failed = false
  socket.on('error', () => {
    failed = true
  })
  const proof = callBackProof(token, nonce)
  for (const [place, at] of datagramsAt.entries()) {
    await wait(at - (datagramsAt[place - 1] ?? 0), clock)
    if (signal.aborted) break
    await new Promise<void>((resolve) =>
      socket.send(proof, port, address, (error) => {
        failed ||= error !== null
        resolve()
      }),
    )
  }
  socket.close()
  return failed ? 'unreachable' : 'sent'
}

const wait = (ms: number, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve)
  })
