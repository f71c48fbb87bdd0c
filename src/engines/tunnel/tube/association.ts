import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { overheadBytes } from '../frame/frame.ts'
import { type SentControl, writeControlFrame } from '../frame/write-control.ts'
import type { CarryingLane, CarryingTube } from './carrying.ts'
import { Looks } from './looks.ts'
import { ownBytes } from './own-bytes.ts'
import { Sender } from './scheduler.ts'
import type { DatagramHandler, DatagramStream, ShownConnection } from './stream.ts'

/** What waits is dropped beyond this: a late datagram is worth less than a lost one. */
const mostDatagrams = 128
const mostBytes = 256 * 1024
/** With its frame it must fit into one message. */
const longestDatagram = 60 * 1024
/** Code and connection, and the frame around. */
const controlBytes = 6 + overheadBytes

const nobody: DatagramHandler = { opened() {}, datagram() {}, closed() {} }
type Phase = 'opening' | 'open' | 'closing' | 'over'
/** What is to be said of it. */
type Saying = 'associate' | 'associated' | 'dissociated' | 'close'

/** One UDP association: datagrams each way, without credit; those that cannot leave soon are dropped. */
export class Association extends Sender implements DatagramStream {
  readonly number: number
  readonly isOurs: boolean
  readonly lane: CarryingLane
  readonly since: number
  handler: DatagramHandler = nobody
  wayId = ''
  source = ''
  phase: Phase = 'opening'
  readonly #tube: CarryingTube
  readonly #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #saying: Saying | undefined
  #reason: CloseReason = closeReasons.normal
  #bytesIn = 0
  #bytesOut = 0
  readonly #looks: Looks

  constructor(tube: CarryingTube, lane: CarryingLane, about: { number: number; isOurs: boolean }) {
    super()
    this.#tube = tube
    this.lane = lane
    this.number = about.number
    this.isOurs = about.isOurs
    this.since = tube.unixMs()
    this.#looks = new Looks(tube.now())
    if (about.isOurs) this.#say('associate')
  }

  get heardOn(): CarryingLane {
    return this.lane
  }

  get isOver(): boolean {
    return this.phase === 'closing' || this.phase === 'over'
  }

  accept(): void {
    if (this.isOurs || this.phase !== 'opening') return
    this.phase = 'open'
    this.#tube.counters.opened++
    this.#say('associated')
  }

  send(bytes: Uint8Array): boolean {
    if (this.isOver) return false
    const isTooMuch = this.#waiting.length >= mostDatagrams || this.#waitingBytes + bytes.length > mostBytes
    if (isTooMuch || bytes.length > longestDatagram) {
      this.#tube.counters.droppedDatagrams++
      return false
    }
    this.#waiting.push(bytes.slice())
    this.#waitingBytes += bytes.length
    this.#tube.queuedBytes += bytes.length
    this.lane.ready(this)
    return true
  }

  close(reason: CloseReason = closeReasons.normal): void {
    if (this.isOver) return
    if (this.phase === 'opening' && !this.isOurs) this.#tube.counters.refused++
    this.handler = nobody
    if (this.#saying === 'associate') return this.#finish()
    this.phase = 'closing'
    this.#reason = reason
    this.#discard()
    this.#say(reason === closeReasons.normal ? 'dissociated' : 'close')
  }

  otherOpened(): void {
    if (!this.isOurs || this.phase !== 'opening') return
    this.phase = 'open'
    this.#tube.counters.opened++
    this.#guard(() => this.handler.opened())
  }

  receive(bytes: Uint8Array, start: number, end: number): void {
    this.#bytesIn += end - start
    this.#tube.counters.bytesIn += end - start
    if (this.phase !== 'open') {
      this.#tube.counters.droppedDatagrams++
      return
    }
    this.#guard(() => this.handler.datagram(ownBytes(bytes, start, end)))
  }

  overWith(reason: CloseReason, text: string): void {
    if (this.phase === 'over') return
    if (this.phase === 'opening' && this.isOurs) this.#tube.counters.refused++
    const { handler } = this
    this.handler = nobody
    this.#finish()
    try {
      handler.closed(reason, text)
    } catch {
      this.#tube.counters.handlerErrors++
    }
  }

  get sendableBytes(): number {
    const saying = this.#saying ? controlBytes + 1 : 0
    const head = this.#waiting[0]
    return head ? saying + this.#waitingBytes + this.#waiting.length * controlBytes : saying
  }

  fill(into: Uint8Array, from: number, limit: number, unixMs: number): number {
    let at = from
    const { number: connection } = this
    if (this.#saying) {
      if (limit - at < controlBytes + 1) return at
      at = this.#write(into, at, unixMs, this.#frameOf(this.#saying))
      this.#saying = undefined
      if (this.phase === 'closing') this.lane.notify(this)
    }
    const head = this.#waiting[0]
    if (head === undefined || limit - at < controlBytes + head.length) return at
    this.#waiting.shift()
    this.#waitingBytes -= head.length
    this.#tube.queuedBytes -= head.length
    this.#bytesOut += head.length
    this.#tube.counters.bytesOut += head.length
    return this.#write(into, at, unixMs, {
      kind: 'datagram',
      connection,
      bytes: head,
      from: 0,
      to: head.length,
    })
  }

  /** The last word has left. */
  settle(): void {
    if (this.phase === 'closing') this.#finish()
  }

  #frameOf(saying: Saying): SentControl {
    const { number: connection } = this
    return saying === 'close'
      ? { kind: 'close', connection, reason: this.#reason, text: '' }
      : { kind: saying, connection }
  }

  #write(into: Uint8Array, at: number, unixMs: number, message: SentControl): number {
    this.#tube.counters.framesOut++
    return writeControlFrame(into, at, unixMs, message)
  }

  #say(saying: Saying): void {
    this.#saying = saying
    this.lane.ready(this)
  }

  #guard(call: () => void): void {
    try {
      call()
    } catch {
      this.#tube.counters.handlerErrors++
      const { handler } = this
      this.close(closeReasons.handlerError)
      try {
        handler.closed(closeReasons.handlerError, '')
      } catch {
        // It has been counted.
      }
    }
  }

  #discard(): void {
    this.#tube.queuedBytes -= this.#waitingBytes
    this.#waitingBytes = 0
    this.#waiting.length = 0
  }

  #finish(): void {
    this.phase = 'over'
    this.#discard()
    this.#saying = undefined
    this.lane.unready(this)
    this.#tube.forget(this, 0)
  }

  show(now: number): ShownConnection {
    this.#looks.look(now, this.#bytesIn, this.#bytesOut)
    return {
      number: this.number,
      wayId: this.wayId,
      kind: 'udp',
      direction: this.isOurs ? 'out' : 'in',
      source: this.source,
      target: '',
      state: this.isOver ? 'closing' : this.phase === 'opening' ? 'opening' : 'open',
      since: this.since,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      rateIn: this.#looks.rateIn,
      rateOut: this.#looks.rateOut,
      queuedBytes: this.#waitingBytes,
      creditBytes: 0,
      stalls: 0,
    }
  }
}
