import type { FrameClock } from './frame-clock.ts'
import { MpegTsTap } from './mpeg-ts.ts'
import { h264Keyframe } from './nal.ts'
import { RtpReader } from './rtp.ts'
import { staticVideo, type VideoFormat } from './session-description.ts'
import type { Tap } from './tap.ts'

const rtpHeaderBytes = 12
const mpegTsInRtp = 33
const firstDynamic = 96

/** Without a description, a dynamic payload type is taken for video with the clock that all video has. */
const guessed: VideoFormat = { codec: '', clockRate: 90_000, isKeyframe: h264Keyframe }
const formats: ReadonlyMap<number, VideoFormat> = new Map([
  ...staticVideo,
  ...Array.from({ length: 32 }, (_, n) => [firstDynamic + n, guessed] as const),
])

/** Video in UDP: RTP, MPEG-TS in RTP (RFC 3551), or MPEG-TS alone. Each chunk is one datagram. */
export class DatagramTap implements Tap {
  protocol: 'rtp' | 'mpeg-ts' | 'unknown' = 'unknown'
  readonly estimated = false
  readonly #rtp: RtpReader
  readonly #ts: MpegTsTap

  constructor(clock: FrameClock) {
    this.#rtp = new RtpReader(clock)
    this.#rtp.formats = formats
    this.#ts = new MpegTsTap(clock)
  }

  get codec(): string {
    return this.protocol === 'mpeg-ts' ? this.#ts.codec : this.#rtp.codec
  }

  get resyncs(): number {
    return this.#ts.resyncs
  }

  up(): void {}

  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    if (chunk[0] === 0x47 && length % 188 === 0) {
      this.protocol = 'mpeg-ts'
      this.#ts.down(chunk, length, offset, nowMs)
    } else if (length > rtpHeaderBytes && chunk[0]! >> 6 === 2) {
      const type = chunk[1]! & 0x7f
      this.protocol = type === mpegTsInRtp ? 'mpeg-ts' : 'rtp'
      if (type === mpegTsInRtp)
        this.#ts.down(chunk.subarray(rtpHeaderBytes), length - rtpHeaderBytes, offset, nowMs)
      else this.#rtp.packet(chunk, 0, Math.min(length, 64), offset, nowMs)
    }
  }
}
