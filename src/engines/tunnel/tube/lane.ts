import type { Channel, LaneEnd, LaneStats, LaneTransport } from '../../../transfer/channel.ts'
import { SendWindow } from '../../../transfer/flow/window.ts'
import { asEnd } from '../../../transfer/session/faults.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { type BufferPool, largestBuffer } from '../frame/buffer-pool.ts'
import { FrameDecoder, type FrameHandler } from '../frame/decoder.ts'
import { controlFrame, type SentControl } from '../frame/write-control.ts'
import type { MetLane } from '../meet/lane-maker.ts'
import type { CarryingLane } from './carrying.ts'
import type { Connection } from './connection.ts'
import { type Hello, mostRecordBytes, type RecordHandler, RecordWriter, readRecords } from './lane-records.ts'
import { Scheduler, type Sender } from './scheduler.ts'
import { SendLog } from './send-log.ts'
import { Teller } from './teller.ts'

/** What waits in the stack delays what is sent after it; the window alone may be far larger. */
const highBytes = 512 * 1024
const lowBytes = 128 * 1024
/** With so much ready, or so little under way, a message is made in this turn; else others of this turn may come along. */
const soonBytes = 32 * 1024
/** Answers to a peer that does not read them are left out. */
const controlBufferedBytes = 2 * 1024 * 1024
/** Control messages that a peer may send within a second. */
const controlPerSecond = 50_000
/** One that is spoken of but unknown: late, or never opened. */
const lateSlackBytes = 1024 * 1024

/** What a lane tells its tube. */
export interface LaneHandlers {
  readonly clock: Clock
  readonly pool: BufferPool
  readonly counters: { wakeups: number }
  unixMs(): number
  defer(then: () => void): void
  frames(lane: Lane): FrameHandler
  /** Texts of the other end that have been heard. */
  textsHeard(): number
  /** The other end has said hello on a peer connection: it carries from now on. */
  joined(lane: Lane, hello: Hello): void
  records: Pick<RecordHandler, 'credit' | 'starved' | 'heard' | 'about'>
  text(lane: Lane, number: number, text: string): void
  retired(lane: Lane): void
  /** Its peer connection is over. */
  lost(lane: Lane, end: LaneEnd): void
  /** The other end lies or is broken. */
  broken(lane: Lane, end: LaneEnd): void
}

/** One peer connection of a lane. */
interface Link {
  readonly epoch: number
  readonly transport: LaneTransport
  readonly stack: string
  /** The other end has said hello. */
  isJoined: boolean
}

/**
 * A lane: an ordered row of messages each way that outlives the peer connections that carry it. What the other end is not known to have is kept, and
 * sent again on the next one from where it says that it stopped; until then all waits.
 */
export class Lane implements CarryingLane {
  readonly number: number
  readonly scheduler = new Scheduler()
  readonly log: SendLog
  window: SendWindow
  /** Of connections. */
  load = 0
  /** The highest number that the other end has opened. */
  lastOpened = 0
  /** No new connections. */
  isRetired = false
  retiredAt = 0
  stats: LaneStats | undefined
  rttMs = -1
  heardAt: number
  /** How often it went on on another peer connection. */
  resumes = 0
  receivedBytes = 0
  sentBytes = 0
  /** What the other end may still send of connections that were closed here. */
  lateBytes = lateSlackBytes
  readonly #handlers: LaneHandlers
  readonly #decoder: FrameDecoder
  readonly #control = new RecordWriter(512)
  readonly #notified: (Sender & { settle(): void })[] = []
  #link: Link | undefined
  /** Goes on to be open until the other end has changed over. */
  #before: Link | undefined
  #teller: Teller | undefined
  #received = 0
  /** Bytes that were acknowledged on this peer connection. */
  #acked = 0
  #isPumping = false
  #isWoken = false
  #ping = 0
  #pingAt = -1
  #second = 0
  #inSecond = 0
  #isClosed = false
  #isReadingStats = false

