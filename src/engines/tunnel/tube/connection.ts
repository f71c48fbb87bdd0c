import type { Endpoint } from '../../../contract/rule.ts'
import type { TunnelConnection } from '../../../contract/tunnel.ts'
import { endpointText } from '../../kit/endpoint.ts'
import type { PooledBuffer } from '../frame/buffer-pool.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { maxControlBytes, maxHostBytes } from '../frame/control-message.ts'
import { headerBytes, overheadBytes, terminator, writeHeader } from '../frame/frame.ts'
import { type SentControl, writeControlFrame } from '../frame/write-control.ts'
import type { CarryingLane, CarryingTube } from './carrying.ts'
import { earlyBytes, firstCredit, ReadCredit } from './credit.ts'
import { Looks } from './looks.ts'
import { ownBytes } from './own-bytes.ts'
import { Sender } from './scheduler.ts'
import { SendQueue } from './send-queue.ts'
import type { ConnectionKind, StreamHandler, TunnelStream } from './stream.ts'

/** `write` returns false from here on, and `drain` is called below the other. */
const highBytes = 256 * 1024
/** Likewise, when the queues of all connections together are long. */
const crowdedBytes = 64 * 1024
const crowdedTubeBytes = 32 * 1024 * 1024
/** A frame with fewer payload bytes is left for the next message, if there are more to send. */
const worthBytes = 1024
/** What was written may take so long to leave once the connection is closed. */
const lingerMs = 30_000

/** Frames of connection 0 that are to be sent for it. */
const todo = { open: 1, opened: 2, end: 4, close: 8 } as const
const smallControlBytes = 32
const openBytes = smallControlBytes + maxHostBytes + 6

const nobody: StreamHandler = { opened() {}, data() {}, drain() {}, end() {}, closed() {} }
export const kindNumbers: readonly ConnectionKind[] = ['forward', 'reverse', 'socks', 'guacd', 'udp']

/** The port that no target has says that the host is the id of a way, which knows where to. */
export const wayPort = 0

type Phase = 'opening' | 'open' | 'closing' | 'over'

/** One connection of a tube: its queue, its credit each way, and what is still to be said of it. */
export class Connection extends Sender implements TunnelStream {
  readonly number: number
  kind: ConnectionKind
  readonly target: Endpoint | null
  readonly isOurs: boolean
  readonly lane: CarryingLane
  readonly since: number
  handler: StreamHandler = nobody
  wayId = ''
  source = ''
  phase: Phase = 'opening'
  stalls = 0
  readonly credit: ReadCredit
  /** In the list of those whose credit is to be told. */
  isCreditDue = false
  readonly #tube: CarryingTube
  readonly #queue: SendQueue
  #todo: number
  #sentBytes = 0
  /** That may be sent in all. */
  #limit: number
  #isEnded = false
  #hasSentEnd = false
  #isOtherEnded = false
  #isStalled = false
  #wantsDrain = false
  #isNotified = false
  #reason: CloseReason = closeReasons.normal
  #text = ''
  #closingAt = 0
  /** What came before it was accepted. */
  #held: Uint8Array[] | undefined
  readonly #looks: Looks

  constructor(
    tube: CarryingTube,
    lane: CarryingLane,
    about: { number: number; kind: ConnectionKind; target: Endpoint | null; isOurs: boolean },
  ) {
    super()
    this.#tube = tube
    this.lane = lane
    this.number = about.number
    this.kind = about.kind
    this.target = about.target
    this.isOurs = about.isOurs
    this.since = tube.unixMs()
    this.#looks = new Looks(tube.now())
    this.#queue = new SendQueue(tube.pool)
    this.#todo = about.isOurs ? todo.open : 0
    this.#limit = about.isOurs ? earlyBytes : 0
    this.credit = new ReadCredit(about.isOurs ? firstCredit : earlyBytes)
    if (about.isOurs) lane.ready(this)
  }

  get isOver(): boolean {
    return this.phase === 'closing' || this.phase === 'over'
  }

  // Called by its owner here

