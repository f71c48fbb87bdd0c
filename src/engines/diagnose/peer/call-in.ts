import { createSocket } from 'node:dgram'
import { createServer, isIPv6 } from 'node:net'
import type { Clock } from '../../kit/clock.ts'
import type { CallBackOutcome } from './call-back.ts'
import { LineSocket } from './line-socket.ts'
import { answerSchema, callBackProof, greetingMs, isProof, newNonce, readLine } from './messages.ts'
import type { PeerFailure, PeerSession } from './session.ts'

/** A port of this machine at which the peer is awaited. */
interface Awaiting extends Disposable {
  port: number
  /** Resolves when somebody came and has proven to be the peer. */
  came: Promise<void>
}

/**
 * Whether the peer got in.
 * - `reached`
 * - `elsewhere`: somebody took the connection, and it was not this program
 * - `lost`: datagrams were sent and none arrived
 * - `refused`, `silent`, `unreachable`: what the peer met
 * - `untold`: it did not say, or this system gave no port
 */
export type CallInOutcome =
  | 'reached'
  | 'elsewhere'
  | 'lost'
  | 'untold'
  | Exclude<CallBackOutcome, 'connected' | 'sent'>

const answerMs = 6000
/** What the peer has sent may take longer than its word of it. */
const laterMs = 700

/** Has the peer come to a port that is open for it alone, and says how that went. Never rejects. */
export async function callIn(
  session: PeerSession,
  transport: 'tcp' | 'udp',
  clock: Clock,
): Promise<CallInOutcome | { state: PeerFailure }> {
  const nonce = newNonce()
  const expected = callBackProof(session.token, nonce)
  const isPeer = (text: string) => isProof(session.token, `call-back ${nonce}`, text)
  using awaiting = await (transport === 'tcp'
    ? awaitTcp(session.local, isPeer, clock)
    : awaitUdp(session.local, expected.length, isPeer))
  if (awaiting === undefined) return 'untold'
  const opened = await session.open({ type: 'call-back', transport, port: awaiting.port, nonce })
  if (opened.state !== 'open') return opened
  using line = opened.line
  const told = line.next(answerMs).then((said) => readLine(answerSchema, said ?? ''))
  const came = awaiting.came.then(() => 'came' as const)
  const first = await Promise.race([came, told])
  if (first === 'came') return 'reached'
  const isHere = await Promise.race([came.then(() => true), later(laterMs, clock)])
  if (isHere) return 'reached'
  if (first?.type !== 'called-back') return 'untold'
  if (first.outcome === 'connected') return 'elsewhere'
  return first.outcome === 'sent' ? 'lost' : first.outcome
}

const later = (ms: number, clock: Clock): Promise<false> =>
  new Promise((resolve) => void clock.after(ms, () => resolve(false)))

/** On all addresses: through a router it comes to another than it was sent to. */
const everywhere = (local: string): string => (isIPv6(local) ? '::' : '0.0.0.0')

function awaitTcp(
  local: string,
  isPeer: (text: string) => boolean,
  clock: Clock,
): Promise<Awaiting | undefined> {
  const { promise: came, resolve: comes } = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    const line = new LineSocket(socket, clock)
    void line.next(greetingMs).then((said) => {
      if (said !== undefined && isPeer(said)) comes()
      socket.destroy()
    })
  })
  server.maxConnections = 4
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(0, everywhere(local), () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.on('error', () => {})
      resolve({ port, came, [Symbol.dispose]: () => void server.close() })
    })
  })
}

function awaitUdp(
  local: string,
  length: number,
  isPeer: (text: string) => boolean,
): Promise<Awaiting | undefined> {
  const { promise: came, resolve: comes } = Promise.withResolvers<void>()
  const socket = createSocket(isIPv6(local) ? 'udp6' : 'udp4')
  socket.on('message', (bytes) => {
    if (bytes.length === length && isPeer(bytes.toString('latin1'))) comes()
  })
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close()
      resolve(undefined)
    })
    socket.bind(0, everywhere(local), () => {
      socket.removeAllListeners('error').on('error', () => {})
      resolve({ port: socket.address().port, came, [Symbol.dispose]: () => void socket.close() })
    })
  })
}
