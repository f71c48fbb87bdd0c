import { Fault } from '../../wire/fault.ts'
import type { Channel } from '../channel.ts'

/** As in browsers: what waits to be sent is at most so much. */
const queueBytes = 16 * 1024 * 1024
/** Held at most until the lane is open; who keeps to the protocol sends far less before. */
const heldBytes = 4 * 1024 * 1024

/** A channel that holds what arrives until its lane is open and somebody listens. */
export abstract class HeldChannel implements Channel {
  maxMessageBytes = 0
  onMessage: (message: Uint8Array<ArrayBuffer>) => void = () => {}
  onLow: () => void = () => {}
  #held: Uint8Array<ArrayBuffer>[] | undefined = []
  #heldBytes = 0
  #lowBytes = 0
  #isOver = false
  readonly #flooded: () => void

  /** `flooded`: more came before the lane was open than anybody sends who keeps to the protocol. */
  constructor(flooded: () => void) {
    this.#flooded = flooded
  }

  abstract get bufferedBytes(): number
  /** Copies, or is done with, the bytes when it returns. */
  protected abstract give(message: Uint8Array<ArrayBuffer>): void
  protected abstract setLow(bytes: number): void

  get lowBytes(): number {
    return this.#lowBytes
  }

  set lowBytes(bytes: number) {
    this.#lowBytes = bytes
    if (!this.#isOver) this.setLow(bytes)
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    if (message.byteLength > this.maxMessageBytes)
      throw new Fault(
        'internal',
        `A message of ${message.byteLength} bytes is longer than the channel takes.`,
      )
    if (this.#isOver) throw new Fault('lane-lost', 'The connection is over.')
    if (this.bufferedBytes + message.byteLength > queueBytes)
      throw new Fault('lane-lost', 'More waits to be sent than the connection takes.')
    try {
      this.give(message)
    } catch (error) {
      throw new Fault('lane-lost', `The connection takes no more: ${(error as Error).message}`)
    }
  }

  /** Of the stack: something has come. */
  took(message: Uint8Array<ArrayBuffer>): void {
    if (this.#isOver) return
    if (this.#held === undefined) return this.onMessage(message)
    this.#heldBytes += message.byteLength
    if (this.#heldBytes > heldBytes) return this.#flooded()
    this.#held.push(message)
  }

  /** Somebody listens from now on. */
  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const message of held) this.took(message)
  }

  end(): void {
    this.#isOver = true
    this.#held = undefined
  }
}
