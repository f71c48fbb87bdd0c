import type { Endpoint } from '../../../contract/rule.ts'
import type { TunnelConnection } from '../../../contract/tunnel.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import type { SentControl } from '../frame/write-control.ts'
import type { CarryingLane, CarryingTube } from './carrying.ts'
import { earlyBytes, firstCredit, ReadCredit } from './credit.ts'
import { Looks } from './looks.ts'
import { Outgoing, type OutgoingOwner } from './outgoing.ts'
import { ownBytes } from './own-bytes.ts'
import type { ConnectionKind, ShownConnection, StreamHandler, TunnelStream } from './stream.ts'

/** What was written may take so long to leave once the connection is closed. */
const lingerMs = 30_000
const nobody: StreamHandler = { opened() {}, data() {}, drain() {}, end() {}, closed() {} }

/** As they are told to the other end, by place. */
export const kindNumbers: readonly ConnectionKind[] = ['forward', 'reverse', 'socks', 'guacd', 'udp']

/** The port that no target has says that the host is the id of a way, which knows where to. */
export const wayPort = 0

/** `closing`: by this end, which waits only for the last bytes to leave. */
type Phase = 'opening' | 'open' | 'closing' | 'over'

/** One connection of a tube. */
export class Connection implements TunnelStream, OutgoingOwner {
  readonly number: number
  kind: ConnectionKind
  readonly target: Endpoint | null
  readonly isOurs: boolean
  lane: CarryingLane
  heardOn: CarryingLane
  /** It sends nothing until it goes on on another lane. */
  isLeaving = false
  readonly since: number
  handler: StreamHandler = nobody
  wayId = ''
  source = ''
  phase: Phase = 'opening'
  /** What the other end may send. */
  readonly credit: ReadCredit
  /** In the list of those whose credit is to be told. */
  isCreditDue = false
  readonly #tube: CarryingTube
  readonly #out: Outgoing
  /** On which it was last told what may be sent. */
  #toldOn: CarryingLane
  readonly #looks: Looks
  #stalls = 0
  #isEnded = false
  #isOtherEnded = false
  #isNotified = false
  #closingAt = 0
  /** What came before it was accepted. */
  #held: Uint8Array[] | undefined

  constructor(
    tube: CarryingTube,
    lane: CarryingLane,
    about: { number: number; kind: ConnectionKind; target: Endpoint | null; isOurs: boolean },
  ) {
    this.#tube = tube
    this.lane = lane
    this.heardOn = lane
    this.#toldOn = lane
    this.number = about.number
    this.kind = about.kind
    this.target = about.target
    this.isOurs = about.isOurs
    this.since = tube.unixMs()
    this.#looks = new Looks(tube.now())
    this.#out = new Outgoing(tube, this, about.isOurs ? earlyBytes : 0)
    this.credit = new ReadCredit(about.isOurs ? firstCredit : earlyBytes)
    if (about.isOurs) this.#out.sayOpen()
    this.#wake()
  }

  get isOver(): boolean {
    return this.phase === 'closing' || this.phase === 'over'
  }

  // By its owner here

