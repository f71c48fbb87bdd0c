import type { LaneEnd, LaneStats, LaneTransport } from '../../../transfer/channel.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import type { MetLane } from '../meet/lane-maker.ts'
import type { Connection } from './connection.ts'
import { type Hello, mostRecordBytes, type RecordHandler, RecordWriter, readRecords } from './lane-records.ts'
import { Teller } from './teller.ts'

/** What waits in the stack delays what is sent after it; the window alone may be far larger. */
const highBytes = 512 * 1024
const lowBytes = 128 * 1024
/** Answers to a peer that does not read them are left out. */
const controlBufferedBytes = 2 * 1024 * 1024
/** Control messages that a peer may send within a second. */
const controlPerSecond = 50_000

export interface LaneLinkHandlers {
  readonly clock: Clock
  defer(then: () => void): void
  /** Messages of the lane that have arrived. */
  messages(): number
  /** A message of the lane's row. */
  data(message: Uint8Array<ArrayBuffer>): void
  /** The stack has room again. */
  low(): void
  readonly records: Omit<RecordHandler, 'ping' | 'pong'>
  /** The stack's figures are new. */
  stats(stats: LaneStats): void
  /** What came cannot be right. */
  broken(error: unknown): void
  ended(end: LaneEnd): void
}

/** One peer connection of a lane: its channels, and what the two ends say of the lane as long as it lasts. */
export class LaneLink {
  readonly epoch: number
  /** The other end has said hello: it carries. */
  isJoined = false
  stats: LaneStats | undefined
  heardAt: number
  readonly #transport: LaneTransport
  readonly #handlers: LaneLinkHandlers
  readonly #teller: Teller
  readonly #writer = new RecordWriter(64)
  readonly #release: () => void
  #rttMs = -1
  #ping = 0
  #pingAt = -1
  #second = 0
  #inSecond = 0
  #isReadingStats = false
  /** Nobody listens any more. */
  #isDeaf = false

