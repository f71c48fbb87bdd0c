import type { Clock } from '../../clock.ts'
import { Congestion } from './congestion.ts'
import {
  type Ack,
  type Fragment,
  fragmentBytes,
  fragmentHeaderBytes,
  fragmentsOf,
  isAcked,
  mostInFlight,
  packetBytes,
  writeFragmentHeader,
} from './packet.ts'

/** A packet is lost when so many later ones have arrived … */
const reordered = 64
/** … or one later by so much of the round trip (RFC 9002 §6.1). */
const timeThreshold = 1.25
const leastLossMs = 3
const longestProbeMs = 5000
const probesToCollapse = 3
/** So that many small messages are bounded too. */
const messageCost = 256
/** Lists drop what they have given out when it is so much. */
const shiftAt = 64
/** Loss is of the last packets, about so many. */
const lossMemory = 500

interface Message {
  id: number
  bytes: Uint8Array<ArrayBuffer>
  count: number
  /** Fragments that are not known to have arrived. */
  missing: number
  /** Fragments before it were sent once at least. */
  next: number
}

/** Sends messages as numbered fragments until all of each have been acknowledged. */
export class FragmentSender {
  retransmits = 0
  /** Part of the packets that were lost lately, 0 … 1. */
  loss = 0
  /** Bytes that have not been sent, or were lost and wait to be sent again. */
  waitingBytes = 0
  /** Bytes of messages that have not arrived whole, with what each costs besides. */
  heldBytes = 0
  readonly #clock: Clock
  /** False: the channel takes no more at present; `pump` is called when it does. */
  readonly #mayPut: () => boolean
  readonly #put: (packet: Uint8Array<ArrayBuffer>) => void
  readonly #congestion = new Congestion()
  readonly #queue: Message[] = []
  #queueHead = 0
  /** Fragments to be sent again; none of them is on its way. */
  readonly #lost: { message: Message; place: number }[] = []
  #lostHead = 0
  #nextMessage = 0
  #nextNumber = 0
  /** No packet before it is on its way. */
  #oldest = 0
  #inFlightBytes = 0
  /** By the lower bits of a number: what it carried; undefined when it is not on its way. */
  readonly #messages = new Array<Message | undefined>(mostInFlight)
  readonly #places = new Uint16Array(mostInFlight)
  readonly #sentAt = new Float64Array(mostInFlight)
  #highestAcked = -1
  #probes = 0
  #progressAt = 0
  #cancel: (() => void) | undefined
  #isClosed = false
  readonly #packet = new Uint8Array(packetBytes)
  readonly #header: Fragment = { number: 0, back: 0, place: 0, messageBytes: 0, message: 0 }

  constructor(clock: Clock, mayPut: () => boolean, put: (packet: Uint8Array<ArrayBuffer>) => void) {
    this.#clock = clock
    this.#mayPut = mayPut
    this.#put = put
  }

  /** ms, smoothed; -1 before the first */
  get rttMs(): number {
    return this.#congestion.srttMs
  }

