import type { Endpoint } from '../../../contract/rule.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { bodyLength, readHead } from './message-head.ts'
import { openTcp, type TcpFailure } from './tcp.ts'
import type { ProbeOptions } from './udp.ts'

export interface RtspReply {
  state: 'rtsp'
  connectMs: number
  options: { status: number; ms: number } | undefined
  /** Undefined when it was asked and nothing came. */
  describe: { status: number; reason: string; ms: number } | undefined
  /** What the server calls itself; empty where it does not. */
  server: string
  methods: string[]
  /** `Digest`, `Basic`: how it asks who is there. */
  schemes: string[]
  /** What it would send, such as `video H264`; of streams that are open to all. */
  tracks: string[]
  /** How far its clock is ahead of this machine's, ms; undefined where it does not tell. */
  clockAheadMs: number | undefined
}

export type RtspProbe =
  | RtspReply
  /** It speaks another protocol: `HTTP` or its first words. */
  | { state: 'other'; speaks: string; connectMs: number }
  /** Takes the connection and then says nothing, or hangs up. */
  | { state: 'mute' | 'closed'; connectMs: number }
  | { state: TcpFailure }

/** Asks what the server can do and what it would send, without credentials (RFC 2326 §10.1, §10.2). Never rejects. */
export type AskRtsp = (
  target: Endpoint,
  address: string,
  timeoutMs: number,
  options: ProbeOptions,
) => Promise<RtspProbe>

export const askRtsp: AskRtsp = async (target, address, timeoutMs, options) => {
  const talk = await openTcp({ address, port: target.port, timeoutMs }, options)
  if (talk.state !== 'connected') return talk
  using open = talk
  const { connectMs } = open
  const url = `rtsp://${endpointText(target)}/`
  open.write(`OPTIONS ${url} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Hawser\r\n\r\n`)
  const first = await open.until(isWhole, timeoutMs)
  const greeting = readHead(first.bytes)
  if (greeting?.protocol !== 'RTSP') {
    if (first.bytes.length > 0)
      return { state: 'other', speaks: greeting?.protocol ?? printable(first.bytes), connectMs }
    return { state: first.state === 'closed' ? 'closed' : 'mute', connectMs }
  }
  open.write(`DESCRIBE ${url} RTSP/1.0\r\nCSeq: 2\r\nUser-Agent: Hawser\r\nAccept: application/sdp\r\n\r\n`)
  const second = await open.until(isWhole, timeoutMs)
  const described = readHead(second.bytes)
  const body = described ? second.bytes.toString('utf8', described.bodyAt) : ''
  const header = (name: string) => described?.headers.get(name) ?? greeting.headers.get(name) ?? ''
  return {
    state: 'rtsp',
    connectMs,
    options: { status: greeting.status, ms: first.ms },
    describe: described && {
      status: described.status,
      reason: printable(Buffer.from(described.reason, 'latin1')),
      ms: second.ms,
    },
    server: printable(Buffer.from(header('server'), 'latin1')),
    methods: (greeting.headers.get('public') ?? '')
      .split(/\s*,\s*/)
      .filter((name) => /^[A-Z_]{1,20}$/.test(name)),
    schemes: schemesOf(header('www-authenticate')),
    tracks: tracksOf(body),
    clockAheadMs: clockAhead(header('date')),
  }
}

const isWhole = (bytes: Buffer): boolean => {
  const head = readHead(bytes)
  if (head !== undefined) return bytes.length >= head.bodyAt + bodyLength(head)
  // Others greet with a line of their own, and what is not text needs no waiting for an end.
  return bytes.length > 0 && !/^[RH]/.test(bytes.toString('latin1', 0, 1))
}

const printable = (bytes: Buffer): string =>
  bytes
    .toString('latin1', 0, 60)
    .replace(/[\r\n].*$/s, '')
    .replace(/[^\x20-\x7e]/g, '')
    .trim()

const schemesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/(?:^|, ?)(Digest|Basic|Bearer)\b/gi)].map((match) => match[1] ?? '')),
]

/** `video H264` of each medium of a description (RFC 8866). */
export function tracksOf(description: string): string[] {
  const tracks: string[] = []
  let medium = ''
  for (const line of description.split(/\r?\n/).slice(0, 500)) {
    const media = /^m=([a-z]{1,16}) /.exec(line)
    if (media) {
      medium = media[1] ?? ''
      if (tracks.length < 16) tracks.push(medium)
    }
    const map = /^a=rtpmap:\d{1,3} ([A-Za-z0-9.-]{1,32})\//.exec(line)
    if (map && medium !== '' && tracks.at(-1) === medium) tracks[tracks.length - 1] = `${medium} ${map[1]}`
  }
  return tracks
}

/** The header tells whole seconds. */
function clockAhead(date: string): number | undefined {
  const told = Date.parse(date)
  return Number.isNaN(told) ? undefined : told + 500 - Date.now()
}

/** Not enough bandwidth, service unavailable: the server can do no more, rather than does not want to. */
export const isOverloaded = (status: number): boolean => status === 453 || status === 503