  constructor(number: number, handlers: LaneHandlers) {
    this.number = number
    this.#handlers = handlers
    this.log = new SendLog(handlers.pool)
    this.window = new SendWindow(handlers.clock)
    this.heardAt = handlers.clock.now()
    this.#decoder = new FrameDecoder(handlers.frames(this))
  }

  /** It carries. */
  get isOpen(): boolean {
    return this.#link?.isJoined === true
  }

  get hasLink(): boolean {
    return this.#link !== undefined
  }

  get epoch(): number {
    return this.#link?.epoch ?? -1
  }

  get stack(): string {
    return this.#link?.stack ?? ''
  }

  get bufferedBytes(): number {
    return this.#link?.transport.data.bufferedBytes ?? 0
  }

  // Peer connections

  /** Goes on on this one; what still comes on the one before is not heard any more, for the other end will say it again. */
  join({ epoch, transport, stack, release }: MetLane): void {
    if (this.#isClosed) return transport.close()
    const { clock } = this.#handlers
    if (this.#before === undefined && this.#link?.isJoined) this.#before = this.#link
    else this.#link?.transport.close()
    if (this.#received > 0 || this.log.total > 0) this.resumes++
    const link: Link = { epoch, transport, stack, isJoined: false }
    this.#link = link
    this.#teller?.close()
    this.#teller = new Teller({
      clock,
      defer: this.#handlers.defer,
      messages: () => this.#received,
      send: (message) => this.#say(message),
    })
    this.heardAt = clock.now()
    this.#pingAt = -1
    this.rttMs = -1
    this.stats = undefined
    const { control, data } = transport
    data.lowBytes = lowBytes
    data.onLow = () => {
      if (this.#link !== link) return
      this.#handlers.counters.wakeups++
      this.pump()
    }
    control.onMessage = (message) => {
      if (this.#link === link) this.#takeControl(message)
    }
    data.onMessage = (message) => {
      if (this.#link === link) this.#takeData(message)
    }
    void transport.closed.then((end) => this.#ended(link, end))
    this.#control.hello({
      lane: this.number,
      epoch,
      messages: this.#received,
      texts: this.#handlers.textsHeard(),
    })
    this.#say(this.#control.take())
    release()
  }

  /** The peer connection is not worth waiting for any more. */
  drop(end: LaneEnd): void {
    const link = this.#link
    if (link === undefined) return
    link.transport.close()
    this.#ended(link, end)
  }

  /** Nothing that comes counts any more. */
  deafen(): void {
    this.#decoder.stop()
  }

  /** For good. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#teller?.close()
    this.#link?.transport.close()
    this.#before?.transport.close()
    this.#link = undefined
    this.#before = undefined
    this.#decoder.stop()
    this.log.clear()
  }

  #ended(link: Link, end: LaneEnd): void {
    if (this.#before === link) this.#before = undefined
    if (this.#link !== link) return
    this.#link = undefined
    this.#teller?.close()
    this.#teller = undefined
    this.#before?.transport.close()
    this.#before = undefined
    this.#handlers.lost(this, end)
  }

  #joined(hello: Hello): void {
    const link = this.#link!
    if (link.isJoined || hello.lane !== this.number || hello.epoch !== link.epoch)
      throw new Fault('tunnel-protocol', 'The other side takes this lane for another one.')
    const { log } = this
    if (hello.messages < log.acked || hello.messages > log.total)
      throw new Fault('tunnel-protocol', 'The other side does not know what it had of a lane.')
    log.acknowledge(hello.messages)
    log.rewind()
    this.#acked = 0
    this.window = new SendWindow(this.#handlers.clock)
    link.isJoined = true
    this.#before?.transport.close()
    this.#before = undefined
    this.#handlers.joined(this, hello)
    this.pump()
  }

  // Of connections

  ready(sender: Sender): void {
    if (this.#isClosed) return
    this.scheduler.ready(sender)
    this.#wake(sender)
  }

  unready(sender: Sender): void {
    this.scheduler.remove(sender)
  }

  notify(sender: Sender & { settle(): void }): void {
    this.#notified.push(sender)
    if (!this.#isPumping) queueMicrotask(this.#settleAll)
  }

  tellCredit(connection: Connection, now: boolean): void {
    if (this.isOpen) this.#teller?.credit(connection, now)
  }

  starved(connection: Connection): void {
    // Where the lane is what limits, more credit would only lengthen its queues.
    if (this.isOpen && this.window.inFlight < this.window.window)
      this.#sayNumber('starved', connection.number)
  }

  about(connection: number, kind: number): void {
    if (!this.isOpen) return
    this.#control.about(connection, kind)
    this.#say(this.#control.take())
  }

  readonly #settleAll = (): void => {
    // Others may be notified meanwhile.
    for (let at = 0; at < this.#notified.length; at++) this.#notified[at]!.settle()
    this.#notified.length = 0
  }

  // Sending

  #wake(sender: Sender): void {
    if (this.#isWoken || this.#isPumping || !this.isOpen) return
    this.#isWoken = true
    if (this.window.inFlight < soonBytes || sender.sendableBytes >= soonBytes) queueMicrotask(this.#pumpWoken)
    else this.#handlers.defer(this.#pumpWoken)
  }

  readonly #pumpWoken = (): void => {
    this.#isWoken = false
    this.pump()
  }

  /** Sends as much as window and stack take. */
  pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      this.#pump()
    } catch (error) {
      this.drop(asEnd(error))
    } finally {
      this.#isPumping = false
    }
    if (this.#notified.length > 0) this.#settleAll()
  }

  #pump(): void {
    const link = this.#link
    if (!link?.isJoined) return
    const { log, scheduler } = this
    const { data } = link.transport
    let unixMs = -1
    while (this.#link === link) {
      if (log.next) {
        if (!this.#hasRoom(data, log.next.length)) return
        this.#send(data)
        continue
      }
      if (scheduler.isIdle || log.isFull) return
      const most = Math.min(largestBuffer, data.maxMessageBytes)
      const bytes = scheduler.estimate(most)
      if (!this.#hasRoom(data, bytes)) return
      if (unixMs < 0) unixMs = this.#handlers.unixMs()
      if (!this.#fill(bytes, most, unixMs)) {
        if (scheduler.isIdle) return
        throw new Fault('internal', 'Something to be sent fits into no message.')
      }
      this.#send(data)
      if (this.#notified.length > 0) this.#settleAll()
    }
  }

  /** Makes the next message; false when there is nothing to be sent after all. */
  #fill(bytes: number, most: number, unixMs: number): boolean {
    const { scheduler, log } = this
    const only = most < largestBuffer ? undefined : scheduler.only
    const whole = only?.takeMessage(unixMs)
    if (only && whole) {
      scheduler.done(only)
      log.add(whole)
      return true
    }
    const message = this.#handlers.pool.take(bytes)
    message.length = scheduler.fill(message.bytes, Math.min(message.bytes.length, most), unixMs)
    if (message.length === 0) {
      this.#handlers.pool.give(message)
      return false
    }
    log.add(message)
    return true
  }

  #hasRoom(data: Channel, bytes: number): boolean {
    return this.window.room(bytes) && data.bufferedBytes < highBytes
  }

  #send(data: Channel): void {
    const { log } = this
    const message = log.next!
    data.send(message.filled() as Uint8Array<ArrayBuffer>)
    log.sent++
    this.window.sent(message.length)
    this.sentBytes += message.length
  }

  /** A frame of its own, past all that waits: the last one. */
  sayLast(message: SentControl): void {
    const link = this.#link
    if (!link?.isJoined || this.log.next) return
    try {
      link.transport.data.send(controlFrame(this.#handlers.unixMs(), message) as Uint8Array<ArrayBuffer>)
    } catch {
      // Then the other end finds out by itself.
    }
  }

  // Receiving

  #takeData(message: Uint8Array<ArrayBuffer>): void {
    this.heardAt = this.#handlers.clock.now()
    this.#received++
    this.receivedBytes += message.length
    try {
      this.#decoder.push(message)
    } catch (error) {
      return this.#handlers.broken(this, asEnd(error))
    }
    this.#teller?.arrived(message.length)
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
      this.#handlers.broken(this, asEnd(error))
    }
  }

  readonly #records: RecordHandler = {
    hello: (hello) => this.#joined(hello),
    ack: (messages) => this.#takeAck(messages),
    credit: (connection, bytes) => this.#handlers.records.credit(connection, bytes),
    starved: (connection) => this.#handlers.records.starved(connection),
    ping: (value) => {
      if ((this.#link?.transport.control.bufferedBytes ?? 0) < controlBufferedBytes)
        this.#sayNumber('pong', value)
    },
    pong: (value) => this.#takePong(value),
    text: (number, text) => this.#handlers.text(this, number, text),
    heard: (texts) => this.#handlers.records.heard(texts),
    about: (connection, kind) => this.#handlers.records.about(connection, kind),
    retire: () => this.#handlers.retired(this),
  }

  #takeAck(messages: number): void {
    const { log } = this
    if (!this.isOpen || messages > log.sent)
      throw new Fault('tunnel-protocol', 'The other side acknowledges more than was sent.')
    this.#acked += log.acknowledge(messages)
    this.window.acked(this.#acked)
    this.#handlers.counters.wakeups++
    this.pump()
  }

  // Small talk

  sayText(number: number, utf8: Uint8Array): void {
    const writer = new RecordWriter(utf8.length + mostRecordBytes)
    writer.text(number, utf8)
    this.#say(writer.take())
  }

  sayHeard(texts: number): void {
    this.#sayNumber('heard', texts)
  }

  retire(now: number): void {
    this.isRetired = true
    this.retiredAt = now
    this.#control.retire()
    this.#say(this.#control.take())
  }

  /** The credit of all its connections again: what was told before may have been lost. */
  tellCredits(connections: Iterable<Connection>): void {
    for (const connection of connections) this.#teller?.credit(connection, false)
  }

  /** Asks for a sign of life; the answer gives the round trip. Not before the last one was answered. */
  ping(): void {
    if (this.#pingAt >= 0 || !this.isOpen) return
    this.#pingAt = this.#handlers.clock.now()
    this.#sayNumber('ping', ++this.#ping)
  }

  #takePong(value: number): void {
    if (value !== this.#ping || this.#pingAt < 0) return
    this.rttMs = this.#handlers.clock.now() - this.#pingAt
    this.#pingAt = -1
  }

  /** The stack's, or our own. */
  get roundTripMs(): number {
    return this.stats && this.stats.rttMs >= 0 ? this.stats.rttMs : this.rttMs
  }

  async readStats(): Promise<void> {
    const link = this.#link
    if (this.#isReadingStats || !link) return
    this.#isReadingStats = true
    try {
      const stats = await link.transport.stats()
      if (this.#link === link) {
        this.stats = stats
        this.window.sample({ rttMs: this.roundTripMs, discardedPackets: stats.discardedPackets })
      }
    } catch {
      // It is over, or about to be.
    }
    this.#isReadingStats = false
  }

  #sayNumber(kind: 'starved' | 'ping' | 'pong' | 'heard', value: number): void {
    this.#control.number(kind, value)
    this.#say(this.#control.take())
  }

  #say(message: Uint8Array<ArrayBuffer>): void {
    try {
      this.#link?.transport.control.send(message)
    } catch (error) {
      this.drop(asEnd(error))
    }
  }
}
