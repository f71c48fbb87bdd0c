/** An interleaved RTSP session as bytes, for tests that need to know every frame. */
export interface RtspStreamOptions {
  frames: number
  /** Bytes of each frame's payload, cut into packets of at most 1400. */
  frameBytes?: number
  /** Every so many frames is a keyframe. */
  keyframeEvery?: number
  /** Frames that are left out, numbers and all. */
  withhold?: readonly number[]
  /** In which order frames are sent and what time each has, in frames; default one after the other. */
  order?: (index: number) => number
}

export const sdp = [
  'v=0',
  's=test',
  'm=audio 0 RTP/AVP 0',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=control:track1',
  '',
].join('\r\n')

export const describeAnswer = Buffer.from(
  `RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`,
)

const packetBytes = 1400
const ticksPerFrame = 3600

export function interleaved(channel: number, packet: Uint8Array): Buffer {
  const head = Buffer.from([0x24, channel, 0, 0])
  head.writeUInt16BE(packet.length, 2)
  return Buffer.concat([head, packet])
}

export function rtpPacket(
  type: number,
  sequence: number,
  ticks: number,
  marker: boolean,
  payload: Uint8Array,
): Buffer {
  const head = Buffer.alloc(12)
  head[0] = 0x80
  head[1] = type | (marker ? 0x80 : 0)
  head.writeUInt16BE(sequence & 0xffff, 2)
  head.writeUInt32BE(ticks >>> 0, 4)
  head.writeUInt32BE(0x1234abcd, 8)
  return Buffer.concat([head, payload])
}

/** The bytes of each frame, video and a little audio between, to be sent at 25 frames a second. */
export function rtspFrames(options: RtspStreamOptions): Buffer[] {
  const { frames, frameBytes = 3000, keyframeEvery = 25, withhold = [], order = (index) => index } = options
  let sequence = 65_000
  const audio = interleaved(2, rtpPacket(0, 1, 0, false, Buffer.alloc(160, 0x24)))
  return Array.from({ length: frames }, (_, index) => {
    const packets: Buffer[] = [audio]
    const key = index % keyframeEvery === 0
    for (let sent = 0; sent < frameBytes; sent += packetBytes) {
      const payload = Buffer.alloc(Math.min(packetBytes, frameBytes - sent), 0x24)
      payload[0] = 28
      payload[1] = (sent === 0 ? 0x80 : 0) | (key ? 5 : 1)
      const last = sent + packetBytes >= frameBytes
      packets.push(interleaved(0, rtpPacket(96, sequence++, order(index) * ticksPerFrame, last, payload)))
    }
    return withhold.includes(index) ? audio : Buffer.concat(packets)
  })
}
