/** What a connection carries, as far as its first bytes tell; `skip` bytes come before the stream itself. */
export type Finding =
  | { protocol: 'rtsp' | 'rtmp' | 'mjpeg' | 'opaque' | 'tls' }
  | { protocol: 'flv'; skip: number }
  | { protocol: 'mpeg-ts'; stride: number; skip: number }

const tsStrides = [188, 192, 204]
const tsSyncs = 3
const rtspMethod = /^(?:OPTIONS|DESCRIBE|ANNOUNCE|SETUP|PLAY|RECORD|GET_PARAMETER) \S+ RTSP\/\d/
const startsLikeRtsp = /^(?:OPTIONS|DESCRIBE|ANNOUNCE|SETUP|PLAY|RECORD|GET_PARAMETER) /
const httpRequest = /^(?:GET|POST) \S+ HTTP\/\d/

const latin1 = (bytes: Uint8Array, length: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, bytes.length)).toString('latin1')

/** Decides by the first bytes of both directions; undefined while they could still be several things. */
export function sniff(down: Uint8Array, up: Uint8Array): Finding | undefined {
  if (isTls(up) || isTls(down)) return { protocol: 'tls' }
  const asked = latin1(up, 1024)
  if (startsLikeRtsp.test(asked)) return rtspMethod.test(asked) ? { protocol: 'rtsp' } : undecided(up)
  if (asked === '' && down.length === 0) return undefined
  if (httpRequest.test(asked)) return sniffHttp(down, asked)
  if (up.length >= 1537 && up[0] === 3) return { protocol: 'rtmp' }
  if (up.length > 0 && up[0] === 3) return undefined
  return down.length === 0 ? undefined : sniffStream(down, 0)
}

const isTls = (bytes: Uint8Array) =>
  bytes.length >= 3 && bytes[0] === 0x16 && bytes[1] === 3 && bytes[2]! <= 4

const undecided = (bytes: Uint8Array): Finding | undefined =>
  bytes.length > 4096 ? { protocol: 'opaque' } : undefined

function sniffHttp(down: Uint8Array, asked: string): Finding | undefined {
  // RTSP in HTTP hides the requests in base64; what comes down is plain, but there is no telling its formats.
  if (/x-rtsp-tunnelled/i.test(asked)) return { protocol: 'rtsp' }
  const text = latin1(down, 8192)
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return down.length > 8192 ? { protocol: 'opaque' } : undefined
  const head = text.slice(0, end)
  const type = /\r\ncontent-type:[ \t]*([^\r\n;]+)/i.exec(head)?.[1]?.trim().toLowerCase() ?? ''
  if (type.startsWith('multipart/')) return { protocol: 'mjpeg' }
  // Chunk sizes stand in between, which only a parser that finds its own place again bears.
  if (/\r\ntransfer-encoding:[ \t]*chunked/i.test(head)) return { protocol: 'opaque' }
  if (type === 'video/x-flv') return { protocol: 'flv', skip: end + 4 }
  if (type === 'video/mp2t') return sniffStream(down, end + 4)
  return { protocol: 'opaque' }
}

function sniffStream(down: Uint8Array, from: number): Finding | undefined {
  if (down[from] === 0x46 && down[from + 1] === 0x4c && down[from + 2] === 0x56 && down[from + 3] === 1)
    return { protocol: 'flv', skip: from }
  if (down.length - from < 4 && down[from] === 0x46) return undefined
  for (const stride of tsStrides)
    for (const lead of stride === 192 ? [4, 0] : [0]) {
      const found = countSyncs(down, from + lead, stride)
      if (found === 'yes') return { protocol: 'mpeg-ts', stride, skip: from + lead }
      if (found === 'maybe') return undefined
    }
  return { protocol: 'opaque' }
}

function countSyncs(bytes: Uint8Array, from: number, stride: number): 'yes' | 'no' | 'maybe' {
  for (let n = 0; n < tsSyncs; n++) {
    const at = from + n * stride
    if (at >= bytes.length) return 'maybe'
    if (bytes[at] !== 0x47) return 'no'
  }
  return 'yes'
}
