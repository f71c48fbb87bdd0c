import type { LaneEnd, LaneStats } from '../../../transfer/channel.ts'
import { SendWindow } from '../../../transfer/flow/window.ts'
import { asEnd } from '../../../transfer/session/faults.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { type BufferPool, largestBuffer } from '../frame/buffer-pool.ts'
import { FrameDecoder, type FrameHandler } from '../frame/decoder.ts'
import { controlFrame, type SentControl } from '../frame/write-control.ts'
import type { MetLane } from '../meet/lane-maker.ts'
import type { CarryingLane, Settling } from './carrying.ts'
import type { Connection } from './connection.ts'
import { LaneLink } from './lane-link.ts'
import type { Hello, RecordHandler } from './lane-records.ts'
import { Scheduler, type Sender } from './scheduler.ts'
import { SendLog } from './send-log.ts'

/** With so much ready, or so little under way, a message is made in this turn; else others of this turn may come along. */
const soonBytes = 32 * 1024

/** What a lane needs of its tube, and tells it. */
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
  /** The other end has more of its messages. */
  acknowledged(lane: Lane): void
  /** Its peer connection is over. */
  lost(lane: Lane, end: LaneEnd): void
  /** The other end lies or is broken. */
  broken(end: LaneEnd): void
}

/**
 * A lane: an ordered row of messages each way that outlives the peer connections that carry it. What the other end is not known to
 * have is kept, and sent again on the next one from where it says that it stopped; until then all waits.
 */
export class Lane implements CarryingLane {
  readonly number: number
  readonly scheduler = new Scheduler()
  readonly log: SendLog
  window: SendWindow
  /** Directions of connections, two for each that is here alone. */
  load = 0
  /** The highest number that the other end has opened. */
  lastOpened = 0
  /** No new connections. */
  isRetired = false
  retiredAt = 0
  /** How often it went on on another peer connection. */
  resumes = 0
  sentBytes = 0
  readonly #handlers: LaneHandlers
  readonly #decoder: FrameDecoder
  readonly #notified: Settling[] = []
  #link: LaneLink | undefined
  /** Goes on to be open until the other end has changed over. */
  #before: LaneLink | undefined
  #received = 0
  /** Bytes that were acknowledged on this peer connection. */
  #acked = 0
  #isPumping = false
  #isWoken = false
  #isClosed = false

  constructor(number: number, handlers: LaneHandlers) {
    this.number = number
    this.#handlers = handlers
    this.log = new SendLog(handlers.pool)
    this.window = new SendWindow(handlers.clock)
    this.#decoder = new FrameDecoder(handlers.frames(this))
  }

  /** The peer connection that there is, whether it carries yet or not. */
  get link(): LaneLink | undefined {
    return this.#link
  }

  /** It carries. */
  get isOpen(): boolean {
    return this.#link?.isJoined === true
  }

  get stats(): LaneStats | undefined {
    return this.#link?.stats
  }

  get rttMs(): number {
    return this.#link?.rttMs ?? -1
  }

  get nextMessage(): number {
    return this.log.total + 1
  }

  get ackedMessages(): number {
    return this.log.acked
  }

  // Peer connections

