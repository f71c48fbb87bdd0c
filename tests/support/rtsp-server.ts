import type { Socket } from 'node:net'
import { listen } from './forward-engine.ts'
import { interleaved, rtpPacket } from './streams/rtsp.ts'

const payloadType = 96
const packetBytes = 1400
const clockRate = 90_000

/** The NAL units of an H.264 Annex B stream, without their start codes. */
export function nalUnits(bytes: Buffer): Buffer[] {
  const units: Buffer[] = []
  let from = -1
  for (let at = 0; at + 3 <= bytes.length; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue
    if (from >= 0) units.push(bytes.subarray(from, bytes[at - 1] === 0 ? at - 1 : at))
    from = at + 3
    at += 2
  }
  if (from >= 0) units.push(bytes.subarray(from))
  return units
}

/** The units of each picture. A slice whose first macroblock is the picture's first begins a new one. */
export function pictures(bytes: Buffer): Buffer[][] {
  const found: Buffer[][] = []
  let current: Buffer[] = []
  let hasSlice = false
  for (const unit of nalUnits(bytes)) {
    const type = unit[0]! & 0x1f
    const isSlice = type === 1 || type === 5
    const beginsPicture = (isSlice && (unit[1]! & 0x80) !== 0) || (!isSlice && type >= 6 && type <= 9)
    if (beginsPicture && hasSlice) {
      found.push(current)
      current = []
      hasSlice = false
    }
    current.push(unit)
    hasSlice ||= isSlice
  }
  if (current.length > 0) found.push(current)
  return found
}

/** RTP payloads of a NAL unit: itself, or fragments of type FU-A. RFC 6184 §5.6 and §5.8. */
function payloads(unit: Buffer): Buffer[] {
  if (unit.length <= packetBytes) return [unit]
  const parts: Buffer[] = []
  const indicator = (unit[0]! & 0xe0) | 28
  for (let at = 1; at < unit.length; at += packetBytes) {
    const isLast = at + packetBytes >= unit.length
    const header = (unit[0]! & 0x1f) | (at === 1 ? 0x80 : 0) | (isLast ? 0x40 : 0)
    parts.push(Buffer.concat([Buffer.from([indicator, header]), unit.subarray(at, at + packetBytes)]))
  }
  return parts
}

export interface RtspServerOptions {
  /** H.264 in Annex B form, without B-frames. */
  video: Buffer
  fps: number
  /** Pictures, by number, that are never sent; the timestamps go on. */
  withhold?: ReadonlySet<number>
}

/** A camera that serves one H.264 stream over RTSP with RTP interleaved, at its own pace, and ends with it. */
export async function startRtspServer({ video, fps, withhold = new Set() }: RtspServerOptions) {
  const all = pictures(video)
  const units = nalUnits(video)
  const parameterSets = [7, 8].map((type) =>
    units.find((unit) => (unit[0]! & 0x1f) === type)!.toString('base64'),
  )
  const description = [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=test',
    't=0 0',
    `m=video 0 RTP/AVP ${payloadType}`,
    'c=IN IP4 0.0.0.0',
    `a=rtpmap:${payloadType} H264/${clockRate}`,
    `a=fmtp:${payloadType} packetization-mode=1;sprop-parameter-sets=${parameterSets.join(',')}`,
    'a=control:track1',
    '',
  ].join('\r\n')

  function send(socket: Socket): void {
    let sequence = 1
    let next = 0
    const started = performance.now()
    const timer = setInterval(() => {
      for (; next < all.length && (next * 1000) / fps <= performance.now() - started; next++) {
        if (withhold.has(next)) continue
        const packets = all[next]!.flatMap(payloads)
        for (const [index, payload] of packets.entries()) {
          const ticks = Math.round((next * clockRate) / fps)
          const marker = index === packets.length - 1
          socket.write(interleaved(0, rtpPacket(payloadType, sequence++, ticks, marker, payload)))
        }
      }
      if (next < all.length) return
      clearInterval(timer)
      socket.end()
    }, 5)
    socket.on('close', () => clearInterval(timer))
  }

  const server = await listen((socket) => {
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end)
        text = text.slice(end + 4)
        const [method = ''] = request.split(' ')
        const number = /\r\nCSeq: *(\d+)/i.exec(request)?.[1] ?? '0'
        const answer = (headers: string[], body = '') =>
          socket.write(
            ['RTSP/1.0 200 OK', `CSeq: ${number}`, 'Session: 1', ...headers, '', body].join('\r\n'),
          )
        if (method === 'OPTIONS') answer(['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN'])
        else if (method === 'DESCRIBE')
          answer(['Content-Type: application/sdp', `Content-Length: ${description.length}`], description)
        else if (method === 'SETUP') answer(['Transport: RTP/AVP/TCP;unicast;interleaved=0-1'])
        else answer([])
        if (method === 'PLAY') send(socket)
      }
    })
  })
  return Object.assign(server, { pictures: all.length })
}
