import { Fault } from '../../wire/fault.ts'
import type { Channel, LaneTransport } from '../channel.ts'
import { Handshake } from '../seal/handshake.ts'
import type { SessionKeys } from '../seal/session-keys.ts'

/** What may come before the lane can take it; more than that nobody sends who has heard nothing yet. */
const heldBytes = 4 * 1024 * 1024

/** Keeps what comes on a channel until somebody can take it. */
class Held {
  readonly #channel: Channel
  readonly #messages: Uint8Array<ArrayBuffer>[] = []
  #bytes = 0
  #wake: (() => void) | undefined
  isOverfull = false

  constructor(channel: Channel) {
    this.#channel = channel
    channel.onMessage = (message) => {
      this.#bytes += message.length + 64
      if (this.#bytes > heldBytes) this.isOverfull = true
      else this.#messages.push(message)
      this.#wake?.()
    }
  }

  /** The next message. Rejects with the signal's reason. */
  async next(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#messages.length === 0) {
      signal.throwIfAborted()
      if (this.isOverfull) throw new Fault('transfer-limit', 'The other side says more than anyone can read.')
      await new Promise<void>((wake) => {
        this.#wake = wake
        signal.addEventListener('abort', () => wake(), { once: true })
      })
    }
    const message = this.#messages.shift()!
    this.#bytes -= message.length + 64
    return message
  }

  /** To whoever listens to the channel now. */
  release(): void {
    for (const message of this.#messages.splice(0)) this.#channel.onMessage(message)
  }
}

/** A transport that has opened, before it is a lane: nothing that comes is lost. To be made in the turn in which it opens. */
export class Opening {
  readonly transport: LaneTransport
  readonly #control: Held
  readonly #data: Held

  constructor(transport: LaneTransport) {
    this.transport = transport
    this.#control = new Held(transport.control)
    this.#data = new Held(transport.data)
  }

  /** Throws as the handshake does. */
  async agree(handshake: Handshake, signal: AbortSignal): Promise<SessionKeys> {
    const { control } = this.transport
    try {
      for (const message of await handshake.start()) control.send(message)
      for (;;) {
        const { send, keys } = await handshake.take(await this.#control.next(signal))
        for (const message of send) control.send(message)
        if (keys) return keys
      }
    } catch (error) {
      try {
        control.send(Handshake.refusal(error))
      } catch {
        // It may be the channel itself that failed.
      }
      throw error
    }
  }

  /** The next message of the control channel. Rejects with the signal's reason, or with `transfer-limit`. */
  next(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.#control.next(signal)
  }

  /** More has come than is kept, so something is missing. */
  get isOverfull(): boolean {
    return this.#control.isOverfull || this.#data.isOverfull
  }

  /** When the lane listens to both channels. */
  release(): void {
    this.#control.release()
    this.#data.release()
  }
}
