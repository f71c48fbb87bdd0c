import type { Clock } from '../../clock.ts'
import {
  ackHeaderBytes,
  type Fragment,
  fragmentBytes,
  fragmentHeaderBytes,
  fragmentsOf,
  mostHeldBytes,
  mostInFlight,
  writeAckHeader,
} from './packet.ts'

/** Acknowledged after so many packets, or so long after the first. */
const packetsToTell = 32
const msToTell = 5
/** A message so far ahead of the oldest that is awaited is as if it were lost. */
const messagesAhead = 65_536
/** And a number so far ahead of the highest. */
const numbersAhead = 65_536

interface Partial {
  bytes: Uint8Array<ArrayBuffer>
  /** One a fragment. */
  has: Uint8Array
  missing: number
}

/** Puts messages together from fragments in any order, and tells which packets have come. */
export class FragmentReceiver {
  readonly #clock: Clock
  readonly #tell: (packet: Uint8Array<ArrayBuffer>) => void
  readonly #partial = new Map<number, Partial>()
  #partialBytes = 0
  /** Messages before it are whole; those of `#whole` too. */
  #wholeBefore = 0
  readonly #whole = new Set<number>()
  /** Of the last numbers, by their lower bits: 1 if it has come. */
  readonly #came = new Uint8Array(mostInFlight)
  #highest = -1
  #highestAt = 0
  /** The sender awaits nothing before it. */
  #oldest = 0
  #untold = 0
  #cancel: (() => void) | undefined
  readonly #ack = new Uint8Array(ackHeaderBytes + mostInFlight / 8)

  constructor(clock: Clock, tell: (packet: Uint8Array<ArrayBuffer>) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Bytes of messages that are not whole. */
  get heldBytes(): number {
    return this.#partialBytes
  }

  /** A fragment, with its packet. Gives the message if it is whole now. */
  take(fragment: Fragment, packet: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
    const { number } = fragment
    if (number <= this.#highest - mostInFlight || number > this.#highest + numbersAhead) return undefined
    const isNew = number > this.#highest || this.#came[number % mostInFlight] === 0
    const message = isNew ? this.#place(fragment, packet) : undefined
    if (message === refused) return undefined
    this.#mark(number, fragment.back)
    if (++this.#untold >= packetsToTell) this.#tellNow()
    else this.#cancel ??= this.#clock.after(msToTell, this.#due)
    return message
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#partial.clear()
    this.#partialBytes = 0
  }

  #mark(number: number, back: number): void {
    if (number > this.#highest) {
      const from = Math.max(this.#highest + 1, number - mostInFlight + 1)
      for (let each = from; each < number; each++) this.#came[each % mostInFlight] = 0
      this.#highest = number
      this.#highestAt = this.#clock.now()
    }
    this.#came[number % mostInFlight] = 1
    this.#oldest = Math.max(this.#oldest, number - back)
  }

  #place(fragment: Fragment, packet: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
    const { message, messageBytes, place } = fragment
    if (message < this.#wholeBefore || this.#whole.has(message)) return undefined
    if (message > this.#wholeBefore + messagesAhead) return refused
    let partial = this.#partial.get(message)
    if (!partial) {
      if (this.#partialBytes + messageBytes > mostHeldBytes) return refused
      const count = fragmentsOf(messageBytes)
      partial = { bytes: new Uint8Array(messageBytes), has: new Uint8Array(count), missing: count }
      this.#partial.set(message, partial)
      this.#partialBytes += messageBytes
    }
    if (partial.bytes.length !== messageBytes) return refused
    if (partial.has[place] === 1) return undefined
    partial.has[place] = 1
    partial.bytes.set(packet.subarray(fragmentHeaderBytes), place * fragmentBytes)
    if (--partial.missing > 0) return undefined
    this.#partial.delete(message)
    this.#partialBytes -= messageBytes
    this.#whole.add(message)
    while (this.#whole.delete(this.#wholeBefore)) this.#wholeBefore++
    return partial.bytes
  }

  readonly #due = (): void => {
    this.#cancel = undefined
    if (this.#untold > 0) this.#tellNow()
  }

  #tellNow(): void {
    this.#untold = 0
    const bits = Math.min(mostInFlight, Math.max(1, this.#highest - this.#oldest + 1))
    const packet = this.#ack.subarray(0, ackHeaderBytes + Math.ceil(bits / 8))
    writeAckHeader(packet, {
      highest: this.#highest,
      delayMs: this.#clock.now() - this.#highestAt,
      bits,
    })
    packet.fill(0, ackHeaderBytes)
    for (let bit = 0; bit < bits && bit <= this.#highest; bit++)
      packet[ackHeaderBytes + (bit >> 3)]! |= this.#came[(this.#highest - bit) % mostInFlight]! << (bit & 7)
    this.#tell(packet)
  }
}

/** Stands for a fragment that is treated as lost. */
const refused = new Uint8Array(0)
