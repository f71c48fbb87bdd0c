import { Fault } from '../../wire/fault.ts'
import type { Channel, LaneEnd, LaneStats, LaneTransport } from '../channel.ts'
import type { Clock } from '../clock.ts'
import { ReceiveCredit } from '../flow/receive-credit.ts'
import { ShortestRoundTrip } from '../flow/shortest-round-trip.ts'
import type { DatagramPipe } from '../flow/unreliable/datagram-pipe.ts'
import { SendWindow } from '../flow/window.ts'
import { type ChannelSeal, sealOverheadBytes } from '../seal/session-keys.ts'
import { bundleKind } from './bundle.ts'
import type { ControlFrame } from './control-frame.ts'
import { creditFrameBytes, decodeControl, encodeCredit, encodeNumber } from './control-frame.ts'
import { type PieceHeader, pieceAlign, pieceHeaderBytes, readPieceHeader } from './data-frame.ts'
import { asEnd } from './faults.ts'
import { limits } from './limits.ts'
import type { Claim } from './read-ahead.ts'

/** Pieces are at least four to a window, so that it is no coarser, but need not be smaller than this. */
const fairPiece = 64 * 1024
const leastPiecesPerWindow = 4
/** Buffers for sealed messages, used again. */
const spareBuffers = 8
/** `send` throws at 16 MiB; it is not let come near. */
const highBytes = 12 * 1024 * 1024
const lowBytes = 4 * 1024 * 1024
/** What a peer may have sent that was not acknowledged: the largest window, and what goes on while an acknowledgement is on its way. */
const unacknowledgedBytes = 16 * 1024 * 1024
/** Answers to a peer that does not read them are left out. */
const controlBufferedBytes = 2 * 1024 * 1024
const noHeader = new Uint8Array(0)

/** A piece counts as at least so much, so that a window of tiny ones is not a flood. */
export const creditOf = (payloadBytes: number): number => Math.max(payloadBytes, pieceAlign)

export interface LaneHandlers {
  /** Each that is not of the lane itself. What it throws, as what `piece` throws, is an offence. */
  control(frame: ControlFrame): void
  /** The payload belongs to the one who gets it, who calls `taken` for it later. */
  piece(lane: Lane, header: PieceHeader, payload: Uint8Array<ArrayBuffer>): void
  /** Likewise: several small files. */
  bundle(lane: Lane, header: Uint8Array, payload: Uint8Array<ArrayBuffer>): void
  /** There may be room to send more. */
  room(lane: Lane): void
  /** The other end lies or is broken: it is not worth another lane. */
  offence(end: LaneEnd): void
  /** Once. */
  ended(lane: Lane, end: LaneEnd): void
}

/** One open lane: seals and opens, counts credit both ways, measures the round trip, and tells when it is dead. */
export class Lane {
  readonly lane: number
  readonly transport: LaneTransport
  /** Repeats what the stack does not; undefined on a reliable lane. */
  readonly pipe: DatagramPipe | undefined
  readonly window: SendWindow
  /** What it has taken of the ready blocks and not sent yet. */
  claim: Claim | undefined
  /** Claims of which some blocks are not known to be on the other end's disk. */
  sent: Claim[] = []
  sentLimit = 64
  /** Nothing more is sent on it. */
  isRetired = false
  /** The disk of the other end is behind, as it says. */
  isReceiverBehind = false
  /** Payload bytes since it began. */
  sentBytes = 0
  receivedBytes = 0
  stats: LaneStats | undefined
  /** Of our own pings; -1 before the first. */
  rttMs = -1
  jitterMs = -1
  /** When anything was heard last, by the clock. */
  heardAt: number
  readonly #data: Channel
  readonly #seal: { control: ChannelSeal; data: ChannelSeal }
  readonly #credit: ReceiveCredit
  readonly #clock: Clock
  readonly #handlers: LaneHandlers
  readonly #header: PieceHeader = { transfer: 0, file: 0, offset: 0 }
  #opening = 0
  #arrivedBytes = 0
  #takenBytes = 0
  #acknowledged = 0
  #isBehind = false
  #sealing = 0
  readonly #spare: Uint8Array<ArrayBuffer>[] = []
  #sentCredit = 0
  #ping = 0
  #pingAt = -1
  readonly #shortest = new ShortestRoundTrip()
  #second = 0
  #inSecond = 0
  #isOver = false
  #isReadingStats = false

