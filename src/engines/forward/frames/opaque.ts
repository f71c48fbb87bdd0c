import type { FrameClock } from './frame-clock.ts'
import type { Tap } from './tap.ts'

const burstGapMs = 8

/** Bytes that cannot be looked into. A camera sends each frame at once, so a pause ends a burst, and a burst may be a frame. */
export class OpaqueTap implements Tap {
  readonly protocol: 'opaque' | 'tls'
  readonly estimated = true
  readonly codec = ''
  readonly resyncs = 0
  readonly #clock: FrameClock
  #last = Number.NEGATIVE_INFINITY

  constructor(clock: FrameClock, protocol: 'opaque' | 'tls') {
    this.#clock = clock
    this.protocol = protocol
  }

  up(): void {}

  down(_chunk: Uint8Array, _length: number, offset: number, nowMs: number): void {
    if (nowMs - this.#last > burstGapMs) this.#clock.frame(nowMs, Number.NaN, offset)
    this.#last = nowMs
  }
}
