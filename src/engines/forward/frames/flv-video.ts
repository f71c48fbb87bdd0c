import type { FrameClock } from './frame-clock.ts'

const codecs: Record<number, string> = { 2: 'H.263', 4: 'VP6', 7: 'H.264', 12: 'H.265' }
const fourCcs: Record<string, string> = { avc1: 'H.264', hvc1: 'H.265', av01: 'AV1', vp09: 'VP9' }
/** So many first bytes of a video tag decide what it is. */
export const videoHeadBytes = 5

/** Counts one video tag of FLV or message of RTMP, whose time is in ms. Adobe FLV v10.1 §E.4.3, Enhanced RTMP v2. */
export function countVideoTag(
  clock: FrameClock,
  head: Uint8Array,
  at: number,
  timestampMs: number,
  offset: number,
  nowMs: number,
): string {
  const first = head[at]!
  const enhanced = (first & 0x80) !== 0
  const key = ((first >> 4) & 0x07) === 1
  const packetType = enhanced ? first & 0x0f : head[at + 1]!
  const codec = enhanced
    ? (fourCcs[String.fromCharCode(...head.subarray(at + 1, at + 5))] ?? '')
    : (codecs[first & 0x0f] ?? '')
  // Type 0 sets the decoder up, 2 ends the stream; neither is a picture. In enhanced tags 1 and 3 are pictures.
  const sequenced = enhanced || codec === 'H.264' || codec === 'H.265'
  const isPicture = !sequenced || packetType === 1 || (enhanced && packetType === 3)
  if (isPicture) {
    clock.frame(nowMs, timestampMs, offset)
    if (key) clock.keyframe(nowMs)
  }
  return codec
}
