import { HeldChannel } from '../../../transfer/peer/held-channel.ts'
import type { FromChannel, ToChannel } from './messages.ts'

/** What a channel tells of itself while its lane is made and after. */
export interface ChannelEvents {
  opened(): void
  over(): void
  flooded(): void
}

/** A channel that was handed over to this worker. */
export class OwnChannel extends HeldChannel {
  readonly #native: RTCDataChannel

  constructor(native: RTCDataChannel, events: ChannelEvents) {
    super(events.flooded)
    this.#native = native
    native.binaryType = 'arraybuffer'
    native.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.took(new Uint8Array(data))
    }
    native.onbufferedamountlow = () => this.onLow()
    native.onclose = events.over
    if (native.readyState === 'open') queueMicrotask(events.opened)
    else native.onopen = events.opened
  }

  get bufferedBytes(): number {
    return this.#native.bufferedAmount
  }

  protected give(message: Uint8Array<ArrayBuffer>): void {
    this.#native.send(message)
  }

  protected setLow(bytes: number): void {
    this.#native.bufferedAmountLowThreshold = bytes
  }
}

/** A channel that stays in the page (`serveChannel`). */
export class DistantChannel extends HeldChannel {
  readonly #port: MessagePort
  #given = 0
  /** Of what was given, what the channel has; and what of that has not left. */
  #arrived = 0
  #buffered = 0

  constructor(port: MessagePort, events: ChannelEvents) {
    super(events.flooded)
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<FromChannel>) => {
      if (data.type === 'message') this.took(new Uint8Array(data.data))
      else if (data.type === 'open') events.opened()
      else if (data.type === 'close') events.over()
      else {
        this.#arrived = data.given
        this.#buffered = data.buffered
        if (data.isLow && this.bufferedBytes <= this.lowBytes) this.onLow()
      }
    }
  }

  get bufferedBytes(): number {
    return this.#given - this.#arrived + this.#buffered
  }

  protected give(message: Uint8Array<ArrayBuffer>): void {
    this.#given += message.byteLength
    // The bytes stay the caller's.
    const copy = message.slice()
    this.#post({ type: 'send', message: copy }, [copy.buffer])
  }

  protected setLow(bytes: number): void {
    this.#post({ type: 'low', bytes })
  }

  #post(message: ToChannel, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer)
  }
}
