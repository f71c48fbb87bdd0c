import type { FrameCounters, FrameGauges } from './monitor.ts'
import { Reorder } from './reorder.ts'

const rememberedFrames = 1024
const fpsWindowMs = 10_000
const offsetWindowMs = 30_000
const deltasKept = 33
const deltasNeeded = 8
/** A larger step of the media clock is a new start. */
const jumpMs = 10_000
const rateSlotMs = 250
const rateSlots = 8
const egressSlots = 256

/**
 * Everything that is counted about the frames of one stream, from when each frame began to arrive and what time the
 * camera gave it. All state has a fixed size.
 */
export class FrameClock {
  readonly counters: FrameCounters = {
    frames: 0,
    lateFrames: 0,
    veryLateFrames: 0,
    missingFrames: 0,
    stalls: 0,
  }
  keyframes = 0
  keyframeIntervalMs = 0
  longestStallMs = 0
  ingressLatenessMs = 0
  /** From the stream's own description; 0 until known. */
  declaredFps = 0
  readonly #arrivals = new Float64Array(rememberedFrames)
  readonly #deltas = new Float64Array(deltasKept)
  readonly #sorted = new Float64Array(deltasKept)
  readonly #reorder = new Reorder()
  readonly #slotBytes = new Float64Array(rateSlots)
  readonly #endOffsets = new Float64Array(egressSlots)
  readonly #endTimes = new Float64Array(egressSlots)
  #deltaCount = 0
  #nominalMs = 0
  #lastArrival = Number.NaN
  #lastMedia = Number.NaN
  #newestMedia = Number.NaN
  #lastKeyframe = Number.NaN
  /** Arrival minus media time, its smallest value in this and in the last window: the path's undelayed offset. */
  #offset = Number.POSITIVE_INFINITY
  #offsetBefore = Number.POSITIVE_INFINITY
  #offsetSince = 0
  #stalledNow = false
  #slot = 0
  #endHead = 0
  #endTail = 0
  #worstInterval = 0
  #worstEgress = 0
  #damaged = false
  /** Missing before the frame that came last, unless the next one steps back. */
  #suspected = 0

  /** The usual interval between two frames, ms; 0 until known. */
  get nominalMs(): number {
    return this.declaredFps > 0 && this.#deltaCount < deltasNeeded ? 1000 / this.declaredFps : this.#nominalMs
  }

  /**
   * A frame begins at byte `offset` of its direction. `mediaMs` is the camera's time for it, NaN where the stream
   * carries none; it may run ahead and back, as B-frames make it do.
   */
  frame(nowMs: number, mediaMs: number, offset: number): void {
    const { counters } = this
    this.#arrivals[counters.frames % rememberedFrames] = nowMs
    counters.frames++
    this.#interval(nowMs)
    this.#lastArrival = nowMs
    this.#ends(offset, nowMs)
    if (!Number.isNaN(mediaMs)) this.#timed(nowMs, mediaMs)
    else if (this.#damaged) {
      counters.missingFrames++
      this.#damaged = false
    }
  }