  /** Goes on on this one; what still comes on the one before is not heard any more, for the other end will say it again. */
  join(met: MetLane): void {
    if (this.#isClosed) return met.transport.close()
    if (this.#before === undefined && this.#link?.isJoined) this.#before = this.#link
    else this.#link?.close()
    this.#before?.deafen()
    if (this.#received > 0 || this.log.total > 0) this.resumes++
    const { clock, defer, records, counters } = this.#handlers
    this.#link = new LaneLink(met, {
      clock,
      defer,
      messages: () => this.#received,
      data: (message) => this.#takeData(message),
      low: () => {
        counters.wakeups++
        this.pump()
      },
      records: {
        ...records,
        hello: (hello) => this.#joined(hello),
        ack: (messages) => this.#takeAck(messages),
        text: (number, text) => this.#handlers.text(this, number, text),
        retire: () => {
          this.isRetired = true
        },
      },
      stats: ({ discardedPackets }) => this.window.sample({ rttMs: this.rttMs, discardedPackets }),
      broken: (error) => this.#handlers.broken(asEnd(error)),
      ended: (end) => this.#lost(end),
    })
    this.#link.start({
      lane: this.number,
      epoch: met.epoch,
      messages: this.#received,
      texts: this.#handlers.textsHeard(),
    })
  }

  /** Nothing that comes counts any more. */
  deafen(): void {
    this.#decoder.stop()
  }

  /** For good. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#link?.close()
    this.#before?.close()
    this.#link = undefined
    this.#before = undefined
    this.#decoder.stop()
    this.log.clear()
  }

  #lost(end: LaneEnd): void {
    this.#link = undefined
    this.#before?.close()
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
    this.#before?.close()
    this.#before = undefined
    this.#handlers.joined(this, hello)
    this.#handlers.acknowledged(this)
    this.pump()
  }

  retire(now: number): void {
    this.isRetired = true
    this.retiredAt = now
    this.#link?.retire()
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

  notify(settling: Settling): void {
    this.#notified.push(settling)
    if (!this.#isPumping) queueMicrotask(this.#settleAll)
  }

  tellCredit(connection: Connection, isUrgent: boolean): void {
    if (this.isOpen) this.#link?.tellCredit(connection, isUrgent)
  }

  starved(connection: Connection): void {
    // Where the lane is what limits, more credit would only lengthen its queues.
    if (this.isOpen && this.window.inFlight < this.window.window) this.#link?.starved(connection.number)
  }

  about(connection: number, kind: number): void {
    if (this.isOpen) this.#link?.about(connection, kind)
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
      this.#link?.fail(asEnd(error))
    } finally {
      this.#isPumping = false
    }
    if (this.#notified.length > 0) this.#settleAll()
  }

  #pump(): void {
    const link = this.#link
    if (!link?.isJoined) return
    const { log, scheduler } = this
    const most = Math.min(largestBuffer, link.maxMessageBytes)
    let unixMs = -1
    while (this.#link === link) {
      if (log.next) {
        if (!this.window.room(log.next.length) || !link.hasRoom) return
        this.#send(link)
        continue
      }
      if (scheduler.isIdle || log.isFull) return
      const bytes = scheduler.estimate(most)
      if (!this.window.room(bytes) || !link.hasRoom) return
      if (unixMs < 0) unixMs = this.#handlers.unixMs()
      if (!this.#fill(bytes, most, unixMs)) {
        if (scheduler.isIdle) return
        throw new Fault('internal', 'Something to be sent fits into no message.')
      }
      this.#send(link)
      if (this.#notified.length > 0) this.#settleAll()
    }
  }

  /** Makes the next message; false when there is nothing to be sent after all. */
  #fill(bytes: number, most: number, unixMs: number): boolean {
    const { scheduler, log } = this
    const { pool } = this.#handlers
    const only = most < largestBuffer ? undefined : scheduler.only
    const whole = only?.takeMessage(unixMs)
    if (only && whole) {
      scheduler.done(only)
      log.add(whole)
      return true
    }
    const message = pool.take(bytes)
    message.length = scheduler.fill(message.bytes, Math.min(message.bytes.length, most), unixMs)
    if (message.length === 0) {
      pool.give(message)
      return false
    }
    log.add(message)
    return true
  }

  #send(link: LaneLink): void {
    const { log } = this
    const message = log.next!
    link.send(message.filled())
    log.sent++
    this.window.sent(message.length)
    this.sentBytes += message.length
  }

  /** A frame of its own, past all that waits: the last one. */
  sayLast(message: SentControl): void {
    const link = this.#link
    if (!link?.isJoined || this.log.next) return
    try {
      link.send(controlFrame(this.#handlers.unixMs(), message))
    } catch {
      // Then the other end finds out by itself.
    }
  }

  // Receiving

  #takeData(message: Uint8Array<ArrayBuffer>): void {
    this.#received++
    this.#decoder.push(message)
  }

  #takeAck(messages: number): void {
    const { log } = this
    if (!this.isOpen || messages > log.sent)
      throw new Fault('tunnel-protocol', 'The other side acknowledges more than was sent.')
    this.#acked += log.acknowledge(messages)
    this.window.acked(this.#acked)
    this.#handlers.counters.wakeups++
    this.#handlers.acknowledged(this)
    this.pump()
  }
}
