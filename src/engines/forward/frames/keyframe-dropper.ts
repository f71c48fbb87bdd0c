import { RtpReader } from './rtp.ts'
import { RtspBlocks } from './rtsp-blocks.ts'
import type { VideoFormat } from './session-description.ts'

const nothing = new Uint8Array(0)

/** Not `slice`, which gives a view when the bytes are a Buffer: the chunk is read into again. */
const copy = (bytes: Uint8Array, from: number, to: number) => new Uint8Array(bytes.subarray(from, to))

/**
 * Takes video out of an interleaved RTSP stream, block by whole block, until the next keyframe. RTCP, audio and
 * messages pass, so the viewer sees what it would see on a lossy network: a gap in the sequence numbers, then a picture
 * that it can decode.
 */
export class KeyframeDropper {
  droppedFrames = 0
  droppedBytes = 0
  readonly #formats: () => ReadonlyMap<number, VideoFormat>
  readonly #blocks: RtspBlocks
  #dropping = false
  #position = 0
  /** Undecided bytes of a block whose head is split between two chunks. */
  #held: Uint8Array = nothing
  /** Everything before this position has been passed on or dropped; a dropped block may reach beyond what has come. */
  #done = 0
  /** A block that began before this has been passed on in part, so the rest of it must follow. */
  #engagedAt = 0
  #cutTicks = -1
  #lastTicks = -1
  #chunk: Uint8Array = this.#held
  #passed: Uint8Array[] = []

  /** `formats` tells which payload types are video, and may know more as the session goes on. */
  constructor(formats: () => ReadonlyMap<number, VideoFormat>) {
    this.#formats = formats
    this.#blocks = new RtspBlocks({
      block: (_channel, head, at, end, length, offset) => this.#block(head, at, end, length, offset),
      message() {},
      lost: () => {
        this.#dropping = false
      },
    })
  }

  get dropping(): boolean {
    return this.#dropping
  }

  /** Begins to drop with the next block. */
  engage(): void {
    if (this.#dropping) return
    this.#dropping = true
    this.#engagedAt = this.#position
    this.#cutTicks = this.#lastTicks
  }

  /**
   * Must be given every byte from the start of the connection. Undefined: the whole chunk may go on as it is. Else the
   * parts that may, which are copies.
   */
  filter(chunk: Uint8Array, length: number): Uint8Array[] | undefined {
    const whole = !this.#dropping && this.#held.length === 0
    this.#chunk = chunk
    this.#passed = []
    this.#blocks.push(chunk, length, this.#position)
    const end = this.#position + length
    const undecided = this.#dropping ? Math.min(this.#blocks.pending, length + this.#held.length) : 0
    const untouched = whole && !this.#dropping && this.#done <= this.#position
    if (untouched) this.#done = end
    else {
      this.#pass(end - undecided)
      this.#hold(end)
    }
    this.#position = end
    return untouched ? undefined : this.#passed
  }

  #block(head: Uint8Array, at: number, end: number, length: number, offset: number): void {
    const format =
      at + 12 <= end && head[at]! >> 6 === 2 ? this.#formats().get(head[at + 1]! & 0x7f) : undefined
    if (format === undefined) return
    const ticks = head[at + 4]! * 0x1000000 + ((head[at + 5]! << 16) | (head[at + 6]! << 8) | head[at + 7]!)
    const isNew = ticks !== this.#lastTicks
    this.#lastTicks = ticks
    if (!this.#dropping) return
    if (offset < this.#engagedAt) {
      this.#cutTicks = ticks
      return
    }
    if (ticks !== this.#cutTicks && RtpReader.isKeyframe(format, head, at, end)) {
      this.#dropping = false
      return
    }
    this.#pass(offset)
    this.#done = offset + 4 + length
    this.droppedBytes += 4 + length
    if (isNew || this.droppedFrames === 0) this.droppedFrames++
  }

  /** Passes on everything up to `to` that is not done. */
  #pass(to: number): void {
    const heldFrom = this.#position - this.#held.length
    if (this.#done < Math.min(to, this.#position))
      this.#passed.push(copy(this.#held, this.#done - heldFrom, Math.min(to, this.#position) - heldFrom))
    const from = Math.max(this.#done, this.#position)
    if (from < to) this.#passed.push(copy(this.#chunk, from - this.#position, to - this.#position))
    this.#done = Math.max(this.#done, to)
  }

  #hold(end: number): void {
    const from = this.#done
    if (from >= end) {
      this.#held = nothing
      return
    }
    const heldFrom = this.#position - this.#held.length
    const kept = new Uint8Array(end - from)
    if (from < this.#position) {
      kept.set(this.#held.subarray(from - heldFrom))
      kept.set(this.#chunk.subarray(0, end - this.#position), this.#position - from)
    } else kept.set(this.#chunk.subarray(from - this.#position, end - this.#position))
    this.#held = kept
  }
}
