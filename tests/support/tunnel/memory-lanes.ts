import type { LaneMaker, LaneMakerHandlers, MetLane } from '../../../src/engines/tunnel/meet/lane-maker.ts'
import type { Channel, LaneEnd, LaneTransport } from '../../../src/transfer/channel.ts'
import { Fault } from '../../../src/wire/fault.ts'
import type { ManualClock } from '../manual-clock.ts'
import { settle } from '../manual-clock.ts'

/** What is on its way between two ends in one process: goes on only as far as it is told to. */
export class MemoryNetwork {
  readonly links: MemoryLink[] = []
  /** While it is closed off no new path is found. */
  isDown = false
  /** As the stack tells it. */
  rttMs = -1
  /** Called for each message before it arrives. */
  onMessage: (link: MemoryLink, message: Uint8Array) => void = () => {}
  readonly #tasks: (() => void)[] = []

  later(task: () => void): void {
    this.#tasks.push(task)
  }

  /** Until nothing is on its way, or so many steps. */
  async run(most = 1_000_000): Promise<void> {
    await settle()
    for (let step = 0; step < most && this.#tasks.length > 0; step++) {
      this.#tasks.shift()!()
      // Promises of one step are seen to before the next.
      if (step % 8 === 0 || this.#tasks.length === 0) await settle()
    }
  }

  /** So many ms pass, with everything that happens in them, or so many steps in each 10 ms. */
  async pass(clock: ManualClock, ms: number, most?: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10) {
      await this.run(most)
      await clock.advance(Math.min(10, left))
    }
    await this.run(most)
  }

  get open(): MemoryLink[] {
    return this.links.filter((link) => !link.isOver)
  }
}

/** One peer connection: two ends of two channels. */
export class MemoryLink {
  readonly lane: number
  readonly epoch: number
  readonly ends: [MemoryTransport, MemoryTransport]
  /** Messages vanish, and nobody is told. */
  isSilent = false
  isOver = false
  readonly network: MemoryNetwork

  constructor(network: MemoryNetwork, lane: number, epoch: number) {
    this.network = network
    this.lane = lane
    this.epoch = epoch
    this.ends = [new MemoryTransport(this), new MemoryTransport(this)]
    const [one, other] = this.ends
    one.control.other = other.control
    other.control.other = one.control
    one.data.other = other.data
    other.data.other = one.data
    network.links.push(this)
  }

  cut(text = 'The path was cut.'): void {
    if (this.isOver) return
    this.isOver = true
    for (const end of this.ends) end.over({ code: 'lane-lost', text })
  }
}

export class MemoryTransport implements LaneTransport {
  readonly control: MemoryChannel
  readonly data: MemoryChannel
  readonly fingerprints = { local: new Uint8Array(32), remote: new Uint8Array(32) }
  readonly closed: Promise<LaneEnd>
  readonly #closed = Promise.withResolvers<LaneEnd>()
  readonly #link: MemoryLink

  constructor(link: MemoryLink) {
    this.#link = link
    this.closed = this.#closed.promise
    this.control = new MemoryChannel(link)
    this.data = new MemoryChannel(link)
  }

  stats = async () => ({
    rttMs: this.#link.network.rttMs,
    sentBytes: 0,
    receivedBytes: 0,
    sentPackets: -1,
    discardedPackets: -1,
    retransmits: -1,
    path: 'host' as const,
    pair: 'here → there (udp, host)',
  })

  over(end: LaneEnd): void {
    this.#closed.resolve(end)
  }

  close(): void {
    this.#link.cut('One side has ended the connection.')
  }
}

/** What is sent waits here until the network takes it along. */
class MemoryChannel implements Channel {
  readonly maxMessageBytes = 256 * 1024
  bufferedBytes = 0
  lowBytes = 0
  other: MemoryChannel | undefined
  onLow: () => void = () => {}
  /** Until somebody listens. */
  #held: Uint8Array<ArrayBuffer>[] | undefined = []
  #onMessage: (message: Uint8Array<ArrayBuffer>) => void = () => {}
  readonly #link: MemoryLink

  constructor(link: MemoryLink) {
    this.#link = link
  }

  get onMessage(): (message: Uint8Array<ArrayBuffer>) => void {
    return this.#onMessage
  }

  set onMessage(then: (message: Uint8Array<ArrayBuffer>) => void) {
    this.#onMessage = then
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    if (this.#link.isOver) throw new Fault('lane-lost', 'The connection is over.')
    const copy = new Uint8Array(message)
    this.bufferedBytes += copy.length
    this.#link.network.later(() => this.#leave(copy))
  }

  #leave(message: Uint8Array<ArrayBuffer>): void {
    if (this.#link.isOver || this.#link.isSilent) return
    const before = this.bufferedBytes
    this.bufferedBytes -= message.length
    this.#link.network.onMessage(this.#link, message)
    if (this.#link.isOver || this.#link.isSilent) return
    this.other?.arrive(message)
    if (before > this.lowBytes && this.bufferedBytes <= this.lowBytes) this.onLow()
  }

  arrive(message: Uint8Array<ArrayBuffer>): void {
    if (this.#held) this.#held.push(message)
    else this.#onMessage(message)
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const message of held) this.#onMessage(message)
  }
}

/** Makes lanes within one process. */
export class MemoryMaker implements LaneMaker {
  readonly role: 'initiator' | 'responder'
  handlers: LaneMakerHandlers = { met() {}, failed() {}, missed() {}, muted() {} }
  carry: ((text: string) => boolean) | undefined
  isMute = false
  strangeSignals = 0
  made = 0
  missedLanes: number[] = []
  heard: string[] = []
  other!: MemoryMaker
  /** So many tries never come to anything. */
  hangs = 0
  /** What the next tries come to. */
  faults: Fault[] = []
  readonly #network: MemoryNetwork

  constructor(role: 'initiator' | 'responder', network: MemoryNetwork) {
    this.role = role
    this.#network = network
  }

  start(): void {}

  hear(text: string): void {
    this.heard.push(text)
  }

  make(lane: number, epoch: number, signal?: AbortSignal): Promise<MetLane> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#network.later(() => {
        if (this.hangs > 0) return this.hangs--
        const fault = this.faults.shift()
        if (fault) return reject(fault)
        if (this.#network.isDown) return reject(new Fault('rtc-failed', 'There is no path.'))
        this.made++
        const link = new MemoryLink(this.#network, lane, epoch)
        const [one, other] = link.ends
        this.#network.later(() => this.other.handlers.met(met(link, other, 'initiator')))
        resolve(met(link, one, 'responder'))
      })
    })
  }

  miss(lane: number): void {
    this.missedLanes.push(lane)
    this.#network.later(() => this.other.handlers.missed(lane))
  }

  networkChanged(): void {}
  close(): void {}
}

const met = ({ lane, epoch }: MemoryLink, transport: MemoryTransport, peer: string): MetLane => ({
  lane,
  epoch,
  transport,
  words: 'four words to compare',
  proven: true,
  peer,
  stack: 'memory',
  release() {
    transport.control.release()
    transport.data.release()
  },
})
