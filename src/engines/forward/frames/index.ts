import type { StreamStats } from '../../../contract/forward.ts'
import { DatagramTap } from './datagrams.ts'
import { FlvTap } from './flv.ts'
import { FrameClock } from './frame-clock.ts'
import { MjpegTap } from './mjpeg.ts'
import type { FrameCounters, FrameGauges, FrameMonitor } from './monitor.ts'
import { MpegTsTap } from './mpeg-ts.ts'
import { OpaqueTap } from './opaque.ts'
import { RtmpTap } from './rtmp.ts'
import { RtspTap } from './rtsp.ts'
import type { VideoFormat } from './session-description.ts'
import { type Finding, sniff } from './sniff.ts'
import type { Tap } from './tap.ts'

export { KeyframeDropper } from './keyframe-dropper.ts'
export type { FrameCounters, FrameGauges, FrameMonitor } from './monitor.ts'

const sniffBytes = 64 * 1024
const sniffMs = 5000
const noFormats: ReadonlyMap<number, VideoFormat> = new Map()

/** What came before it was clear what the connection carries, to be given to the tap once it is. */
class Opening {
  bytes = new Uint8Array(0)

  add(chunk: Uint8Array, length: number): void {
    const room = Math.min(length, sniffBytes - this.bytes.length)
    const grown = new Uint8Array(this.bytes.length + room)
    grown.set(this.bytes)
    grown.set(chunk.subarray(0, room), this.bytes.length)
    this.bytes = grown
  }
}

class TapMonitor implements FrameMonitor {
  failed = false
  readonly #clock = new FrameClock()
  #opening: { down: Opening; up: Opening; since: number } | undefined
  #tap: Tap | undefined
  #downBytes = 0
  #upBytes = 0

  /** With a tap from the start, nothing has to be found out. */
  constructor(tap?: (clock: FrameClock) => Tap) {
    this.#tap = tap?.(this.#clock)
  }

  get counters(): FrameCounters {
    return this.#clock.counters
  }

  get protocol(): StreamStats['protocol'] {
    return this.#tap?.protocol ?? 'unknown'
  }

  down(chunk: Uint8Array, length: number, nowMs: number): void {
    this.#clock.bytes(length, nowMs)
    this.#look('down', chunk, length, this.#downBytes, nowMs)
    this.#downBytes += length
  }

  up(chunk: Uint8Array, length: number, nowMs: number): void {
    this.#look('up', chunk, length, this.#upBytes, nowMs)
    this.#upBytes += length
  }

  get videoFormats(): ReadonlyMap<number, VideoFormat> {
    return this.#tap instanceof RtspTap ? this.#tap.formats : noFormats
  }

  sent(total: number, nowMs: number): void {
    this.#clock.sent(total, nowMs)
  }

  gauges(nowMs: number, out: FrameGauges): void {
    this.#clock.gauges(nowMs, out)
  }

  stats(nowMs: number): StreamStats {
    const clock = this.#clock
    return {
      ...clock.counters,
      protocol: this.protocol,
      codec: this.#tap?.codec ?? '',
      estimated: this.#tap?.estimated ?? true,
      fps: clock.fps(nowMs),
      nominalFps: clock.declaredFps || (clock.nominalMs > 0 ? 1000 / clock.nominalMs : 0),
      bitrate: clock.bitrate(nowMs),
      keyframeIntervalMs: clock.keyframeIntervalMs,
      sinceKeyframeMs: clock.sinceKeyframeMs(nowMs),
      keyframes: clock.keyframes,
      droppedFrames: 0,
      longestStallMs: clock.longestStallMs,
      ingressLatenessMs: clock.ingressLatenessMs,
      egressDelayMs: clock.egressDelayMs(nowMs),
      resyncs: this.#tap?.resyncs ?? 0,
      tapFailed: this.failed,
    }
  }

  #look(way: 'down' | 'up', chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    if (this.failed) return
    try {
      if (this.#tap) this.#tap[way](chunk, length, offset, nowMs)
      else this.#open(way, chunk, length, nowMs)
    } catch {
      // The stream itself is not touched by what a tap makes of it.
      this.failed = true
      this.#opening = undefined
    }
  }

  #open(way: 'down' | 'up', chunk: Uint8Array, length: number, nowMs: number): void {
    this.#opening ??= { down: new Opening(), up: new Opening(), since: nowMs }
    this.#opening[way].add(chunk, length)
    const { down, up, since } = this.#opening
    const full = down.bytes.length >= sniffBytes || up.bytes.length >= sniffBytes || nowMs - since > sniffMs
    const finding = sniff(down.bytes, up.bytes) ?? (full ? ({ protocol: 'opaque' } as const) : undefined)
    if (finding === undefined) return
    this.#opening = undefined
    this.#tap = createTap(finding, this.#clock)
    this.#tap.up(up.bytes, up.bytes.length, 0, nowMs)
    this.#tap.down(down.bytes, down.bytes.length, 0, nowMs)
  }
}

function createTap(finding: Finding, clock: FrameClock): Tap {
  switch (finding.protocol) {
    case 'rtsp':
      return new RtspTap(clock)
    case 'rtmp':
      return new RtmpTap(clock)
    case 'mjpeg':
      return new MjpegTap(clock)
    case 'flv':
      return new FlvTap(clock, finding.skip)
    case 'mpeg-ts':
      return new MpegTsTap(clock, finding.stride, finding.skip)
    default:
      return new OpaqueTap(clock, finding.protocol)
  }
}

/** Watches one TCP connection. */
export const createFrameMonitor = (): FrameMonitor => new TapMonitor()

/** Watches one UDP session: every chunk is a datagram. */
export const createDatagramMonitor = (): FrameMonitor => new TapMonitor((clock) => new DatagramTap(clock))
