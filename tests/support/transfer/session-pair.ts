import type { Clock } from '../../../src/transfer/clock.ts'
import type { Source } from '../../../src/transfer/files.ts'
import type { IncomingOffer, SessionEvent, SessionOptions } from '../../../src/transfer/session/options.ts'
import { TransferSession } from '../../../src/transfer/session/session.ts'
import type { Signalling } from '../../../src/transfer/signalling.ts'
import { ManualClock } from '../manual-clock.ts'
import { cryptoIdle } from './crypto-idle.ts'
import { hasher, MemoryDisk, type MemorySink } from './memory-files.ts'
import { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts'

/** Two ends of a way to one another. */
export function memorySignalling(
  secrets: [Uint8Array, Uint8Array] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(7)],
): { initiator: MemorySignalling; responder: MemorySignalling } {
  const initiator = new MemorySignalling('initiator', secrets[0])
  const responder = new MemorySignalling('responder', secrets[1])
  initiator.other = responder
  responder.other = initiator
  return { initiator, responder }
}

export class MemorySignalling implements Signalling {
  readonly role: 'initiator' | 'responder'
  readonly secret: Uint8Array
  readonly closed: Promise<{ code: string; text: string }>
  readonly #closed = Promise.withResolvers<{ code: string; text: string }>()
  other: MemorySignalling | undefined
  isDown = false
  readonly sent: string[] = []
  readonly #kept: string[] = []
  #onMessage: ((text: string) => void) | undefined

  constructor(role: 'initiator' | 'responder', secret: Uint8Array) {
    this.role = role
    this.secret = secret
    this.closed = this.#closed.promise
  }

  set onMessage(listener: (text: string) => void) {
    this.#onMessage = listener
    for (const text of this.#kept.splice(0)) listener(text)
  }

  send(text: string): void {
    this.sent.push(text)
    if (!this.isDown) setImmediate(() => this.other?.take(text))
  }

  take(text: string): void {
    if (this.#onMessage) this.#onMessage(text)
    else this.#kept.push(text)
  }

  close(): void {
    this.end('Closed.')
  }

  end(text: string): void {
    this.#closed.resolve({ code: 'closed', text })
  }
}

/** A session with all that came out of it. */
export class TestEnd {
  readonly session: TransferSession
  readonly disk: MemoryDisk
  readonly sinks: MemorySink[] = []
  readonly offers: IncomingOffer[] = []
  readonly texts: string[] = []
  readonly events: SessionEvent[] = []
  /** Takes what is offered. */
  accepts = true
  /** Before a sink is handed over. */
  prepare: (sink: MemorySink) => void = () => {}

  constructor(
    options: Partial<SessionOptions> & Pick<SessionOptions, 'stack' | 'signalling' | 'clock'>,
    disk: MemoryDisk,
  ) {
    this.disk = disk
    this.session = new TransferSession({
      hasher,
      random: Math.random,
      now: () => options.clock.now(),
      name: 'somebody',
      iceServers: [],
      relayOnly: false,
      seal: true,
      mode: 'reliable',
      maxLanes: 16,
      gentle: false,
      changed: () => {},
      offered: (offer) => {
        this.offers.push(offer)
        if (this.accepts) this.accept(offer)
      },
      text: (text) => this.texts.push(text),
      event: (event) => this.events.push(event),
      ...options,
    })
  }

  accept(offer: IncomingOffer): MemorySink {
    const sink = this.disk.sink()
    this.sinks.push(sink)
    this.prepare(sink)
    offer.accept(sink)
    return sink
  }

  offer(source: Source): string {
    return this.session.offer(source)
  }

  transfer(id?: string) {
    const { transfers } = this.session.snapshot()
    return id === undefined ? transfers.at(-1) : transfers.find((transfer) => transfer.id === id)
  }
}

/** Lets time go on in small steps until `done`, at most `ms` of it. */
export async function passUntil(
  clock: ManualClock,
  done: () => boolean,
  ms = 120_000,
  stepMs = 5,
): Promise<void> {
  const end = clock.now() + ms
  for (;;) {
    // One thing follows from another without time going on.
    for (let turn = 0; turn < 4; turn++) {
      await cryptoIdle()
      if (done()) return
    }
    if (clock.now() >= end) throw new Error('It did not come to pass.')
    await clock.advance(stepMs)
  }
}

/** Two sessions over a network in memory, and a clock that goes on only when everything waits for it. */
export class SessionPair {
  readonly clock = new ManualClock()
  readonly network: MemoryNetwork
  readonly signalling: { initiator: MemorySignalling; responder: MemorySignalling }
  readonly left: TestEnd
  readonly right: TestEnd
  #skipped = 0

  constructor(
    options: {
      network?: Partial<MemoryNetworkOptions>
      left?: Partial<SessionOptions>
      right?: Partial<SessionOptions>
      both?: Partial<SessionOptions>
      disks?: { left?: MemoryDisk; right?: MemoryDisk }
      secrets?: [Uint8Array, Uint8Array]
    } = {},
  ) {
    const clock: Clock = {
      now: () => this.clock.now() + this.#skipped,
      after: this.clock.after.bind(this.clock),
    }
    this.network = new MemoryNetwork({ clock, ...options.network })
    this.signalling = memorySignalling(options.secrets)
    const end = (side: 'left' | 'right') =>
      new TestEnd(
        {
          clock,
          stack: this.network.stack(),
          signalling: side === 'left' ? this.signalling.initiator : this.signalling.responder,
          name: side,
          ...options.both,
          ...options[side],
        },
        options.disks?.[side] ?? new MemoryDisk(),
      )
    this.left = end('left')
    this.right = end('right')
  }

  /** Lets time go on in small steps until `done`, at most `ms` of it. */
  until(done: () => boolean, ms?: number, stepMs?: number): Promise<void> {
    return passUntil(this.clock, done, ms, stepMs)
  }

  /** As when a machine sleeps: it is later at once, and no timer has fired. */
  sleep(ms: number): void {
    this.#skipped += ms
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms
    await this.until(() => this.clock.now() >= end, ms * 2)
  }

  async open(): Promise<void> {
    let isOpen = false
    const both = Promise.all([this.left.session.opened, this.right.session.opened])
    both.then(
      () => {
        isOpen = true
      },
      () => {
        isOpen = true
      },
    )
    await this.until(() => isOpen)
    await both
  }

  async close(): Promise<void> {
    let isOver = false
    void Promise.all([this.left.session.close(), this.right.session.close()]).then(() => {
      isOver = true
    })
    await this.until(() => isOver)
  }
}