  /** The frame that began last can be decoded by itself. */
  keyframe(nowMs: number): void {
    this.keyframes++
    if (!Number.isNaN(this.#lastKeyframe)) this.keyframeIntervalMs = nowMs - this.#lastKeyframe
    this.#lastKeyframe = nowMs
  }

  /** Sequence numbers or continuity counters have a gap; whether whole frames are missing, the next media time tells. */
  gap(): void {
    this.#damaged = true
  }

  /** The media clock jumped on purpose, as at the loop of a file. */
  restart(): void {
    this.#reorder.reset()
    this.#lastMedia = Number.NaN
    this.#forgetOffset()
    this.#damaged = false
    this.counters.missingFrames += this.#suspected
    this.#suspected = 0
  }

  bytes(count: number, nowMs: number): void {
    this.#turnSlots(nowMs)
    this.#slotBytes[this.#slot % rateSlots]! += count
  }

  sent(total: number, nowMs: number): void {
    while (this.#endHead !== this.#endTail && this.#endOffsets[this.#endHead]! <= total) {
      this.#worstEgress = Math.max(this.#worstEgress, nowMs - this.#endTimes[this.#endHead]!)
      this.#endHead = (this.#endHead + 1) % egressSlots
    }
  }

  gauges(nowMs: number, out: FrameGauges): void {
    this.#checkStall(nowMs)
    out.fps = this.fps(nowMs)
    out.bitrate = this.bitrate(nowMs)
    out.frameIntervalMs = this.#worstInterval
    out.egressDelayMs = this.egressDelayMs(nowMs)
    out.ingressLatenessMs = this.ingressLatenessMs
    out.stalled = this.#stalledNow
    this.#worstInterval = 0
    this.#worstEgress = 0
  }

  /** Frames a second over the last ten. */
  fps(nowMs: number): number {
    const known = Math.min(this.counters.frames, rememberedFrames)
    let first = Number.NaN
    let last = Number.NaN
    let count = 0
    for (let back = 1; back <= known; back++) {
      const at = this.#arrivals[(this.counters.frames - back) % rememberedFrames]!
      if (nowMs - at > fpsWindowMs) break
      if (count++ === 0) last = at
      first = at
    }
    const idle = nowMs - last
    if (count < 2 || idle > Math.max(1000, 5 * this.nominalMs)) return 0
    return ((count - 1) * 1000) / (last - first)
  }

  bitrate(nowMs: number): number {
    this.#turnSlots(nowMs)
    let bytes = 0
    for (let back = 1; back < rateSlots; back++)
      bytes += this.#slotBytes[(this.#slot - back + rateSlots * 2) % rateSlots]!
    return (bytes * 1000) / ((rateSlots - 1) * rateSlotMs)
  }

  /** The longest that a frame waited, or has been waiting, for the viewer since the gauges were read. */
  egressDelayMs(nowMs: number): number {
    const waiting = this.#endHead === this.#endTail ? 0 : nowMs - this.#endTimes[this.#endHead]!
    return Math.max(this.#worstEgress, waiting)
  }

  sinceKeyframeMs(nowMs: number): number {
    return Number.isNaN(this.#lastKeyframe) ? 0 : nowMs - this.#lastKeyframe
  }

  #interval(nowMs: number): void {
    if (Number.isNaN(this.#lastArrival)) return
    const gap = nowMs - this.#lastArrival
    this.#worstInterval = Math.max(this.#worstInterval, gap)
    this.#checkStall(nowMs)
    if (this.#stalledNow) this.longestStallMs = Math.max(this.longestStallMs, gap)
    this.#stalledNow = false
  }

  #checkStall(nowMs: number): void {
    const gap = nowMs - this.#lastArrival
    if (!(gap > Math.max(1000, 5 * this.nominalMs))) return
    this.longestStallMs = Math.max(this.longestStallMs, gap)
    if (this.#stalledNow) return
    this.#stalledNow = true
    this.counters.stalls++
  }

  #timed(nowMs: number, mediaMs: number): void {
    if (Math.abs(mediaMs - this.#newestMedia) > jumpMs) this.restart()
    this.#newestMedia = mediaMs
    const wasActive = this.#reorder.active
    const inOrder = this.#reorder.next(mediaMs)
    if (!wasActive && this.#reorder.active) {
      // The first B-frame: the gap before it was no gap.
      this.#suspected = 0
      this.#lastMedia = Number.NaN
      this.#forgetOffset()
    }
    if (!Number.isNaN(inOrder)) this.#media(nowMs, inOrder)
  }

  /** Media times come here in rising order, each with the arrival of some frame a constant number later. */
  #media(nowMs: number, mediaMs: number): void {
    const delta = mediaMs - this.#lastMedia
    this.#lastMedia = mediaMs
    if (delta > 0) this.#learn(delta)
    this.#lateness(nowMs, mediaMs)
  }

  #learn(delta: number): void {
    this.counters.missingFrames += this.#suspected
    const nominal = this.nominalMs
    const absent = nominal > 0 && this.#deltaCount >= deltasNeeded ? Math.round(delta / nominal) - 1 : 0
    this.#suspected = absent > 0 && this.#isSteady() ? absent : this.#damaged ? 1 : 0
    this.#damaged = false
    this.#deltas[this.#deltaCount++ % deltasKept] = delta
    const count = Math.min(this.#deltaCount, deltasKept)
    const sorted = this.#sorted.subarray(0, count)
    sorted.set(this.#deltas.subarray(0, count))
    sorted.sort()
    this.#nominalMs = sorted[count >> 1]!
  }

  /** With a variable frame rate a long interval says nothing about missing frames. */
  #isSteady(): boolean {
    const count = Math.min(this.#deltaCount, deltasKept)
    let steady = 0
    for (let n = 0; n < count; n++)
      if (Math.abs(this.#deltas[n]! - this.#nominalMs) < this.#nominalMs / 4) steady++
    return steady * 4 >= count * 3
  }

  #lateness(nowMs: number, mediaMs: number): void {
    const offset = nowMs - mediaMs
    if (nowMs - this.#offsetSince > offsetWindowMs) {
      this.#offsetBefore = this.#offset
      this.#offset = Number.POSITIVE_INFINITY
      this.#offsetSince = nowMs
    }
    this.#offset = Math.min(this.#offset, offset)
    const late = offset - Math.min(this.#offset, this.#offsetBefore)
    this.ingressLatenessMs = late
    const nominal = this.nominalMs
    if (nominal === 0 || late <= nominal) return
    this.counters.lateFrames++
    if (late > 3 * nominal) this.counters.veryLateFrames++
  }

  #forgetOffset(): void {
    this.#offset = Number.POSITIVE_INFINITY
    this.#offsetBefore = Number.POSITIVE_INFINITY
  }

  #ends(offset: number, nowMs: number): void {
    const next = (this.#endTail + 1) % egressSlots
    // Full: the viewer is so far behind that the frames in between add nothing.
    if (next === this.#endHead) return
    this.#endOffsets[this.#endTail] = offset
    this.#endTimes[this.#endTail] = nowMs
    this.#endTail = next
  }

  #turnSlots(nowMs: number): void {
    const slot = Math.floor(nowMs / rateSlotMs)
    for (let n = Math.max(this.#slot + 1, slot - rateSlots + 1); n <= slot; n++)
      this.#slotBytes[n % rateSlots] = 0
    this.#slot = Math.max(slot, this.#slot)
  }
}
