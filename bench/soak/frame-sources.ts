import { tsFrames } from '../../tests/support/streams/mpeg-ts.ts'
import { interleaved, rtpPacket } from '../../tests/support/streams/rtsp.ts'

/** 25 a second, as most cameras have it. */
export const frameMs = 40
const ticksPerFrame = 3600
/** A multiple of 16, so that each frame begins with the same continuity counter. */
const packetsPerFrame = 112
const rtpBytes = 1400
const rtpPackets = 12

/** `rough`: MPEG-TS of a camera that fails now and then. */
export const sourceKinds = ['mpeg-ts', 'rtsp', 'rough'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** What a camera sends, frame by frame: about 4 Mbit/s of MPEG-TS, 3.4 of RTSP. */
export function frameSource(kind: SourceKind): () => Buffer {
  let index = 0
  if (kind !== 'rtsp')
    return () => tsFrames({ frames: 1, packetsPerFrame, firstTicks: index++ * ticksPerFrame })[0]!
  let sequence = 0
  const payload = Buffer.alloc(rtpBytes, 0x24)
  return () => {
    const isKey = index % 25 === 0
    const packets = Array.from({ length: rtpPackets }, (_, n) => {
      payload[0] = 28
      payload[1] = (n === 0 ? 0x80 : 0) | (isKey ? 5 : 1)
      const isLast = n === rtpPackets - 1
      return interleaved(0, rtpPacket(96, sequence++, index * ticksPerFrame, isLast, payload))
    })
    index++
    return Buffer.concat(packets)
  }
}