  /** Takes a copy. */
  send(bytes: Uint8Array): void {
    const count = fragmentsOf(bytes.length)
    this.#queue.push({
      id: this.#nextMessage++,
      bytes: bytes.slice() as Uint8Array<ArrayBuffer>,
      count,
      missing: count,
      next: 0,
    })
    this.waitingBytes += bytes.length
    this.heldBytes += bytes.length + messageCost
    this.pump()
  }

  /** Sends what may be sent. */
  pump(): void {
    while (
      !this.#isClosed &&
      this.#inFlightBytes < this.#congestion.bytes &&
      this.#nextNumber - this.#oldest < mostInFlight &&
      this.#mayPut()
    ) {
      if (this.#lostHead < this.#lost.length) this.#repeat()
      else if (this.#queueHead < this.#queue.length) this.#sendNext()
      else break
    }
    this.#setTimer()
  }

  /** An acknowledgement, with its packet. One of numbers that were never sent is not taken. */
  acked({ highest, delayMs, bits }: Ack, packet: Uint8Array): void {
    if (highest >= this.#nextNumber) return
    const now = this.#clock.now()
    const isFull = this.#inFlightBytes + packetBytes >= this.#congestion.bytes
    const from = Math.max(this.#oldest, highest - bits + 1)
    let ackedBytes = 0
    for (let number = highest; number >= from; number--) {
      const slot = number % mostInFlight
      const message = this.#messages[slot]
      if (!message || !isAcked(packet, highest - number)) continue
      if (number === highest) this.#congestion.measured(Math.max(0, now - this.#sentAt[slot]! - delayMs))
      ackedBytes += this.#arrived(number, message, this.#places[slot]!)
    }
    if (ackedBytes === 0) return
    this.#highestAcked = Math.max(this.#highestAcked, highest)
    this.#probes = 0
    this.#progressAt = now
    this.#congestion.acked(ackedBytes, isFull)
    this.#findLost(now)
    this.#advance()
    this.pump()
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
    this.#cancel = undefined
    this.#messages.fill(undefined)
    this.#queue.length = 0
    this.#queueHead = 0
    this.#lost.length = 0
    this.#lostHead = 0
  }

  #repeat(): void {
    const { message, place } = this.#lost[this.#lostHead++]!
    if (this.#lostHead >= shiftAt) {
      this.#lost.splice(0, this.#lostHead)
      this.#lostHead = 0
    }
    this.retransmits++
    this.#transmit(message, place)
  }

  #sendNext(): void {
    const message = this.#queue[this.#queueHead]!
    const place = message.next++
    if (message.next === message.count) this.#queueHead++
    if (this.#queueHead >= shiftAt) {
      this.#queue.splice(0, this.#queueHead)
      this.#queueHead = 0
    }
    this.#transmit(message, place)
  }

  #transmit(message: Message, place: number): void {
    const number = this.#nextNumber++
    const start = place * fragmentBytes
    const bytes = Math.min(fragmentBytes, message.bytes.length - start)
    const slot = number % mostInFlight
    this.#messages[slot] = message
    this.#places[slot] = place
    this.#sentAt[slot] = this.#clock.now()
    if (this.#inFlightBytes === 0) this.#progressAt = this.#clock.now()
    this.#inFlightBytes += bytes + fragmentHeaderBytes
    this.waitingBytes -= bytes
    const header = this.#header
    header.number = number
    header.back = number - this.#oldest
    header.place = place
    header.messageBytes = message.bytes.length
    header.message = message.id
    const packet = this.#packet.subarray(0, fragmentHeaderBytes + bytes)
    writeFragmentHeader(packet, header)
    packet.set(message.bytes.subarray(start, start + bytes), fragmentHeaderBytes)
    this.#put(packet)
  }

  #bytesOf(message: Message, place: number): number {
    return Math.min(fragmentBytes, message.bytes.length - place * fragmentBytes)
  }

  #arrived(number: number, message: Message, place: number): number {
    this.#forget(number, message, place)
    this.loss -= this.loss / lossMemory
    if (--message.missing === 0) this.heldBytes -= message.bytes.length + messageCost
    return this.#bytesOf(message, place) + fragmentHeaderBytes
  }

  #forget(number: number, message: Message, place: number): void {
    this.#messages[number % mostInFlight] = undefined
    this.#inFlightBytes -= this.#bytesOf(message, place) + fragmentHeaderBytes
  }

  #lose(number: number, message: Message, place: number): void {
    this.#forget(number, message, place)
    this.loss += (1 - this.loss) / lossMemory
    this.#lost.push({ message, place })
    this.waitingBytes += this.#bytesOf(message, place)
  }

  #findLost(now: number): void {
    const before = now - this.#lossMs()
    for (let number = this.#oldest; number < this.#highestAcked; number++) {
      const slot = number % mostInFlight
      const message = this.#messages[slot]
      if (!message) continue
      // They were sent in this order: what follows is younger.
      if (this.#sentAt[slot]! > before && this.#highestAcked - number < reordered) break
      this.#congestion.lost(number, this.#nextNumber)
      this.#lose(number, message, this.#places[slot]!)
    }
  }

  #lossMs(): number {
    return Math.max(leastLossMs, timeThreshold * Math.max(0, this.#congestion.srttMs)) + leastLossMs
  }

  #advance(): void {
    while (this.#oldest < this.#nextNumber && !this.#messages[this.#oldest % mostInFlight]) this.#oldest++
  }

  #dueAt(): number {
    // Something later has arrived: the oldest is lost as soon as it is late enough.
    if (this.#oldest < this.#highestAcked) return this.#sentAt[this.#oldest % mostInFlight]! + this.#lossMs()
    return this.#progressAt + Math.min(longestProbeMs, this.#congestion.probeMs * 2 ** this.#probes)
  }

  /** One timer, which looks again when it was set too early. */
  #setTimer(): void {
    if (this.#isClosed || this.#cancel || this.#inFlightBytes === 0) return
    this.#cancel = this.#clock.after(Math.max(1, this.#dueAt() - this.#clock.now()), this.#due)
  }

  readonly #due = (): void => {
    this.#cancel = undefined
    this.#advance()
    const now = this.#clock.now()
    if (this.#inFlightBytes > 0 && now >= this.#dueAt()) {
      if (this.#oldest < this.#highestAcked) this.#findLost(now)
      else this.#probe(now)
      this.#advance()
      this.pump()
    }
    this.#setTimer()
  }

  /** Nothing came back: sends the oldest again; after a third time all. */
  #probe(now: number): void {
    this.#probes++
    this.#progressAt = now
    const isOver = this.#probes >= probesToCollapse
    if (this.#probes === probesToCollapse) this.#congestion.collapsed(this.#nextNumber)
    const until = isOver ? this.#nextNumber : Math.min(this.#nextNumber, this.#oldest + 2)
    for (let number = this.#oldest; number < until; number++) {
      const slot = number % mostInFlight
      const message = this.#messages[slot]
      if (message) this.#lose(number, message, this.#places[slot]!)
    }
  }
}
