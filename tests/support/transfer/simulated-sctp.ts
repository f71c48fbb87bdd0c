import type { SimulatedPath } from '../simulated-path.ts'
import type { SimulatedClock } from './simulated-clock.ts'

const mtu = 1191
export const packetPayload = 1150
const firstCwnd = 10 * mtu
const leastCwnd = 4 * mtu
const burstPackets = 4
const localLimit = 64 * 1024
const firstRto = 500
const leastRto = 400
const mostRto = 60_000
const sackDelay = 200
const missesToRepeat = 3

interface Message {
  bytes: number
  missing: number
  isAbandoned: boolean
  arrived: () => void
}

interface Packet {
  readonly tsn: number
  readonly message: Message
  readonly bytes: number
  /** Of the last transmission; packets are sent in order of it. */
  order: number
  sentAt: number
  transmissions: number
  misses: number
  isInFlight: boolean
  isAcked: boolean
  isReceived: boolean
}

export interface MachineModel {
  /** bytes/s that the process with the socket takes from the one with SCTP */
  drainRate?: number
  /** bytes/s that the receiver takes apart */
  receiveRate?: number
  /** What waits for the receiver; the rest is lost. */
  receiveQueueBytes?: number
  /** Packets that came in reach the sender's thread together, after so long at most, ms. */
  batchMs?: number
}

/** What all associations between two machines share: processors that take their turns. */
export class SimulatedMachines {
  readonly clock: SimulatedClock
  readonly drainRate: number
  readonly #random: () => number
  readonly #receiveRate: number
  readonly #receiveQueueBytes: number
  readonly #batchMs: number
  #receiverFree = 0
  #batchAt = 0

  constructor(
    clock: SimulatedClock,
    random: () => number,
    { drainRate = 119e6, receiveRate = 80e6, receiveQueueBytes = 786_432, batchMs = 0.1 }: MachineModel,
  ) {
    this.clock = clock
    this.#random = random
    this.drainRate = drainRate
    this.#receiveRate = receiveRate
    this.#receiveQueueBytes = receiveQueueBytes
    this.#batchMs = batchMs
  }

