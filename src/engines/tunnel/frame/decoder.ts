import { Fault } from '../../../wire/fault.ts'
import { copyBytes } from './copy-bytes.ts'
import { FrameView, headerBytes, overheadBytes, payloadLength, readFrame } from './frame.ts'

export interface FrameHandler {
  /**
   * One frame, with `bytes[start, end)` as its payload: a part of the message where the frame came in one. The decoder never
   * writes there again, so they may be kept if the message may. `view` shows the same frame until the handler returns: when it was
   * sent stands only there, because a time that is handed on as a number makes an object.
   */
  frame(connection: number, view: FrameView, bytes: Uint8Array, start: number, end: number): void
}

/** Memory for frames that came in several messages is cut from pieces of this size. */
const slabBytes = 64 * 1024
const none = new Uint8Array(0)

/**
 * Takes the messages of one channel apart into frames, wherever they are split. A frame that is a part of one message is handed
 * on without a copy and without making anything; one that goes on in the next message is put together. Memory grows with
 * what has arrived, not with what a header announces.
 */
export class FrameDecoder {
  readonly #handler: FrameHandler
  readonly #view = new FrameView()
  /** The beginning of a frame that goes on in the next message: `#slab[#from, #from + #held)`. */
  #slab: Uint8Array = none
  #from = 0
  #held = 0
  #ended: unknown
  #isStopped = false

  constructor(handler: FrameHandler) {
    this.#handler = handler
  }

  /** Bytes of a frame whose end has not arrived. */
  get heldBytes(): number {
    return this.#held
  }

  /**
   * Calls the handler for each frame that is complete with this message. Throws `frame-oversized` and `frame-unterminated`, and
   * whatever the handler throws; after that it throws the same again.
   */
  push(message: Uint8Array): void {
    if (this.#ended !== undefined) throw this.#ended
    try {
      this.#take(message)
    } catch (error) {
      this.#ended = error
      this.#slab = none
      throw error
    }
  }

  /** The channel has ended. Throws `frame-truncated` if it did so in the midst of a frame. */
  close(): void {
    if (this.#held > 0 && this.#ended === undefined && !this.#isStopped)
      throw new Fault('frame-truncated', `The channel ended ${this.#held} bytes into a frame.`)
  }

  /** No further frame is handed on, not even of the message that is being taken apart. */
  stop(): void {
    this.#isStopped = true
    this.#slab = none
    this.#held = 0
  }

  #take(message: Uint8Array): void {
    const view = this.#view
    const handler = this.#handler
    let at = this.#held > 0 ? this.#goOn(message) : 0
    while (at < message.length && !this.#isStopped) {
      const next = readFrame(message, at, message.length, view)
      if (next === 0) {
        this.#hold(message, at, message.length)
        break
      }
      handler.frame(view.connection, view, message, view.start, view.end)
      at = next
    }
    view.bytes = none
  }

  /** Adds to the frame that has begun; returns how much of the message belongs to it. */
  #goOn(message: Uint8Array): number {
    let at = 0
    if (this.#held < headerBytes) {
      at = Math.min(headerBytes - this.#held, message.length)
      this.#hold(message, 0, at)
      if (this.#held < headerBytes) return at
    }
    const frameBytes = overheadBytes + payloadLength(this.#slab, this.#from)
    const rest = Math.min(frameBytes - this.#held, message.length - at)
    this.#hold(message, at, at + rest)
    if (this.#held < frameBytes) return at + rest
    const view = this.#view
    const end = this.#from + frameBytes
    readFrame(this.#slab, this.#from, end, view)
    this.#from = end
    this.#held = 0
    if (this.#slab.length > slabBytes) this.#slab = none
    this.#handler.frame(view.connection, view, view.bytes, view.start, view.end)
    return at + rest
  }

  #hold(message: Uint8Array, from: number, to: number): void {
    const needed = this.#held + to - from
    if (this.#slab.length - this.#from < needed) {
      // What has been handed on stays as it is.
      const larger = Buffer.allocUnsafeSlow(Math.max(slabBytes, needed > slabBytes ? needed * 2 : 0))
      copyBytes(this.#slab, this.#from, this.#from + this.#held, larger, 0)
      this.#slab = larger
      this.#from = 0
    }
    copyBytes(message, from, to, this.#slab, this.#from + this.#held)
    this.#held = needed
  }
}
