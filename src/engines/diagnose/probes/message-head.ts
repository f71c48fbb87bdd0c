/** The head of an answer of HTTP or RTSP, which look alike (RFC 9112 §2.1, RFC 2326 §7). */
export interface MessageHead {
  protocol: 'HTTP' | 'RTSP'
  status: number
  reason: string
  /** By lower-case name; of several alike, all, separated by commas. */
  headers: ReadonlyMap<string, string>
  /** Where the body begins. */
  bodyAt: number
}

const headLimit = 32_768
const maxHeaders = 100

/** Reads a head that is there as a whole; undefined when it is not, or is something else. */
export function readHead(bytes: Buffer, from = 0): MessageHead | undefined {
  const text = bytes.toString('latin1', from, from + headLimit)
  const end = /\r?\n\r?\n/.exec(text)
  if (end === null) return undefined
  const [first = '', ...lines] = text.slice(0, end.index).split(/\r?\n/)
  const status = /^(HTTP|RTSP)\/\d\.\d (\d{3})(?: ([^\r\n]{0,200}))?/.exec(first)
  if (status === null) return undefined
  const headers = new Map<string, string>()
  for (const line of lines.slice(0, maxHeaders)) {
    const header = /^([A-Za-z0-9-]{1,64}):[ \t]*(.{0,2000})/.exec(line)
    if (header === null) continue
    const name = (header[1] ?? '').toLowerCase()
    const before = headers.get(name)
    headers.set(
      name,
      before === undefined ? (header[2] ?? '').trim() : `${before}, ${(header[2] ?? '').trim()}`,
    )
  }
  return {
    protocol: status[1] as 'HTTP' | 'RTSP',
    status: Number(status[2]),
    reason: status[3] ?? '',
    headers,
    bodyAt: from + end.index + end[0].length,
  }
}

/** The bytes of the body that the head tells of; 0 where it tells of none. */
export function bodyLength({ headers }: MessageHead): number {
  const told = headers.get('content-length') ?? ''
  return /^\d{1,9}$/.test(told) ? Number(told) : 0
}

/** How many whole answers there are, one after another. */
export function countMessages(bytes: Buffer): number {
  let count = 0
  for (let at = 0; ; count++) {
    const head = readHead(bytes, at)
    if (head === undefined || head.bodyAt + bodyLength(head) > bytes.length) return count
    at = head.bodyAt + bodyLength(head)
  }
}
