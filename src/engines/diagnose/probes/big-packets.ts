import type { Endpoint } from '../../../contract/rule.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { countMessages, readHead } from './message-head.ts'
import { openTcp, type Talk, type TcpFailure } from './tcp.ts'
import type { ProbeOptions } from './udp.ts'

/**
 * What becomes of full packets of a connection:
 * - `passes`; `unknown`: the server does not tell by its answers
 * - `stalls`: nothing comes of what is large, while the same in small packets is answered
 */
export type Direction = 'passes' | 'stalls' | 'unknown'

export interface BigPackets {
  state: 'asked'
  protocol: 'RTSP' | 'HTTP'
  up: Direction
  down: Direction
  /** The greatest number of bytes that came in answer to a row of questions. */
  downBytes: number
}

export type BigPacketsProbe =
  | BigPackets
  /** It answers neither RTSP nor HTTP. */
  | { state: 'mute' }
  | { state: TcpFailure }

/** Asks the system about a connection: the largest segment that came by it, bytes; 0 where that is not told. */
export type Inspect = (localPort: number) => Promise<{ largestReceived: number }>

/** A question this long fills some packets of any size. */
const padBytes = 6000
/** So many that their answers are more than a connection's first ten packets, from where on they go out in full ones. */
const rowOfQuestions = 60
/** What fits into any packet. */
const smallBytes = 400
const smallSpacingMs = 15
const minimumFull = 3000
const largeSegment = 1000

type Protocol = BigPackets['protocol']

function question(protocol: Protocol, target: Endpoint, number: number, pad = 0): string {
  const first =
    protocol === 'RTSP'
      ? [`OPTIONS rtsp://${endpointText(target)}/ RTSP/1.0`, `CSeq: ${number}`]
      : ['HEAD / HTTP/1.1', `Host: ${endpointText(target)}`]
  const padding = Array.from(
    { length: Math.ceil(pad / 500) },
    (_, place) => `X-Pad-${place}: ${'x'.repeat(480)}`,
  )
  return [...first, 'User-Agent: Hawser', ...padding, '', ''].join('\r\n')
}

const isAnswer = (bytes: Buffer): boolean => readHead(bytes) !== undefined

/**
 * Sends large questions that any server of RTSP or HTTP answers in some way, and rows of small ones whose answers are
 * large together. `inspect` is called while a large question waits in vain, and of large answers. Never rejects.
 */
export async function askBigPackets(
  target: Endpoint,
  address: string,
  timeoutMs: number,
  inspect: Inspect,
  options: ProbeOptions,
): Promise<BigPacketsProbe> {
  const open = () => openTcp({ address, port: target.port, timeoutMs }, options)
  const first = await open()
  if (first.state !== 'connected') return first
  const protocol = await protocolOf(target, first, open, timeoutMs)
  if (protocol === undefined) {
    await lookAtMute(target, open, timeoutMs, inspect, options)
    return { state: 'mute' }
  }
  const [up, down] = await Promise.all([
    upward({ target, protocol, open, timeoutMs, inspect }),
    downward({ target, protocol, open, timeoutMs, inspect }),
  ])
  return { state: 'asked', protocol, up, down: down.direction, downBytes: down.bytes }
}

type Open = () => Promise<Talk | { state: TcpFailure }>

async function protocolOf(
  target: Endpoint,
  first: Talk,
  open: Open,
  timeoutMs: number,
): Promise<Protocol | undefined> {
  {
    using talk = first
    talk.write(question('RTSP', target, 1))
    const { bytes } = await talk.until(isAnswer, timeoutMs / 2)
    const head = readHead(bytes)
    if (head) return head.protocol
    // Whoever speaks otherwise will not understand HTTP either.
    if (bytes.length > 0) return undefined
  }
  const again = await open()
  if (again.state !== 'connected') return undefined
  using talk = again
  talk.write(question('HTTP', target, 1))
  return isAnswer((await talk.until(isAnswer, timeoutMs / 2)).bytes) ? 'HTTP' : undefined
}

/** What a server does not understand its system acknowledges all the same. */
async function lookAtMute(
  target: Endpoint,
  open: Open,
  timeoutMs: number,
  inspect: Inspect,
  { clock }: ProbeOptions,
): Promise<void> {
  const talk = await open()
  if (talk.state !== 'connected') return
  using opened = talk
  opened.write(question('RTSP', target, 1, padBytes))
  await new Promise<void>((resolve) => {
    clock.after(timeoutMs / 2, resolve)
  })
  await inspect(opened.local.port)
}

interface Asked {
  target: Endpoint
  protocol: Protocol
  open: Open
  timeoutMs: number
  inspect: Inspect
}

/** Hanging up is an answer as well: what was sent has arrived. */
const isHeard = ({ state }: { state: string }): boolean => state === 'done' || state === 'closed'

async function upward(asked: Asked): Promise<Direction> {
  const { target, protocol, open, timeoutMs, inspect } = asked
  const large = question(protocol, target, 1, padBytes)
  const talk = await open()
  if (talk.state !== 'connected') return 'unknown'
  {
    using opened = talk
    opened.write(large)
    if (isHeard(await opened.until(isAnswer, timeoutMs))) return 'passes'
    await inspect(opened.local.port)
  }
  // The same in small packets: a server that has no answer to it is silent again.
  const small = await open()
  if (small.state !== 'connected') return 'unknown'
  using opened = small
  for (let at = 0; at < large.length; at += smallBytes) {
    // Whoever answers before the end answers to something else.
    if ((await opened.until((bytes) => bytes.length > 0, smallSpacingMs)).state !== 'silent') return 'unknown'
    opened.write(large.slice(at, at + smallBytes))
  }
  return isHeard(await opened.until(isAnswer, timeoutMs)) ? 'stalls' : 'unknown'
}

async function downward(asked: Asked): Promise<{ direction: Direction; bytes: number }> {
  const { target, protocol, open, timeoutMs } = asked
  const talk = await open()
  if (talk.state !== 'connected') return { direction: 'unknown', bytes: 0 }
  using opened = talk
  const questions = Array.from({ length: rowOfQuestions }, (_, place) =>
    question(protocol, target, place + 1),
  )
  // In small packets, so that the way up plays no part.
  for (let at = 0; at < questions.length; at += 4) opened.write(questions.slice(at, at + 4).join(''))
  const answer = await opened.until((bytes) => countMessages(bytes) >= rowOfQuestions, timeoutMs)
  const bytes = answer.bytes.length
  if (answer.state !== 'silent') {
    const { largestReceived } = await asked.inspect(opened.local.port)
    // On a fast path each small answer goes out by itself.
    const isLarge = bytes >= minimumFull && (largestReceived === 0 || largestReceived >= largeSegment)
    return { direction: isLarge ? 'passes' : 'unknown', bytes }
  }
  // A server that reads one question of many goes on with the next; a connection that has lost a packet for good does not.
  opened.write(question(protocol, target, rowOfQuestions + 1))
  const next = await opened.until((more) => more.length > 0, timeoutMs)
  const isStuck = next.state === 'silent'
  if (isStuck) await asked.inspect(opened.local.port)
  return { direction: isStuck ? 'stalls' : 'unknown', bytes }
}
