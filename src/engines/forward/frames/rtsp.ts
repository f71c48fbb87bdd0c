import type { FrameClock } from './frame-clock.ts'
import { RtpReader } from './rtp.ts'
import { RtspBlocks } from './rtsp-blocks.ts'
import { readSessionDescription } from './session-description.ts'
import type { Tap } from './tap.ts'

/** RTP interleaved in RTSP, either way: a player's session sends video down, a publisher's up. */
export class RtspTap implements Tap {
  readonly protocol = 'rtsp'
  readonly estimated = false
  resyncs = 0
  readonly #rtp: RtpReader
  readonly #down: RtspBlocks
  readonly #up: RtspBlocks
  readonly #clock: FrameClock
  #nowMs = 0

  constructor(clock: FrameClock) {
    this.#clock = clock
    this.#rtp = new RtpReader(clock)
    const listener = {
      block: (_channel: number, head: Uint8Array, at: number, end: number, _length: number, offset: number) =>
        this.#rtp.packet(head, at, end, offset, this.#nowMs),
      message: (head: string, body: string) => this.#message(head, body),
      lost: () => void this.resyncs++,
    }
    this.#down = new RtspBlocks(listener)
    this.#up = new RtspBlocks(listener)
  }

  get codec(): string {
    return this.#rtp.codec
  }

  get formats(): RtpReader['formats'] {
    return this.#rtp.formats
  }

  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    this.#nowMs = nowMs
    this.#down.push(chunk, length, offset)
  }

  up(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    this.#nowMs = nowMs
    this.#up.push(chunk, length, offset)
  }

  #message(head: string, body: string): void {
    if (/^PLAY /.test(head)) this.#clock.restart()
    if (!/\r\ncontent-type:[ \t]*application\/sdp/i.test(head)) return
    const { formats, fps } = readSessionDescription(body)
    this.#rtp.formats = formats
    this.#clock.declaredFps = fps
  }
}
