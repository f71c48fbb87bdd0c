import type { FrameClock } from './frame-clock.ts'
import { staticVideo, type VideoFormat } from './session-description.ts'

const headerBytes = 12
const wrap = 2 ** 32
/** So many packets in a row from another source, and it is the stream now. */
const takeover = 16

/** Follows the video packets of one RTP session. RFC 3550 §5.1. */
export class RtpReader {
  codec = ''
  formats: ReadonlyMap<number, VideoFormat> = staticVideo
  readonly #clock: FrameClock
  #source = -1
  #strangers = 0
  #sequence = -1
  #ticks = -1
  #base = 0
  #keyframeTold = false

  constructor(clock: FrameClock) {
    this.#clock = clock
  }

  /** The video format of a packet, or undefined if it is none. `end` is the end of what is known of it. */
  format(bytes: Uint8Array, at: number, end: number): VideoFormat | undefined {
    if (at + headerBytes > end || bytes[at]! >> 6 !== 2) return undefined
    return this.formats.get(bytes[at + 1]! & 0x7f)
  }

  /** Whether a video packet belongs to a picture that can be decoded by itself. */
  static isKeyframe(format: VideoFormat, bytes: Uint8Array, at: number, end: number): boolean {
    const payload = payloadStart(bytes, at, end)
    return payload < end && format.isKeyframe(bytes, payload, end)
  }

  /** A packet passes, of which the bytes from `at` to `end` are known. */
  packet(bytes: Uint8Array, at: number, end: number, offset: number, nowMs: number): void {
    const format = this.format(bytes, at, end)
    if (format === undefined || !this.#isOurs(read32(bytes, at + 8))) return
    this.codec = format.codec
    const sequence = (bytes[at + 2]! << 8) | bytes[at + 3]!
    const step = (sequence - this.#sequence) & 0xffff
    if (this.#sequence >= 0 && step >= 0x8000) return
    if (this.#sequence >= 0 && step > 1) this.#clock.gap()
    this.#sequence = sequence
    const ticks = read32(bytes, at + 4)
    if (ticks !== this.#ticks) this.#begin(ticks, format.clockRate, offset, nowMs)
    if (this.#keyframeTold || !RtpReader.isKeyframe(format, bytes, at, end)) return
    this.#keyframeTold = true
    this.#clock.keyframe(nowMs)
  }

  #begin(ticks: number, clockRate: number, offset: number, nowMs: number): void {
    if (this.#ticks >= 0) {
      const step = ticks - this.#ticks
      if (step < -wrap / 2) this.#base += wrap
      else if (step > wrap / 2) this.#base -= wrap
    }
    this.#ticks = ticks
    this.#keyframeTold = false
    this.#clock.frame(nowMs, ((this.#base + ticks) * 1000) / clockRate, offset)
  }

  /** Cameras have been seen to send the packets of an ended session into a new one. */
  #isOurs(source: number): boolean {
    if (source === this.#source) {
      this.#strangers = 0
      return true
    }
    if (this.#source >= 0 && ++this.#strangers < takeover) return false
    if (this.#source >= 0) this.#clock.restart()
    this.#source = source
    this.#strangers = 0
    this.#sequence = -1
    this.#ticks = -1
    return true
  }
}

const read32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)

/** Behind the list of contributing sources and the header extension; `end` or more if it is not known. */
function payloadStart(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!
  let start = at + headerBytes + 4 * (first & 0x0f)
  if (first & 0x10) {
    if (start + 4 > end) return end
    start += 4 + 4 * ((bytes[start + 2]! << 8) | bytes[start + 3]!)
  }
  return start
}
