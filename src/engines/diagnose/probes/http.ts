import { bodyLength, readHead } from './message-head.ts'
import { openTcp, type TcpFailure } from './tcp.ts'
import type { ProbeOptions } from './udp.ts'

const bodyLimit = 65_536

export type HttpReply =
  | {
      state: 'answered'
      status: number
      /** Where it sends to; empty where it does not. */
      location: string
      /** As far as it came, 64 kB at most. */
      body: string
      ms: number
    }
  /** It answered something that is not HTTP, or hung up. */
  | { state: 'strange' }
  | { state: TcpFailure }

/** Gets a page without encryption from one address of its host, following nothing. Never rejects. */
export type GetPage = (
  url: URL,
  address: string,
  timeoutMs: number,
  options: ProbeOptions,
) => Promise<HttpReply>

export const getPage: GetPage = async (url, address, timeoutMs, options) => {
  const talk = await openTcp({ address, port: Number(url.port || 80), timeoutMs }, options)
  if (talk.state !== 'connected') return talk
  using open = talk
  const started = options.clock.now()
  open.write(
    [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      'User-Agent: Hawser',
      'Cache-Control: no-cache',
      'Accept: */*',
      'Connection: close',
      '',
      '',
    ].join('\r\n'),
  )
  const { bytes } = await open.until(isEnough, timeoutMs - talk.connectMs)
  const head = readHead(bytes)
  if (head === undefined) return bytes.length === 0 ? { state: 'silent' } : { state: 'strange' }
  return {
    state: 'answered',
    status: head.status,
    location: head.headers.get('location') ?? '',
    body: bytes.toString('utf8', head.bodyAt, head.bodyAt + bodyLimit),
    ms: options.clock.now() - started,
  }
}

/** All that the head promises; without a promise, whatever comes until the connection ends. */
function isEnough(bytes: Buffer): boolean {
  const head = readHead(bytes)
  if (head === undefined || !head.headers.has('content-length')) return bytes.length > bodyLimit
  return bytes.length >= head.bodyAt + Math.min(bodyLimit, bodyLength(head))
}
