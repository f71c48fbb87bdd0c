import type { FrameClock } from './frame-clock.ts'
import type { Tap } from './tap.ts'

const packetBytes = 188
const syncByte = 0x47
const nullPid = 0x1fff
/** ISO/IEC 13818-1 table 2-34: the video stream types. */
const videoTypes: Record<number, string> = {
  1: 'MPEG-1',
  2: 'MPEG-2',
  16: 'MPEG-4',
  27: 'H.264',
  36: 'H.265',
}
const unset = 0xff
const clockPerMs = 90
const wrap = 2 ** 33

/** MPEG-2 transport streams with packets of 188 bytes, or 192 and 204 with their extra bytes. ISO/IEC 13818-1 §2.4. */
export class MpegTsTap implements Tap {
  readonly protocol = 'mpeg-ts'
  readonly estimated = false
  codec = ''
  resyncs = 0
  readonly #clock: FrameClock
  readonly #stride: number
  readonly #packet = new Uint8Array(packetBytes)
  readonly #continuity = new Uint8Array(0x2000).fill(unset)
  /** Bytes of the current packet that are there; negative while the extra bytes between two packets are skipped. */
  #filled = 0
  #programPid = -1
  #videoPid = -1
  #base = 0
  #lastTicks = Number.NaN
  #searching = false

  /** `skip` bytes come before the first packet; packets begin every `stride` bytes. */
  constructor(clock: FrameClock, stride = packetBytes, skip = 0) {
    this.#clock = clock
    this.#stride = stride
    this.#filled = -skip
  }

  up(): void {}

  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    let at = 0
    while (at < length) {
      if (this.#filled < 0) {
        const skipped = Math.min(-this.#filled, length - at)
        this.#filled += skipped
        at += skipped
        continue
      }
      if (this.#filled === 0) {
        if (chunk[at] !== syncByte) {
          at = this.#search(chunk, at, length)
          continue
        }
        if (length - at >= packetBytes) {
          this.#read(chunk, at, offset + at, nowMs)
          at += packetBytes
          this.#filled = packetBytes - this.#stride
          continue
        }
      }
      const taken = Math.min(packetBytes - this.#filled, length - at)
      this.#packet.set(chunk.subarray(at, at + taken), this.#filled)
      this.#filled += taken
      at += taken
      if (this.#filled < packetBytes) return
      this.#read(this.#packet, 0, offset + at - packetBytes, nowMs)
      this.#filled = packetBytes - this.#stride
    }
  }

  #search(chunk: Uint8Array, from: number, length: number): number {
    if (!this.#searching) this.resyncs++
    this.#searching = true
    const found = chunk.indexOf(syncByte, from)
    return found < 0 || found >= length ? length : found
  }

  #read(bytes: Uint8Array, at: number, offset: number, nowMs: number): void {
    this.#searching = false
    const second = bytes[at + 1]!
    const fourth = bytes[at + 3]!
    if (second & 0x80) return
    const pid = ((second & 0x1f) << 8) | bytes[at + 2]!
    if (pid === nullPid) return
    const hasAdaptation = (fourth & 0x20) !== 0
    const adaptation = hasAdaptation ? bytes[at + 4]! : 0
    const flags = adaptation > 0 ? bytes[at + 5]! : 0
    const hasPayload = (fourth & 0x10) !== 0
    this.#checkContinuity(pid, fourth & 0x0f, hasPayload, (flags & 0x80) !== 0)
    if (!hasPayload) return
    const payload = at + 4 + (hasAdaptation ? adaptation + 1 : 0)
    const end = at + packetBytes
    const starts = (second & 0x40) !== 0
    if (payload >= end || !starts) return
    if (pid === 0) this.#readPat(bytes, payload, end)
    else if (pid === this.#programPid) this.#readPmt(bytes, payload, end)
    else if (pid === this.#videoPid) this.#readPes(bytes, payload, end, offset, nowMs, (flags & 0x40) !== 0)
  }

  #checkContinuity(pid: number, counter: number, hasPayload: boolean, discontinuity: boolean): void {
    const last = this.#continuity[pid]!
    // A packet may be sent twice, with the same counter.
    const expected = hasPayload ? (last + 1) & 0x0f : last
    if (
      pid === this.#videoPid &&
      last !== unset &&
      !discontinuity &&
      counter !== expected &&
      counter !== last
    )
      this.#clock.gap()
    this.#continuity[pid] = counter
  }

  #readPat(bytes: Uint8Array, payload: number, end: number): void {
    const table = payload + 1 + bytes[payload]!
    for (let at = table + 8; at + 4 <= end - 4; at += 4) {
      const program = (bytes[at]! << 8) | bytes[at + 1]!
      if (program === 0) continue
      this.#programPid = ((bytes[at + 2]! & 0x1f) << 8) | bytes[at + 3]!
      return
    }
  }

  #readPmt(bytes: Uint8Array, payload: number, end: number): void {
    const table = payload + 1 + bytes[payload]!
    if (table + 12 > end || bytes[table] !== 2) return
    const length = ((bytes[table + 1]! & 0x0f) << 8) | bytes[table + 2]!
    const last = Math.min(table + 3 + length - 4, end)
    const infoLength = ((bytes[table + 10]! & 0x0f) << 8) | bytes[table + 11]!
    for (let at = table + 12 + infoLength; at + 5 <= last; ) {
      const codec = videoTypes[bytes[at]!]
      const pid = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!
      if (codec !== undefined) {
        this.codec = codec
        this.#videoPid = pid
        return
      }
      at += 5 + (((bytes[at + 3]! & 0x0f) << 8) | bytes[at + 4]!)
    }
  }

  /** A PES packet of the video stream begins: a frame. */
  #readPes(bytes: Uint8Array, at: number, end: number, offset: number, nowMs: number, random: boolean): void {
    if (at + 9 > end || bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) return
    const which = bytes[at + 7]! >> 6
    const hasPts = which >= 2 && at + 14 <= end
    const hasDts = which === 3 && at + 19 <= end
    const ticks = hasDts ? timestamp(bytes, at + 14) : hasPts ? timestamp(bytes, at + 9) : Number.NaN
    this.#clock.frame(nowMs, this.#unwrapped(ticks) / clockPerMs, offset)
    if (random) this.#clock.keyframe(nowMs)
  }

  #unwrapped(ticks: number): number {
    if (Number.isNaN(ticks)) return ticks
    const step = ticks - this.#lastTicks
    if (step < -wrap / 2) this.#base += wrap
    else if (step > wrap / 2) this.#base -= wrap
    this.#lastTicks = ticks
    return this.#base + ticks
  }
}

/** 33 bits of 90 kHz, spread over five bytes with marker bits. ISO/IEC 13818-1 §2.4.3.7. */
const timestamp = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! & 0x0e) * 0x20000000 +
  bytes[at + 1]! * 0x400000 +
  (bytes[at + 2]! & 0xfe) * 0x4000 +
  bytes[at + 3]! * 0x80 +
  (bytes[at + 4]! >> 1)