  constructor(options: {
    lane: number
    transport: LaneTransport
    pipe: DatagramPipe | undefined
    seal: { control: ChannelSeal; data: ChannelSeal }
    clock: Clock
    handlers: LaneHandlers
  }) {
    this.lane = options.lane
    this.transport = options.transport
    this.pipe = options.pipe
    this.#data = options.pipe ?? options.transport.data
    this.#seal = options.seal
    this.#clock = options.clock
    this.#handlers = options.handlers
    this.heardAt = options.clock.now()
    this.window = new SendWindow(options.clock)
    this.#credit = new ReceiveCredit(options.clock, this.#acknowledge)
    const { control } = options.transport
    const data = this.#data
    data.lowBytes = lowBytes
    data.onLow = () => this.#handlers.room(this)
    control.onMessage = (message) => this.#takeControl(message)
    data.onMessage = (message) => this.#takeData(message)
    this.ping()
    void options.transport.closed.then((end) => this.fail(end))
  }

  get reliable(): boolean {
    return this.pipe === undefined
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Payload bytes that a message may have. */
  get maxPayload(): number {
    const bytes = this.#data.maxMessageBytes - sealOverheadBytes - pieceHeaderBytes
    // A message that is cut into fragments is no cheaper for being long.
    const fair = this.pipe ? fairPiece : Math.max(fairPiece, this.window.window / leastPiecesPerWindow)
    const most = Math.min(bytes, fair)
    return most - (most % pieceAlign)
  }

  /** Whether a piece of so many bytes may be sent now. */
  hasRoom(bytes: number): boolean {
    return (
      !this.#isOver &&
      !this.isRetired &&
      this.window.room(creditOf(bytes)) &&
      this.#data.bufferedBytes + this.#sealing < highBytes
    )
  }

  get bufferedBytes(): number {
    return this.#data.bufferedBytes
  }

  /** Header and payload may be used again when this returns. */
  sendData(header: Uint8Array, payload: Uint8Array): void {
    const bytes = payload.length
    this.window.sent(creditOf(bytes))
    this.#sentCredit += creditOf(bytes)
    this.sentBytes += bytes
    this.#sealing += bytes
    void this.#sealAndSend(header, payload)
  }

  async #sealAndSend(header: Uint8Array, payload: Uint8Array): Promise<void> {
    const bytes = payload.length
    const length = header.length + bytes + sealOverheadBytes
    const spare = this.#spare.pop()
    const into = spare !== undefined && spare.length >= length ? spare : new Uint8Array(length)
    try {
      const message = await this.#seal.data.seal(header, payload, into)
      if (!this.#isOver) this.#data.send(message)
    } catch (error) {
      this.fail(asEnd(error))
    } finally {
      this.#sealing -= bytes
      if (this.#spare.length < spareBuffers) this.#spare.push(into)
    }
  }

  sendControl(frame: Uint8Array): void {
    if (this.#isOver) return
    this.#seal.control.seal(noHeader, frame).then(
      (message) => {
        if (this.#isOver) return
        try {
          this.transport.control.send(message)
        } catch (error) {
          this.fail(asEnd(error))
        }
      },
      (error) => this.fail(asEnd(error)),
    )
  }

  /** So much of the payload that came is on the disk, or was not needed. */
  taken(payloadBytes: number): void {
    const bytes = creditOf(payloadBytes)
    this.#takenBytes += bytes
    if (!this.#isOver) this.#credit.taken(bytes)
  }

  /** The stack's, or our own. */
  get roundTripMs(): number {
    const { stats } = this
    return stats && stats.rttMs >= 0 ? stats.rttMs : this.rttMs
  }

  /** The shortest that was seen, once that is likely to be the path's own; -1 before. */
  get shortestRoundTripMs(): number {
    return this.#shortest.ms
  }

  /** The path is another. */
  forgetRoundTrips(): void {
    this.#shortest.forget()
    this.ping()
  }

  /** -1 unknown */
  get retransmits(): number {
    return this.pipe ? this.pipe.retransmits : (this.stats?.retransmits ?? -1)
  }

  /** What the stack knows, once it has told. */
  async readStats(): Promise<void> {
    if (this.#isReadingStats) return
    this.#isReadingStats = true
    try {
      this.stats = await this.transport.stats()
      this.#shortest.hint(this.stats.rttMs)
    } catch {
      // It is over, or about to be.
    }
    this.#isReadingStats = false
  }

  /** Asks for a sign of life; the answer gives the round trip. Not before the last one was answered. */
  ping(): void {
    if (this.#pingAt >= 0 || this.#isOver) return
    this.#pingAt = this.#clock.now()
    this.sendControl(encodeNumber('ping', ++this.#ping))
  }

  /** Closes it. */
  fail(end: LaneEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#credit.close()
    this.pipe?.close()
    this.transport.close()
    this.#handlers.ended(this, end)
  }

  /** Whether this end's disk is behind: what comes is not acknowledged until it has caught up, and the other end knows why. */
  setBehind(isBehind: boolean): void {
    if (isBehind === this.#isBehind) return
    this.#isBehind = isBehind
    if (isBehind) this.#acknowledge(this.#acknowledged)
  }

  readonly #acknowledge = (totalBytes: number): void => {
    this.#acknowledged = totalBytes
    const frame = new Uint8Array(creditFrameBytes)
    encodeCredit(frame, this.#isBehind, totalBytes)
    this.sendControl(frame)
  }

  #takeControl(message: Uint8Array<ArrayBuffer>): void {
    this.heardAt = this.#clock.now()
    const second = Math.floor(this.heardAt / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = 0
    }
    if (++this.#inSecond > limits.controlPerSecond) {
      this.#handlers.offence({
        code: 'transfer-limit',
        text: 'The other side sends more messages than anyone can read.',
      })
      return
    }
    this.#seal.control.open(message).then(this.#openedControl, this.#failed)
  }

  readonly #openedControl = ({ payload }: { payload: Uint8Array<ArrayBuffer> }): void => {
    if (this.#isOver) return
    try {
      const frame = decodeControl(payload)
      if (frame.kind === 'credit') this.#takeCredit(frame.bytes, frame.isBehind)
      else if (frame.kind === 'ping') this.#answer(frame.value)
      else if (frame.kind === 'pong') this.#takePong(frame.value)
      else this.#handlers.control(frame)
    } catch (error) {
      this.#handlers.offence(asEnd(error))
    }
  }

  #takeCredit(bytes: number, isBehind: boolean): void {
    if (bytes > this.#sentCredit)
      throw new Fault('transfer-protocol', 'The other side acknowledges more than was sent.')
    this.isReceiverBehind = isBehind
    this.window.acked(bytes)
    this.#handlers.room(this)
  }

  #answer(value: number): void {
    if (this.transport.control.bufferedBytes < controlBufferedBytes)
      this.sendControl(encodeNumber('pong', value))
  }

  #takePong(value: number): void {
    if (value !== this.#ping || this.#pingAt < 0) return
    const rttMs = this.#clock.now() - this.#pingAt
    this.#pingAt = -1
    if (this.rttMs >= 0) {
      // RFC 3550 §6.4.1
      const change = Math.abs(rttMs - this.rttMs)
      this.jitterMs = this.jitterMs < 0 ? change : this.jitterMs + (change - this.jitterMs) / 16
    }
    this.rttMs = rttMs
    this.#shortest.add(rttMs)
    if (!this.#shortest.isKnown) this.ping()
  }

  #takeData(message: Uint8Array<ArrayBuffer>): void {
    this.heardAt = this.#clock.now()
    const length = message.length
    this.#opening += length
    if (this.#opening + this.#arrivedBytes - this.#takenBytes > unacknowledgedBytes) {
      this.#handlers.offence({
        code: 'transfer-limit',
        text: 'The other side sends more than it was given credit for.',
      })
      return
    }
    this.#seal.data.open(message).then((opened) => {
      this.#opening -= length
      this.#openedData(opened)
    }, this.#failed)
  }

  #openedData(opened: { header: Uint8Array<ArrayBuffer>; payload: Uint8Array<ArrayBuffer> }): void {
    if (this.#isOver) return
    try {
      const { header, payload } = opened
      this.receivedBytes += payload.length
      this.#arrivedBytes += creditOf(payload.length)
      if (header[0] === bundleKind) return this.#handlers.bundle(this, header, payload)
      readPieceHeader(header, this.#header)
      this.#handlers.piece(this, this.#header, payload)
    } catch (error) {
      this.#handlers.offence(asEnd(error))
    }
  }

  readonly #failed = (error: unknown): void => {
    this.fail(asEnd(error))
  }
}
