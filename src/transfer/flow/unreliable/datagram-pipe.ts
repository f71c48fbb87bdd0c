import { Fault } from '../../../wire/fault.ts'
import type { Channel } from '../../channel.ts'
import type { Clock } from '../../clock.ts'
import { FragmentReceiver } from './fragment-receiver.ts'
import { FragmentSender } from './fragment-sender.ts'
import {
  type Ack,
  type Fragment,
  kinds,
  largestMessage,
  mostHeldBytes,
  readAck,
  readFragment,
} from './packet.ts'

/** No more than this waits in the stack, so that what is repeated does not wait behind it. */
const channelHighBytes = 128 * 1024
const channelLowBytes = 64 * 1024

/**
 * Messages that arrive in any order, each once and whole, over a data channel that loses some of what it is given: they are cut into
 * fragments that fit into one packet, acknowledged by bitmaps and sent again here. Both ends of the channel must be one.
 */
export class DatagramPipe implements Channel {
  readonly maxMessageBytes = largestMessage
  onMessage: (message: Uint8Array<ArrayBuffer>) => void = () => {}
  onLow: () => void = () => {}
  lowBytes = 0
  /** Packets that came and are neither a fragment nor an acknowledgement. */
  malformed = 0
  readonly #channel: Channel
  readonly #sender: FragmentSender
  readonly #receiver: FragmentReceiver
  readonly #fragment: Fragment = { number: 0, back: 0, place: 0, messageBytes: 0, message: 0 }
  readonly #ack: Ack = { highest: 0, delayMs: 0, bits: 0 }
  #isClosed = false
  #wasHigh = false

  constructor(channel: Channel, clock: Clock) {
    this.#channel = channel
    this.#sender = new FragmentSender(clock, () => channel.bufferedBytes < channelHighBytes, this.#put)
    this.#receiver = new FragmentReceiver(clock, this.#put)
    channel.lowBytes = channelLowBytes
    channel.onLow = () => this.#pump()
    channel.onMessage = (packet) => this.#take(packet)
  }

  /** Bytes that were not sent yet, or were lost and wait to be sent again. */
  get bufferedBytes(): number {
    return this.#sender.waitingBytes
  }

  /** Fragments that were sent again. */
  get retransmits(): number {
    return this.#sender.retransmits
  }

  /** Part of the packets that were lost lately, 0 … 1. */
  get loss(): number {
    return this.#sender.loss
  }

  /** -1 before the first acknowledgement */
  get rttMs(): number {
    return this.#sender.rttMs
  }

  /** Throws `lane-lost` when it is over, when 16 MiB have not arrived, and for a message of more than 256 KiB. */
  send(message: Uint8Array<ArrayBuffer>): void {
    if (this.#isClosed) throw new Fault('lane-lost', 'The connection is over.')
    if (message.length > largestMessage || this.#sender.heldBytes + message.length > mostHeldBytes)
      throw new Fault('lane-lost', 'More was sent than the connection can hold.')
    this.#sender.send(message)
    this.#wasHigh ||= this.bufferedBytes > this.lowBytes
  }

  /** Sends no more, and forgets what it holds. The channel stays. */
  close(): void {
    this.#isClosed = true
    this.#sender.close()
    this.#receiver.close()
  }

  readonly #put = (packet: Uint8Array<ArrayBuffer>): void => {
    if (this.#isClosed) return
    try {
      this.#channel.send(packet)
    } catch {
      // The lane is told of its end by its transport.
      this.close()
    }
  }

  #pump(): void {
    this.#sender.pump()
    this.#tellLow()
  }

  #take(packet: Uint8Array<ArrayBuffer>): void {
    if (this.#isClosed) return
    if (packet[0] === kinds.ack && readAck(packet, this.#ack)) {
      this.#sender.acked(this.#ack, packet)
      this.#tellLow()
    } else if (packet[0] === kinds.fragment && readFragment(packet, this.#fragment)) {
      const message = this.#receiver.take(this.#fragment, packet)
      if (message) this.onMessage(message)
    } else this.malformed++
  }

  #tellLow(): void {
    if (!this.#wasHigh || this.bufferedBytes > this.lowBytes) return
    this.#wasHigh = false
    this.onLow()
  }
}
