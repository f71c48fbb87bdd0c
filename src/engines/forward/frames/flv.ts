import { countVideoTag, videoHeadBytes } from './flv-video.ts'
import type { FrameClock } from './frame-clock.ts'
import type { Tap } from './tap.ts'

const fileHeaderBytes = 9 + 4
const tagHeaderBytes = 11
const videoTag = 9

/** A Flash video file, as a stream. Adobe Flash Video File Format v10.1, annex E. */
export class FlvTap implements Tap {
  readonly protocol = 'flv'
  readonly estimated = false
  codec = ''
  resyncs = 0
  readonly #clock: FrameClock
  readonly #head = new Uint8Array(tagHeaderBytes + videoHeadBytes)
  #skip: number
  #filled = 0

  /** `skip` bytes come before the file, such as an HTTP header. */
  constructor(clock: FrameClock, skip = 0) {
    this.#clock = clock
    this.#skip = skip + fileHeaderBytes
  }

  up(): void {}

  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    for (let at = 0; at < length; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, length - at)
        this.#skip -= skipped
        at += skipped
        continue
      }
      this.#head[this.#filled++] = chunk[at++]!
      if (this.#filled >= tagHeaderBytes) this.#tag(offset + at, nowMs)
    }
  }

  #tag(offset: number, nowMs: number): void {
    const head = this.#head
    const size = (head[1]! << 16) | (head[2]! << 8) | head[3]!
    const type = head[0]! & 0x1f
    const looked = type === videoTag && size >= videoHeadBytes ? videoHeadBytes : 0
    if (type !== 8 && type !== videoTag && type !== 18) throw new Error('not an FLV tag')
    if (this.#filled < tagHeaderBytes + looked) return
    if (looked > 0) {
      const timestamp = head[7]! * 0x1000000 + ((head[4]! << 16) | (head[5]! << 8) | head[6]!)
      this.codec = countVideoTag(this.#clock, head, tagHeaderBytes, timestamp, offset, nowMs) || this.codec
    }
    this.#filled = 0
    this.#skip = size - looked + 4
  }
}
