import { connect, type Socket } from 'node:net'
import type { DiagnoseContext } from '../../../contract/diagnose.ts'
import type { CheckContext } from '../check.ts'
import { plainAddress } from './addresses.ts'
import { LineSocket } from './line-socket.ts'
import {
  type Answer,
  answerSchema,
  greetingMs,
  greetingSchema,
  type Request,
  readLine,
  requestLine,
} from './messages.ts'

/**
 * Why nothing can be measured against a peer.
 * - `refused`: its machine is there, and nobody listens at that port any more
 * - `silent`: no answer
 * - `unreachable`: the system or a router says that there is no way
 * - `ended`: it ends the connection; it gives each device a minute
 * - `busy`: too much at once
 */
export type PeerFailure = 'refused' | 'silent' | 'unreachable' | 'ended' | 'busy'

export interface PeerConnection {
  state: 'open'
  line: LineSocket
  connectMs: number
  welcome: Extract<Answer, { type: 'welcome' }>
}

export interface PeerSession {
  state: 'open'
  name: string
  /** The peer's address, as it is connected to. */
  host: string
  /** How the peer sees this machine, and how this machine sees itself. */
  seen: string
  local: string
  /** Where it echoes datagrams; 0 for nowhere. */
  udpPort: number
  token: string
  /** Another connection, for that purpose. Never rejects. */
  open(request: Request): Promise<PeerConnection | { state: PeerFailure }>
}

const connectMs = 4000
const perRun = new WeakMap<DiagnoseContext, Promise<PeerSession | { state: PeerFailure }>>()

/**
 * The way to the doctor of the peer, opened once in a run and held until it is over: a run has a `DiagnoseContext` of
 * its own. Never rejects; to be asked only where there is a peer.
 */
export function peerSession(context: CheckContext): Promise<PeerSession | { state: PeerFailure }> {
  const known = perRun.get(context.context)
  if (known) return known
  const opening = openSession(context)
  perRun.set(context.context, opening)
  return opening
}

async function openSession(context: CheckContext): Promise<PeerSession | { state: PeerFailure }> {
  const { name, token, host } = context.context.peer!
  const open = (request: Request) => openConnection(context, request)
  const control = await open({ type: 'control' })
  if (control.state !== 'open') return control
  const { line, welcome } = control
  return {
    state: 'open',
    name,
    host,
    seen: plainAddress(welcome.address),
    local: plainAddress(line.socket.localAddress ?? ''),
    udpPort: welcome.udpPort,
    token,
    open,
  }
}

async function openConnection(
  context: CheckContext,
  request: Request,
): Promise<PeerConnection | { state: PeerFailure }> {
  const { clock, signal } = context
  const { host, port, token } = context.context.peer!
  const started = clock.now()
  const socket = await connectTo(context, host, port)
  if (typeof socket === 'string') return { state: socket }
  const took = clock.now() - started
  const line = new LineSocket(socket, clock)
  // The peer is to know at once that nothing more is wanted.
  const end = () => line.cut()
  signal.addEventListener('abort', end, { once: true })
  socket.once('close', () => signal.removeEventListener('abort', end))
  if (signal.aborted) end()
  const fail = (state: PeerFailure): { state: PeerFailure } => {
    socket.destroy()
    return { state: line.isOver && state === 'silent' ? 'ended' : state }
  }
  const greeting = readLine(greetingSchema, (await line.next(greetingMs)) ?? '')
  if (greeting === undefined) return fail('silent')
  line.say(requestLine(token, greeting.nonce, request))
  const answer = readLine(answerSchema, (await line.next(greetingMs)) ?? '')
  if (answer?.type === 'refused') return fail('busy')
  if (answer?.type !== 'welcome') return fail('silent')
  return { state: 'open', line, connectMs: took, welcome: answer }
}

function connectTo(
  { clock, signal }: CheckContext,
  host: string,
  port: number,
): Promise<Socket | PeerFailure> {
  return new Promise((resolve) => {
    let socket: Socket
    try {
      socket = connect({ host, port, noDelay: true })
    } catch {
      return resolve('unreachable')
    }
    const finish = (answer: Socket | PeerFailure) => {
      cancel()
      signal.removeEventListener('abort', giveUp)
      socket.removeAllListeners('error')
      socket.on('error', () => {})
      if (typeof answer === 'string') socket.destroy()
      resolve(answer)
    }
    const giveUp = () => finish('silent')
    const cancel = clock.after(connectMs, giveUp)
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      finish(code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'silent' : 'unreachable'),
    )
    socket.once('connect', () => finish(socket))
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
}

/** For people: why nothing could be measured, and what to do. */
export function failureText({ peer }: DiagnoseContext, state: PeerFailure): string {
  const { name, port } = peer!
  if (state === 'refused')
    return `${name} no longer waits to be measured against: it does so for a minute. Start again.`
  if (state === 'silent')
    return `${name} waits at port ${port}, but no connection gets there: a firewall, there or on the way, lets none in. Allow Hawser in it.`
  if (state === 'unreachable') return `There is no way from here to ${name} at the moment.`
  if (state === 'busy') return `${name} is being measured against too often at once. Try again in a minute.`
  return `${name} ended the measurement: it gives each device one minute. Start again.`
}