  /** Runs when the receiver's processor has worked so many bytes off. */
  receive(bytes: number, then: () => void): void {
    const now = this.clock.nowMs
    if (((this.#receiverFree - now) * this.#receiveRate) / 1000 > this.#receiveQueueBytes) return
    this.#receiverFree = Math.max(this.#receiverFree, now) + (bytes * 1000) / this.#receiveRate
    this.clock.at(this.#receiverFree, then)
  }

  /** Runs when the sender's thread gets to it, with all else that came since. */
  wake(then: () => void): void {
    const now = this.clock.nowMs
    if (this.#batchAt <= now) this.#batchAt = now + this.#batchMs * this.#random()
    this.clock.at(this.#batchAt, then)
  }
}

/**
 * One direction of an association as Chromium's SCTP (dcsctp) has it: slow start from ten packets, one more for each
 * acknowledgement, half on loss, one packet on a timeout, no growth until all that was out when loss was seen is
 * acknowledged; bursts of four packets; and, before the network, 64 KiB that its socket takes at a time, beyond which packets are
 * thrown away unseen.
 */
export class SimulatedAssociation {
  readonly isReliable: boolean
  cwnd = firstCwnd
  discarded = 0
  sentPackets = 0
  repeated = 0
  timeouts = 0
  rttMs = -1
  onLow: () => void = () => {}
  lowBytes = 0
  readonly #machines: SimulatedMachines
  readonly #clock: SimulatedClock
  readonly #there: SimulatedPath
  readonly #back: SimulatedPath
  #ssthresh = Number.POSITIVE_INFINITY
  #partial = 0
  #rto = firstRto
  #srtt = -1
  #rttvar = 0
  #recoveryExit = -1
  #buffered = 0
  readonly #waiting: Packet[] = []
  #waitingHead = 0
  #repeat: Packet[] = []
  #nextTsn = 0
  #nextOrder = 0
  #outstanding = 0
  /** In order of transmission; what is acknowledged or lost leaves. */
  readonly #inFlight = new Map<number, Packet>()
  readonly #packets: (Packet | undefined)[] = []
  #cum = 0
  #timer = 0
  #local = 0
  /** Receiver: packets in order of arrival, all before `#receivedCum` are there. */
  readonly #log: Packet[] = []
  #logRead = 0
  #receivedCum = 0
  #highest = -1
  #unsacked = 0
  #sackTimer = 0

  constructor(machines: SimulatedMachines, there: SimulatedPath, back: SimulatedPath, isReliable = true) {
    this.#machines = machines
    this.#clock = machines.clock
    this.#there = there
    this.#back = back
    this.isReliable = isReliable
  }

  get buffered(): number {
    return this.#buffered
  }

  send(bytes: number, arrived: () => void): void {
    const count = Math.ceil(bytes / packetPayload)
    const message = { bytes, missing: count, isAbandoned: false, arrived }
    for (let left = bytes; left > 0; left -= packetPayload) {
      const packet = {
        tsn: this.#nextTsn++,
        message,
        bytes: Math.min(left, packetPayload),
        order: -1,
        sentAt: 0,
        transmissions: 0,
        misses: 0,
        isInFlight: false,
        isAcked: false,
        isReceived: false,
      }
      this.#packets.push(packet)
      this.#waiting.push(packet)
    }
    this.#buffered += bytes
    this.#flush()
  }

  #flush(): void {
    for (let sent = 0; sent < burstPackets && this.#outstanding < this.cwnd; sent++) {
      const packet = this.#next()
      if (!packet) break
      this.#transmit(packet)
    }
    // A few packets' worth of old ones is dropped from the list now and then.
    if (this.#waitingHead > 4096) {
      this.#waiting.splice(0, this.#waitingHead)
      this.#waitingHead = 0
    }
  }

  #next(): Packet | undefined {
    for (;;) {
      const packet = this.#repeat.shift()
      if (!packet) break
      if (!packet.isAcked) return packet
    }
    const packet = this.#waiting[this.#waitingHead]
    if (!packet) return undefined
    this.#waitingHead++
    const before = this.#buffered
    this.#buffered -= packet.bytes
    if (before > this.lowBytes && this.#buffered <= this.lowBytes) this.#clock.after(0.05, this.onLow)
    return packet
  }

  #transmit(packet: Packet): void {
    packet.order = this.#nextOrder++
    packet.sentAt = this.#clock.nowMs
    packet.misses = 0
    packet.isInFlight = true
    if (packet.transmissions++ > 0) this.repeated++
    this.sentPackets++
    this.#inFlight.set(packet.order, packet)
    this.#outstanding += packet.bytes
    if (this.#timer === 0) this.#startTimer()
    const bytes = packet.bytes + 41
    if (this.#local + bytes > localLimit) {
      this.discarded++
      return
    }
    this.#local += bytes
    const delay = (this.#local * 1000) / this.#machines.drainRate
    this.#clock.after(delay, () => {
      this.#local -= bytes
      this.#there.carry(bytes, true, () => this.#machines.receive(bytes, () => this.#receive(packet)))
    })
  }

  #receive(packet: Packet): void {
    const isNew = !packet.isReceived
    if (isNew) {
      packet.isReceived = true
      this.#log.push(packet)
      this.#highest = Math.max(this.#highest, packet.tsn)
      while (this.#packets[this.#receivedCum]?.isReceived) this.#receivedCum++
      const { message } = packet
      if (--message.missing === 0 && !message.isAbandoned) message.arrived()
    }
    const hasGap = this.#highest >= this.#receivedCum
    if (!isNew || hasGap || ++this.#unsacked >= 2) this.#sack()
    else if (this.#sackTimer === 0) {
      const mine = ++this.#sackSerial
      this.#sackTimer = mine
      this.#clock.after(sackDelay, () => {
        if (this.#sackTimer === mine) this.#sack()
      })
    }
  }

  #sackSerial = 0

  #sack(): void {
    this.#unsacked = 0
    this.#sackTimer = 0
    const cum = this.#receivedCum
    const known = this.#log.length
    this.#back.carry(80, false, () => this.#machines.wake(() => this.#takeSack(cum, known)))
  }

  #takeSack(cum: number, known: number): void {
    const isFull = this.#outstanding + mtu > this.cwnd
    let ackedBytes = 0
    let newest = -1
    for (; this.#logRead < known; this.#logRead++) {
      const packet = this.#log[this.#logRead]!
      this.#log[this.#logRead] = undefined as unknown as Packet
      if (packet.isAcked) continue
      packet.isAcked = true
      ackedBytes += packet.bytes
      if (packet.transmissions === 1) this.#measure(this.#clock.nowMs - packet.sentAt)
      if (packet.isInFlight) newest = Math.max(newest, packet.order)
      this.#leave(packet)
    }
    const hasAdvanced = cum > this.#cum
    if (hasAdvanced) {
      for (let tsn = this.#cum; tsn < cum; tsn++) this.#packets[tsn] = undefined
      this.#cum = cum
      if (this.#recoveryExit >= 0 && cum > this.#recoveryExit) this.#recoveryExit = -1
      if (isFull && this.#recoveryExit < 0) this.#grow(ackedBytes)
      this.#startTimer()
    }
    if (newest >= 0) this.#findLost(newest)
    if (this.#outstanding === 0 && this.#inFlight.size === 0) this.#timer = 0
    this.#flush()
  }

  #grow(ackedBytes: number): void {
    if (this.cwnd <= this.#ssthresh) this.cwnd += Math.min(ackedBytes, mtu)
    else {
      this.#partial += ackedBytes
      if (this.#partial >= this.cwnd) {
        this.#partial -= this.cwnd
        this.cwnd += mtu
      }
    }
  }

  #findLost(newest: number): void {
    let hasLost = false
    for (const packet of this.#inFlight.values()) {
      if (packet.order >= newest) break
      // What was repeated and lost again is found by the timeout alone.
      if (packet.transmissions > 1 || ++packet.misses < missesToRepeat) continue
      hasLost = true
      this.#lose(packet)
    }
    if (!hasLost || this.#recoveryExit >= 0) return
    this.#ssthresh = Math.max(this.cwnd / 2, leastCwnd)
    this.cwnd = this.#ssthresh
    this.#partial = 0
    this.#recoveryExit = this.#nextSent() - 1
    const first = this.#repeat.shift()
    if (first && !first.isAcked) this.#transmit(first)
  }

  /** TSN that goes out next for the first time. */
  #nextSent(): number {
    return this.#waiting[this.#waitingHead]?.tsn ?? this.#nextTsn
  }

  #lose(packet: Packet): void {
    this.#leave(packet)
    if (this.isReliable) this.#repeat.push(packet)
    else {
      // Given up; the receiver is told to go on without it, which is left out here but for its effect.
      packet.message.isAbandoned = true
      packet.isAcked = true
      packet.isReceived = true
      while (this.#packets[this.#receivedCum]?.isReceived) this.#receivedCum++
    }
  }

  #leave(packet: Packet): void {
    if (!packet.isInFlight) return
    packet.isInFlight = false
    this.#inFlight.delete(packet.order)
    this.#outstanding -= packet.bytes
  }

  #measure(ms: number): void {
    this.rttMs = ms
    if (this.#srtt < 0) {
      this.#srtt = ms
      this.#rttvar = ms / 2
    } else {
      this.#rttvar += (Math.abs(this.#srtt - ms) - this.#rttvar) / 4
      this.#srtt += (ms - this.#srtt) / 8
    }
    this.#rto = Math.min(mostRto, Math.max(leastRto, this.#srtt + 4 * this.#rttvar))
  }

  #timerSerial = 0

  #startTimer(): void {
    const mine = ++this.#timerSerial
    this.#timer = mine
    this.#timerAt = this.#clock.nowMs + this.#rto
    if (!this.#isTimerSet) this.#setTimer()
  }

  #timerAt = 0
  #isTimerSet = false

  /** One entry in the list of times, moved on when it falls due too early. */
  #setTimer(): void {
    this.#isTimerSet = true
    this.#clock.at(this.#timerAt, () => {
      this.#isTimerSet = false
      if (this.#timer === 0) return
      if (this.#clock.nowMs < this.#timerAt) this.#setTimer()
      else this.#expire()
    })
  }

  #expire(): void {
    this.timeouts++
    this.#rto = Math.min(mostRto, this.#rto * 2)
    this.#ssthresh = Math.max(this.cwnd / 2, leastCwnd)
    this.cwnd = mtu
    this.#partial = 0
    for (const packet of [...this.#inFlight.values()]) this.#lose(packet)
    this.#repeat.sort((a, b) => a.tsn - b.tsn)
    this.#startTimer()
    this.#flush()
    if (this.#inFlight.size === 0) this.#timer = 0
  }
}