  constructor({ epoch, transport, release }: MetLane, handlers: LaneLinkHandlers) {
    this.epoch = epoch
    this.#transport = transport
    this.#handlers = handlers
    this.#release = release
    this.heardAt = handlers.clock.now()
    this.#teller = new Teller({
      clock: handlers.clock,
      defer: handlers.defer,
      messages: handlers.messages,
      send: (message) => this.#say(message),
    })
    const { control, data } = transport
    data.lowBytes = lowBytes
    data.onLow = () => {
      if (!this.#isDeaf) handlers.low()
    }
    control.onMessage = (message) => {
      if (!this.#isDeaf) this.#takeControl(message)
    }
    data.onMessage = (message) => {
      if (!this.#isDeaf) this.#takeData(message)
    }
    void transport.closed.then((end) => {
      if (!this.#isDeaf) this.#end(end)
    })
  }

  /** Says hello, and hears what has come meanwhile. */
  start(hello: Hello): void {
    this.#writer.hello(hello)
    this.#sayWritten()
    this.#release()
  }

  /** What comes does not count any more, as it will be said again elsewhere; the other end may not know yet. */
  deafen(): void {
    this.#isDeaf = true
    this.#teller.close()
  }

  close(): void {
    this.deafen()
    this.#transport.close()
  }

  /** As if the stack had said so. */
  fail(end: LaneEnd): void {
    if (this.#isDeaf) return
    this.#transport.close()
    this.#end(end)
  }

  #end(end: LaneEnd): void {
    this.deafen()
    this.#handlers.ended(end)
  }

  // Messages of the lane's row

  /** A message has at most so many bytes. */
  get maxMessageBytes(): number {
    return this.#transport.data.maxMessageBytes
  }

  get bufferedBytes(): number {
    return this.#transport.data.bufferedBytes
  }

  get hasRoom(): boolean {
    return this.#transport.data.bufferedBytes < highBytes
  }

  /** Throws `lane-lost`. */
  send(message: Uint8Array): void {
    this.#transport.data.send(message as Uint8Array<ArrayBuffer>)
  }

  #takeData(message: Uint8Array<ArrayBuffer>): void {
    this.heardAt = this.#handlers.clock.now()
    try {
      this.#handlers.data(message)
    } catch (error) {
      return this.#handlers.broken(error)
    }
    if (!this.#isDeaf) this.#teller.arrived(message.length)
  }

  // What is said of it

  tellCredit(connection: Connection, isUrgent: boolean): void {
    this.#teller.credit(connection, isUrgent)
  }

  starved(connection: number): void {
    this.#sayNumber('starved', connection)
  }

  about(connection: number, kind: number): void {
    this.#writer.about(connection, kind)
    this.#sayWritten()
  }

  retire(): void {
    this.#writer.retire()
    this.#sayWritten()
  }

  sayText(number: number, utf8: Uint8Array): void {
    const writer = new RecordWriter(utf8.length + mostRecordBytes)
    writer.text(number, utf8)
    this.#say(writer.take())
  }

  sayHeard(texts: number): void {
    this.#sayNumber('heard', texts)
  }

  /** Asks for a sign of life; the answer gives the round trip. Not before the last one was answered. */
  ping(): void {
    if (this.#pingAt >= 0 || !this.isJoined) return
    this.#pingAt = this.#handlers.clock.now()
    this.#sayNumber('ping', ++this.#ping)
  }

  /** The stack's, or our own; -1 unknown. */
  get rttMs(): number {
    return this.stats && this.stats.rttMs >= 0 ? this.stats.rttMs : this.#rttMs
  }

  async readStats(): Promise<void> {
    if (this.#isReadingStats) return
    this.#isReadingStats = true
    try {
      this.stats = await this.#transport.stats()
      if (!this.#isDeaf) this.#handlers.stats(this.stats)
    } catch {
      // It is over, or about to be.
    }
    this.#isReadingStats = false
  }

  #sayNumber(kind: 'starved' | 'ping' | 'pong' | 'heard', value: number): void {
    this.#writer.number(kind, value)
    this.#sayWritten()
  }

  #sayWritten(): void {
    this.#say(this.#writer.take())
  }

  #say(message: Uint8Array<ArrayBuffer>): void {
    if (this.#isDeaf) return
    try {
      this.#transport.control.send(message)
    } catch {
      this.fail({ code: 'lane-lost', text: 'The connection takes no more.' })
    }
  }

  #takeControl(message: Uint8Array<ArrayBuffer>): void {
    this.heardAt = this.#handlers.clock.now()
    const second = Math.floor(this.heardAt / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = 0
    }
    try {
      if (++this.#inSecond > controlPerSecond)
        throw new Fault('tunnel-limit', 'The other side sends more messages than anyone can read.')
      readRecords(message, this.#records)
    } catch (error) {
      this.#handlers.broken(error)
    }
  }

  /** Those of the link itself, and the lane's. */
  readonly #records: RecordHandler = {
    hello: (hello) => this.#handlers.records.hello(hello),
    ack: (messages) => this.#handlers.records.ack(messages),
    credit: (connection, bytes) => this.#handlers.records.credit(connection, bytes),
    starved: (connection) => this.#handlers.records.starved(connection),
    ping: (value) => {
      if (this.#transport.control.bufferedBytes < controlBufferedBytes) this.#sayNumber('pong', value)
    },
    pong: (value) => this.#takePong(value),
    text: (number, text) => this.#handlers.records.text(number, text),
    heard: (texts) => this.#handlers.records.heard(texts),
    about: (connection, kind) => this.#handlers.records.about(connection, kind),
    retire: () => this.#handlers.records.retire(),
  }

  #takePong(value: number): void {
    if (value !== this.#ping || this.#pingAt < 0) return
    this.#rttMs = this.#handlers.clock.now() - this.#pingAt
    this.#pingAt = -1
  }
}
