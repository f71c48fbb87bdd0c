import type { FrameClock } from './frame-clock.ts'
import type { Tap } from './tap.ts'

const marker = 0xff
const startOfImage = 0xd8
const endOfImage = 0xd9
const startOfScan = 0xda
const firstRestart = 0xd0
const headerLimit = 4096

type State = 'between' | 'segments' | 'scan' | 'length' | 'skip'

/**
 * JPEG pictures in a multipart/x-mixed-replace answer. The pictures are found by their own markers, walked segment by
 * segment so that a thumbnail inside does not count, because cameras disagree about boundaries and lengths; chunked
 * transfer coding may cut in anywhere. ITU-T T.81 annex B.
 */
export class MjpegTap implements Tap {
  readonly protocol = 'mjpeg'
  readonly estimated = false
  readonly codec = 'MJPEG'
  resyncs = 0
  readonly #clock: FrameClock
  #state: State = 'between'
  #previous = 0
  #size = 0
  #sizeBytes = 0
  #isScan = false
  #quiet = 0

  constructor(clock: FrameClock) {
    this.#clock = clock
  }

  up(): void {}

  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    for (let at = 0; at < length; at++) {
      if (this.#state === 'skip') {
        const skipped = Math.min(this.#size, length - at)
        this.#size -= skipped
        at += skipped - 1
        if (this.#size === 0) this.#state = this.#isScan ? 'scan' : 'segments'
        continue
      }
      if (this.#state === 'scan' && this.#previous !== marker) {
        const next = chunk.indexOf(marker, at)
        if (next < 0 || next >= length) return
        at = next
        this.#previous = marker
        continue
      }
      const byte = chunk[at]!
      this.#byte(byte, offset + at, nowMs)
      this.#previous = byte
    }
  }

  #byte(byte: number, offset: number, nowMs: number): void {
    const afterMarker = this.#previous === marker
    if (this.#state === 'between') {
      if (afterMarker && byte === startOfImage) this.#begin(offset, nowMs)
      else if (++this.#quiet === headerLimit) this.resyncs++
    } else if (this.#state === 'length') this.#readLength(byte)
    else if (afterMarker && byte === endOfImage) this.#end()
    else if (this.#state === 'segments' && afterMarker && byte !== marker) this.#segment(byte)
    else if (this.#state === 'scan' && afterMarker && byte > endOfImage) this.#segment(byte)
  }

  #begin(offset: number, nowMs: number): void {
    this.#clock.frame(nowMs, Number.NaN, offset)
    this.#clock.keyframe(nowMs)
    this.#state = 'segments'
    this.#quiet = 0
  }

  #end(): void {
    this.#state = 'between'
    this.#quiet = 0
  }

  #segment(type: number): void {
    if (type === 0 || (type >= firstRestart && type < startOfImage)) return
    this.#isScan = type === startOfScan
    this.#state = 'length'
    this.#sizeBytes = 0
    this.#size = 0
  }

  #readLength(byte: number): void {
    this.#size = (this.#size << 8) | byte
    if (++this.#sizeBytes < 2) return
    this.#size = Math.max(0, this.#size - 2)
    this.#state = this.#size > 0 ? 'skip' : this.#isScan ? 'scan' : 'segments'
    // Whatever the skipped bytes end with is no marker.
    this.#previous = 0
  }
}
