import type { Channel, LaneEnd, LaneStats, LaneTransport } from '../../../src/transfer/channel.ts'
import type { Clock } from '../../../src/transfer/clock.ts'
import type { RtcOptions, RtcPeer, RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'
import { Fault } from '../../../src/wire/fault.ts'

export interface MemoryNetworkOptions {
  clock: Clock
  /** One way. */
  delayMs?: number
  maxMessageBytes?: number
  /** 0 … 1, for the order of what is unordered, and for what is lost. */
  random?: () => number
  /** Part of the messages of unreliable data channels that is lost. */
  loss?: number
}

/** A pair of lanes, to be cut. */
export interface MemoryLane {
  readonly offerer: MemoryTransport
  readonly answerer: MemoryTransport
  readonly reliable: boolean
}

/** What a channel does for its messages. */
interface ChannelKeeps {
  reliable: boolean
  ordered: boolean
}

interface Offer {
  readonly options: RtcOptions
  readonly opened: PromiseWithResolvers<LaneTransport>
}

/** Joins stacks within one process: whatever the clock does not hold up is there in the next turn. */
export class MemoryNetwork {
  readonly lanes: MemoryLane[] = []
  /** Searches for new paths. */
  restarts = 0
  /** Changes messages on their way; undefined loses them. */
  tamper: (
    message: Uint8Array<ArrayBuffer>,
    channel: 'control' | 'data',
  ) => Uint8Array<ArrayBuffer> | undefined = (message) => message
  readonly options: Required<MemoryNetworkOptions>
  readonly #offers = new Map<string, Offer>()
  #isDown = false
  #made = 0

  constructor(options: MemoryNetworkOptions) {
    this.options = { delayMs: 0, maxMessageBytes: 65_536, random: Math.random, loss: 0, ...options }
  }

  get isDown(): boolean {
    return this.#isDown
  }

  /** Nothing passes, and nobody is told; what is sent meanwhile comes when it is up again, unless its lane was given up. */
  goDown(): void {
    this.#isDown = true
  }

  goUp(): void {
    this.#isDown = false
    for (const { offerer, answerer } of this.lanes) {
      for (const { control, data } of [offerer, answerer]) {
        control.deliver()
        data.deliver()
      }
    }
  }

  /** One lane is gone, and both ends know. */
  cut(lane: MemoryLane): void {
    const end: LaneEnd = { code: 'lane-lost', text: 'The lane was cut.' }
    lane.offerer.end(end)
    lane.answerer.end(end)
  }

  get openLanes(): MemoryLane[] {
    return this.lanes.filter(({ offerer, answerer }) => !offerer.isOver && !answerer.isOver)
  }

  cutAll(): void {
    for (const lane of this.openLanes) this.cut(lane)
  }

  stack(): RtcStack {
    return { name: 'browser', connect: (options) => this.#connect(options), close: async () => {} }
  }

  #connect(options: RtcOptions): RtcPeer {
    const opened = Promise.withResolvers<LaneTransport>()
    opened.promise.catch(() => {})
    const offer: Offer = { options, opened }
    options.signal.addEventListener('abort', () => opened.reject(options.signal.reason))
    if (options.role === 'offer') {
      const sdp = `memory-${this.#made++}`
      this.#offers.set(sdp, offer)
      queueMicrotask(() => options.tell({ type: 'offer', sdp }))
    }
    return {
      opened: opened.promise,
      restart: () => {
        this.restarts++
      },
      take: (signal) => this.#take(offer, signal),
    }
  }

  #take(end: Offer, signal: RtcSignal): void {
    if (signal.type === 'candidate' || this.#isDown) return
    const { role, tell } = end.options
    if (signal.type === 'offer' && role === 'answer') {
      const offer = this.#offers.get(signal.sdp)
      if (offer === undefined) {
        end.opened.reject(new Fault('rtc-failed', 'That offer is none.'))
        return
      }
      this.#offers.set(`answer-${signal.sdp}`, end)
      tell({ type: 'answer', sdp: `answer-${signal.sdp}` })
    } else if (signal.type === 'answer' && role === 'offer') {
      const answerer = this.#offers.get(signal.sdp)
      if (answerer === undefined) end.opened.reject(new Fault('rtc-failed', 'That answer is none.'))
      else this.#join(end, answerer)
    }
  }

  #join(offer: Offer, answer: Offer): void {
    if (offer.options.signal.aborted || answer.options.signal.aborted) return
    const { reliable, ordered = false } = offer.options
    const fingerprint = (side: number) => new Uint8Array(32).fill(this.#made * 2 + side)
    const offerer = new MemoryTransport(
      this,
      { reliable, ordered },
      { local: fingerprint(0), remote: fingerprint(1) },
    )
    const answerer = new MemoryTransport(
      this,
      { reliable, ordered },
      { local: fingerprint(1), remote: fingerprint(0) },
    )
    offerer.join(answerer)
    answerer.join(offerer)
    this.lanes.push({ offerer, answerer, reliable })
    answer.opened.resolve(answerer)
    offer.opened.resolve(offerer)
  }
}

export class MemoryTransport implements LaneTransport {
  readonly control: MemoryChannel
  readonly data: MemoryChannel
  readonly fingerprints: { local: Uint8Array; remote: Uint8Array }
  readonly closed: Promise<LaneEnd>
  readonly #closed = Promise.withResolvers<LaneEnd>()
  readonly #network: MemoryNetwork
  #other: MemoryTransport | undefined
  isOver = false
  /** Nothing that it sends leaves. */
  isMute = false

  constructor(
    network: MemoryNetwork,
    data: ChannelKeeps,
    fingerprints: { local: Uint8Array; remote: Uint8Array },
  ) {
    this.#network = network
    this.closed = this.#closed.promise
    this.control = new MemoryChannel(network, this, 'control', { reliable: true, ordered: true })
    this.data = new MemoryChannel(network, this, 'data', data)
    this.fingerprints = fingerprints
  }

  join(other: MemoryTransport): void {
    this.#other = other
    this.control.other = other.control
    this.data.other = other.data
  }

  end(end: LaneEnd): void {
    if (this.isOver) return
    this.isOver = true
    this.#closed.resolve(end)
  }

  async stats(): Promise<LaneStats> {
    return {
      rttMs: this.#network.options.delayMs * 2,
      sentBytes: this.data.sentBytes,
      receivedBytes: 0,
      sentPackets: Math.ceil(this.data.sentBytes / 1200),
      discardedPackets: 0,
      retransmits: 0,
      path: 'host',
      pair: 'memory',
    }
  }

  close(): void {
    this.end({ code: 'closed', text: 'Closed by this side.' })
    const other = this.#other
    if (!this.#network.isDown)
      setImmediate(() => other?.end({ code: 'closed', text: 'Closed by the other side.' }))
  }
}

export class MemoryChannel implements Channel {
  readonly maxMessageBytes: number
  bufferedBytes = 0
  lowBytes = 0
  onMessage: (message: Uint8Array<ArrayBuffer>) => void = () => {}
  onLow: () => void = () => {}
  other: MemoryChannel | undefined
  sentBytes = 0
  readonly #network: MemoryNetwork
  readonly #transport: MemoryTransport
  readonly #kind: 'control' | 'data'
  readonly #keeps: ChannelKeeps
  #queue: Uint8Array<ArrayBuffer>[] = []
  #isScheduled = false

  constructor(
    network: MemoryNetwork,
    transport: MemoryTransport,
    kind: 'control' | 'data',
    keeps: ChannelKeeps,
  ) {
    this.#network = network
    this.#transport = transport
    this.#kind = kind
    this.#keeps = keeps
    this.maxMessageBytes = network.options.maxMessageBytes
  }

  get isOver(): boolean {
    return this.#transport.isOver
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    if (this.isOver) throw new Fault('lane-lost', 'The lane is over.')
    if (message.length > this.maxMessageBytes) throw new Fault('lane-lost', 'The message is too long.')
    this.bufferedBytes += message.length
    this.sentBytes += message.length
    this.#queue.push(message.slice())
    if (this.#isScheduled) return
    this.#isScheduled = true
    const { clock, delayMs } = this.#network.options
    if (delayMs > 0) clock.after(delayMs, () => this.deliver())
    else setImmediate(() => this.deliver())
  }

  /** What waits. */
  deliver(): void {
    this.#isScheduled = false
    if (this.#network.isDown || this.#transport.isMute) return
    const messages = this.#queue
    this.#queue = []
    if (messages.length === 0) return
    const { random, loss } = this.#network.options
    if (!this.#keeps.ordered) messages.sort(() => random() - 0.5)
    for (const message of messages) {
      this.bufferedBytes -= message.length
      if (this.isOver || this.other!.isOver) continue
      if (!this.#keeps.reliable && random() < loss) continue
      const changed = this.#network.tamper(message, this.#kind)
      if (changed) this.other!.onMessage(changed)
    }
    this.onLow()
  }
}