  accept(): void {
    if (this.isOurs || this.phase !== 'opening') return
    this.phase = 'open'
    this.#tube.counters.opened++
    this.#out.sayOpened()
    this.#out.allow(firstCredit)
    this.credit.grantedBytes = firstCredit
    this.#wake()
    const held = this.#held ?? []
    this.#held = undefined
    for (const bytes of held) if (!this.isOver) this.#hand(bytes)
    if (this.#isOtherEnded && !this.isOver) this.#handEnd()
  }

  write(bytes: Uint8Array): boolean {
    if (this.isOver || this.#isEnded) return true
    const hasRoom = this.#out.write(bytes)
    this.#wake()
    return hasRoom
  }

  end(): void {
    if (this.isOver || this.#isEnded) return
    this.#isEnded = true
    this.#out.sayEnd()
    this.#wake()
  }

  consumed(bytes: number): void {
    if (this.isOver) return
    const { credit } = this
    credit.consumed(bytes)
    const due = credit.dueBytes
    if (due >= credit.window / 4 && !this.#isOtherEnded) this.#tellCredit(due >= credit.window / 2)
  }

  close(reason: CloseReason, text = ''): void {
    if (this.isOver) return
    if (this.phase === 'opening' && !this.isOurs) this.#tube.counters.refused++
    this.handler = nobody
    this.#held = undefined
    if (this.#out.isUnsaid) return this.#finish()
    this.phase = 'closing'
    this.#closingAt = this.#tube.now()
    if (reason !== closeReasons.normal) this.#out.discard()
    this.#out.sayClose(reason, text)
    this.#wake()
  }

  // By the other end

  /** Payload `bytes[start, end)` has come. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    const count = end - start
    if (this.#isOtherEnded || !this.credit.received(count)) {
      this.#tube.offence()
      return this.#breakOff(closeReasons.protocolError, 'The other end sent more than it may.')
    }
    this.#tube.counters.bytesIn += count
    if (this.isOver) {
      this.#tube.counters.lateBytes += count
      return
    }
    const own = ownBytes(bytes, start, end)
    if (this.isOurs || this.phase === 'open') return this.#hand(own)
    this.#held ??= []
    this.#held.push(own)
  }

  otherOpened(): void {
    if (!this.isOurs) return
    // Also where it is closed already: what was written still goes out.
    if (this.#out.allow(firstCredit)) this.#wake()
    if (this.phase !== 'opening') return
    this.phase = 'open'
    this.#tube.counters.opened++
    this.#guard(() => this.handler.opened())
  }

  otherEnded(): void {
    if (this.#isOtherEnded) return
    this.#isOtherEnded = true
    if (this.phase === 'open' || (this.phase === 'opening' && this.isOurs)) this.#handEnd()
  }

  /** It may be sent so many bytes in all. */
  allow(totalBytes: number): void {
    if (this.#out.allow(totalBytes)) this.#wake()
  }

  /** The other end has bytes for it and no credit. */
  otherStarves(): void {
    if (this.isOver || this.phase === 'opening') return
    const more = this.credit.starved(this.#tube.extraCreditBytes)
    this.#tube.extraCreditBytes += more
    if (more > 0) this.#tellCredit(true)
  }

  /** A peer connection of this lane is over, or there is another one: what was told on it may not have arrived. */
  tellAgain(lane: CarryingLane): void {
    if ((this.lane === lane || this.#toldOn === lane) && this.credit.consumedBytes > 0)
      this.#tellCredit(false)
  }

  #tellCredit(isUrgent: boolean): void {
    // If it is due, it is told where it was to be told before.
    if (!this.isCreditDue) this.#toldOn = this.lane
    this.lane.tellCredit(this, isUrgent)
  }

  // From lane to lane

  leave(): void {
    this.isLeaving = true
    this.lane.unready(this.#out)
  }

  /** The other end has all that was sent of it on its lane. */
  get hasArrived(): boolean {
    return this.lane.ackedMessages >= this.#out.lastMessage
  }

  get hasMore(): boolean {
    return this.#out.sendableBytes > 0
  }

  /** Since this was asked last. */
  wasBusy(): boolean {
    return this.#out.wasBusy()
  }

  /** Goes on on this lane. */
  goOn(lane: CarryingLane): void {
    this.lane.unready(this.#out)
    this.lane = lane
    this.#out.lastMessage = 0
    this.isLeaving = false
    this.#wake()
  }

  /** What was under way is lost: both ends hear of it. */
  breakOff(reason: CloseReason, text: string): void {
    if (this.phase === 'closing') this.#closeAnew(reason, text)
    else this.#breakOff(reason, text)
  }

  /** By the other end, or because all is over. */
  overWith(reason: CloseReason, text: string): void {
    if (this.phase === 'over') return
    if (this.phase === 'opening' && this.isOurs) this.#tube.counters.refused++
    const { handler } = this
    this.handler = nobody
    this.#finish()
    this.#tellClosed(handler, reason, text)
  }

  /** Some times a second: what has been closed for long does not wait for its reader any more. */
  look(now: number): void {
    if (this.phase !== 'closing' || now - this.#closingAt <= lingerMs || this.#out.queuedBytes === 0) return
    this.#closeAnew(closeReasons.timeout, '')
  }

  /** Without what still waits. */
  #closeAnew(reason: CloseReason, text: string): void {
    this.#out.discard()
    this.#out.sayClose(reason, text)
    this.#wake()
  }

  // What goes out

  opening(): SentControl {
    const { number: connection, wayId } = this
    if (this.kind === 'reverse')
      return { kind: 'open', connection, target: { host: wayId.slice(0, 64) || '?', port: wayPort } }
    // What else it is is a matter of figures alone.
    if (this.kind !== 'forward') this.lane.about(connection, kindNumbers.indexOf(this.kind))
    return { kind: 'open', connection, target: this.target }
  }

  starved(): void {
    // Before it is open little may be sent, to everybody.
    if (this.phase === 'opening') return
    this.#stalls++
    this.#tube.counters.stalls++
    this.lane.starved(this)
  }

  sending(): void {
    this.#tube.moves.sending(this)
  }

  changed(): void {
    if (this.#isNotified) return
    this.#isNotified = true
    this.lane.notify(this)
  }

  /** What could not be done while a message was being filled. */
  settle(): void {
    this.#isNotified = false
    if (this.phase === 'over') return
    const out = this.#out
    if (this.phase === 'closing') {
      if (out.hasSentClose) this.#finish()
    } else if (out.hasSentEnd && this.#isOtherEnded) this.overWith(closeReasons.normal, '')
    else if (out.hasRoom) {
      out.roomTold()
      this.#guard(() => this.handler.drain())
    }
  }

  #wake(): void {
    if (!this.isLeaving && this.#out.sendableBytes > 0) this.lane.ready(this.#out)
  }

  // Calls of the handler: whatever goes wrong in one connection ends that alone

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
    if (this.#out.hasSentEnd && !this.isOver) this.overWith(closeReasons.normal, '')
  }

  #guard(call: () => void): void {
    try {
      call()
    } catch {
      this.#failed()
    }
  }

  #failed(): void {
    this.#tube.counters.handlerErrors++
    this.#breakOff(closeReasons.handlerError, '')
  }

  #breakOff(reason: CloseReason, text: string): void {
    if (this.isOver) return
    const { handler } = this
    this.close(reason, text)
    this.#tellClosed(handler, reason, text)
  }

  #tellClosed(handler: StreamHandler, reason: CloseReason, text: string): void {
    try {
      handler.closed(reason, text)
    } catch {
      this.#tube.counters.handlerErrors++
    }
  }

  #finish(): void {
    this.phase = 'over'
    this.isLeaving = false
    this.#out.discard()
    this.#held = undefined
    this.lane.unready(this.#out)
    this.#tube.extraCreditBytes -= this.credit.window - firstCredit
    this.#tube.forget(this, Math.max(0, this.credit.grantedBytes - this.credit.receivedBytes))
  }

  // Figures

  show(now: number): ShownConnection {
    const { receivedBytes } = this.credit
    const { sentBytes, queuedBytes, creditBytes } = this.#out
    this.#looks.look(now, receivedBytes, sentBytes)
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
      bytesOut: sentBytes,
      rateIn: this.#looks.rateIn,
      rateOut: this.#looks.rateOut,
      queuedBytes,
      creditBytes: Math.max(0, creditBytes),
      stalls: this.#stalls,
    }
  }

  get #shownState(): TunnelConnection['state'] {
    if (this.isOver) return 'closing'
    if (this.phase === 'opening') return 'opening'
    if (this.#out.isStalled) return 'stalled'
    return this.#isEnded || this.#isOtherEnded ? 'half-closed' : 'open'
  }
}