  accept(): void {
    if (this.isOurs || this.phase !== 'opening') return
    this.phase = 'open'
    this.#tube.counters.opened++
    this.#todo |= todo.opened
    this.#limit = Math.max(this.#limit, firstCredit)
    this.credit.grantedBytes = firstCredit
    this.lane.ready(this)
    const held = this.#held ?? []
    this.#held = undefined
    for (const bytes of held) if (!this.isOver) this.#hand(bytes)
    if (this.#isOtherEnded && !this.isOver) this.#handEnd()
  }

  write(bytes: Uint8Array): boolean {
    if (this.isOver || this.#isEnded) return true
    this.#queue.write(bytes)
    this.#tube.queuedBytes += bytes.length
    this.#wake()
    if (this.#queue.bytes < this.#highBytes) return true
    if (!this.#wantsDrain) this.#tube.counters.pauses++
    this.#wantsDrain = true
    return false
  }

  end(): void {
    if (this.isOver || this.#isEnded) return
    this.#isEnded = true
    this.#todo |= todo.end
    this.#wake()
  }

  consumed(bytes: number): void {
    if (this.isOver) return
    const { credit } = this
    credit.consumed(bytes)
    const due = credit.dueBytes
    if (due >= credit.window / 4 && !this.#isOtherEnded) this.lane.tellCredit(this, due >= credit.window / 2)
  }

  close(reason: CloseReason, text = ''): void {
    if (this.isOver) return
    if (this.phase === 'opening' && !this.isOurs) this.#tube.counters.refused++
    this.handler = nobody
    this.#held = undefined
    this.#reason = reason
    this.#text = text
    // Nobody there knows of it yet.
    if (this.#todo & todo.open) return this.#finish()
    this.phase = 'closing'
    this.#closingAt = this.#tube.now()
    this.#todo = (this.#todo & todo.opened) | todo.close
    if (reason !== closeReasons.normal) {
      this.#todo = todo.close
      this.#discard()
    }
    this.#wake()
  }

  // Of the other end

  /** Payload `bytes[start, end)` has come. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isOtherEnded || !this.credit.received(end - start)) {
      this.#tube.offence()
      this.#breakOff('The other end sent more than it may.')
      return
    }
    this.#tube.counters.bytesIn += end - start
    if (this.isOver) {
      this.#tube.counters.lateBytes += end - start
      return
    }
    const own = ownBytes(bytes, start, end)
    if (this.phase === 'opening' && !this.isOurs) {
      this.#held ??= []
      this.#held.push(own)
    } else this.#hand(own)
  }

  otherOpened(): void {
    if (!this.isOurs || this.phase !== 'opening') return
    this.phase = 'open'
    this.#tube.counters.opened++
    this.#limit = Math.max(this.#limit, firstCredit)
    this.#isStalled = false
    this.#wake()
    this.#guard(() => this.handler.opened())
  }

  otherEnded(): void {
    if (this.#isOtherEnded) return
    this.#isOtherEnded = true
    if (this.phase === 'open' || (this.phase === 'opening' && this.isOurs)) this.#handEnd()
  }

  /** It may send so many bytes in all. */
  allow(totalBytes: number): void {
    if (totalBytes <= this.#limit) return
    this.#limit = totalBytes
    this.#isStalled = false
    this.#wake()
  }

  /** The other end has bytes for it and no credit. */
  otherStarves(): void {
    if (this.isOver || this.phase === 'opening') return
    const more = this.credit.starved(this.#tube.extraCreditBytes)
    this.#tube.extraCreditBytes += more
    if (more > 0) this.lane.tellCredit(this, true)
  }

  // Of the tube

  /** By the other end, or because all is over. */
  overWith(reason: CloseReason, text: string): void {
    if (this.phase === 'over') return
    if (this.phase === 'opening' && this.isOurs) this.#tube.counters.refused++
    this.#overWith(reason, text)
  }

  /** Some times a second: what has been closed for long does not wait for its reader any more. */
  look(now: number): void {
    if (this.phase === 'closing' && now - this.#closingAt > lingerMs && this.#queue.bytes > 0) {
      this.#reason = closeReasons.timeout
      this.#discard()
      this.#wake()
    }
  }

  // Sending

  get #creditBytes(): number {
    return this.#limit - this.#sentBytes
  }

  get #highBytes(): number {
    return this.#tube.queuedBytes > crowdedTubeBytes ? crowdedBytes : highBytes
  }

  get sendableBytes(): number {
    const waiting = this.#queue.bytes
    let bytes = 0
    if (this.#todo !== 0) {
      if (this.#todo & todo.open) bytes += openBytes
      if (this.#todo & todo.opened) bytes += smallControlBytes
      if (waiting === 0 && this.#todo & (todo.end | todo.close))
        bytes += this.#text === '' ? smallControlBytes : maxControlBytes + overheadBytes
    }
    if (waiting === 0) return bytes
    const data = Math.min(waiting, this.#creditBytes)
    return data > 0 ? bytes + data + overheadBytes : bytes
  }

  override takeMessage(unixMs: number): PooledBuffer | undefined {
    const count = this.#queue.wholeBytes
    if (count < worthBytes || count > this.#creditBytes || this.#todo & (todo.open | todo.opened))
      return undefined
    const message = this.#queue.takeWhole()
    writeHeader(message.bytes, 0, this.number, unixMs, count)
    message.bytes[headerBytes + count] = terminator
    message.length = overheadBytes + count
    this.#moved(count)
    return message
  }

  fill(into: Uint8Array, from: number, limit: number, unixMs: number): number {
    let at = from
    if (this.#todo & (todo.open | todo.opened)) {
      const opening =
        this.#todo & todo.open ? this.#openFrame() : ({ kind: 'opened', connection: this.number } as const)
      if (limit - at < openBytes) return from
      at = this.#control(into, at, unixMs, opening)
      this.#todo &= ~(todo.open | todo.opened)
    }
    if (this.#queue.bytes > 0) {
      const wanted = Math.min(this.#queue.bytes, this.#creditBytes)
      const count = Math.min(wanted, Math.max(this.deficit, worthBytes), limit - at - overheadBytes)
      if (count <= 0 || (count < wanted && count < worthBytes)) return at
      writeHeader(into, at, this.number, unixMs, count)
      this.#queue.moveTo(into, at + headerBytes, count)
      at += headerBytes + count
      into[at++] = terminator
      this.#moved(count)
    }
    return this.#queue.bytes === 0 ? this.#fillEnd(into, at, limit, unixMs) : at
  }

  #fillEnd(into: Uint8Array, from: number, limit: number, unixMs: number): number {
    let at = from
    if (this.#todo & todo.end) {
      if (limit - at < smallControlBytes) return at
      at = this.#control(into, at, unixMs, { kind: 'eof', connection: this.number })
      this.#todo &= ~todo.end
      this.#hasSentEnd = true
      if (this.#isOtherEnded) this.#notify()
    }
    if (this.#todo & todo.close) {
      if (limit - at < (this.#text === '' ? smallControlBytes : maxControlBytes + overheadBytes)) return at
      at = this.#control(into, at, unixMs, {
        kind: 'close',
        connection: this.number,
        reason: this.#reason,
        text: this.#text,
      })
      this.#todo = 0
      this.#notify()
    }
    return at
  }

  #openFrame(): SentControl {
    const { number: connection } = this
    if (this.kind === 'reverse')
      return { kind: 'open', connection, target: { host: this.wayId, port: wayPort } }
    // What else it is is a matter of figures alone.
    if (this.kind !== 'forward') this.lane.about(connection, kindNumbers.indexOf(this.kind))
    return { kind: 'open', connection, target: this.target }
  }

  #control(into: Uint8Array, at: number, unixMs: number, message: SentControl): number {
    this.#tube.counters.framesOut++
    return writeControlFrame(into, at, unixMs, message)
  }

  #moved(count: number): void {
    this.#sentBytes += count
    const { counters } = this.#tube
    counters.bytesOut += count
    counters.framesOut++
    this.#tube.queuedBytes -= count
    if (this.#wantsDrain && this.#queue.bytes <= this.#highBytes / 2) this.#notify()
    this.#checkStall()
  }

  #wake(): void {
    if (this.sendableBytes > 0) this.lane.ready(this)
    else this.#checkStall()
  }

  #checkStall(): void {
    if (this.#isStalled || this.#queue.bytes === 0 || this.#creditBytes > 0 || this.phase === 'opening')
      return
    this.#isStalled = true
    this.stalls++
    this.#tube.counters.stalls++
    this.lane.starved(this)
  }

  // Calls of the handler

  #notify(): void {
    if (this.#isNotified) return
    this.#isNotified = true
    this.lane.notify(this)
  }

  /** What could not be done while a message was being filled. */
  settle(): void {
    this.#isNotified = false
    if (this.phase === 'closing') {
      if (this.#todo === 0) this.#finish()
    } else if (this.#hasSentEnd && this.#isOtherEnded) this.#overWith(closeReasons.normal, '')
    else if (this.#wantsDrain && this.phase !== 'over' && this.#queue.bytes <= this.#highBytes / 2) {
      this.#wantsDrain = false
      this.#guard(() => this.handler.drain())
    }
  }

  #hand(bytes: Uint8Array): void {
    // Not by `#guard`: this is the hot path.
    try {
      this.handler.data(bytes)
    } catch {
      this.#failed()
    }
  }

  #handEnd(): void {
    this.#guard(() => this.handler.end())
    if (this.#hasSentEnd && !this.isOver) this.#overWith(closeReasons.normal, '')
  }

  /** Whatever goes wrong in one connection ends that alone. */
  #guard(call: () => void): void {
    try {
      call()
    } catch {
      this.#failed()
    }
  }

  #failed(): void {
    this.#tube.counters.handlerErrors++
    this.#breakOff('')
  }

  #breakOff(text: string): void {
    const { handler } = this
    const isTold = !this.isOver
    this.close(text === '' ? closeReasons.handlerError : closeReasons.protocolError, text)
    if (isTold) this.#tell(handler, closeReasons.protocolError, text)
  }

  #overWith(reason: CloseReason, text: string): void {
    const { handler } = this
    this.handler = nobody
    this.#finish()
    this.#tell(handler, reason, text)
  }

  #tell(handler: StreamHandler, reason: CloseReason, text: string): void {
    try {
      handler.closed(reason, text)
    } catch {
      this.#tube.counters.handlerErrors++
    }
  }

  #discard(): void {
    this.#tube.queuedBytes -= this.#queue.bytes
    this.#queue.clear()
  }

  #finish(): void {
    this.phase = 'over'
    this.#discard()
    this.#held = undefined
    this.#todo = 0
    this.lane.unready(this)
    this.#tube.extraCreditBytes -= this.credit.window - firstCredit
    this.#tube.forget(this, Math.max(0, this.credit.grantedBytes - this.credit.receivedBytes))
  }

  // Figures

  show(now: number): Omit<TunnelConnection, 'tubeId' | 'guacamole'> {
    const { receivedBytes } = this.credit
    this.#looks.look(now, receivedBytes, this.#sentBytes)
    return {
      number: this.number,
      wayId: this.wayId,
      kind: this.kind,
      direction: this.isOurs ? 'out' : 'in',
      source: this.source,
      target: this.target ? endpointText(this.target) : '',
      state: this.#shownState,
      since: this.since,
      bytesIn: receivedBytes,
      bytesOut: this.#sentBytes,
      rateIn: this.#looks.rateIn,
      rateOut: this.#looks.rateOut,
      queuedBytes: this.#queue.bytes,
      creditBytes: Math.max(0, this.#creditBytes),
      stalls: this.stalls,
    }
  }

  get #shownState(): TunnelConnection['state'] {
    if (this.isOver) return 'closing'
    if (this.phase === 'opening') return 'opening'
    if (this.#isStalled) return 'stalled'
    return this.#isEnded || this.#isOtherEnded ? 'half-closed' : 'open'
  }
}
