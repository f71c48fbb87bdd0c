import { Fault } from '../../wire/fault.ts'
import type { LaneEnd } from '../channel.ts'
import type { Clock } from '../clock.ts'
import { DatagramPipe } from '../flow/unreliable/datagram-pipe.ts'
import type { RtcPeer, RtcSignal } from '../rtc.ts'
import type { SessionKeys } from '../seal/session-keys.ts'
import type { ControlMessage } from './control-messages.ts'
import { FirstLane, type LanesState } from './first-lane.ts'
import { Lane, type LaneHandlers } from './lane.ts'
import { connectMs, type Made, Making } from './making.ts'
import type { SessionOptions } from './options.ts'
import { RetiredLanes } from './retired-lanes.ts'
import { Retries } from './retries.ts'
import { mostLanes, WantedLanes } from './wanted-lanes.ts'

/** A lane of which nothing is heard for so long is over. */
const silentMs = 10_000
/** Another lane is not asked to carry what towards a silent one would be stuck with it. */
const doubtMs = 3000
export interface LanesHandlers extends LaneHandlers {
  /** Lane 0 is there; `keys` are new. The first time or again. */
  joined(keys: SessionKeys): void
  /** All lanes are gone. */
  lost(end: LaneEnd): void
  opened(lane: Lane): void
  /** Nothing more is to be sent on it. */
  retired(lane: Lane): void
  /** Towards the other end by the numbered control messages. */
  say(message: ControlMessage): void
  /** No way back. */
  over(end: LaneEnd): void
}

/**
 * Makes lanes and keeps as many as are wanted. Lane 0 is made through the signalling, by the initiator's offer, and made
 * anew that way when all lanes are lost; the others are agreed on over live ones. Numbers of lanes are never used twice
 * with the same keys.
 */
export class Lanes {
  readonly open = new Map<number, Lane>()
  keys: SessionKeys | undefined
  state: LanesState = 'connecting'
  readonly wanted: WantedLanes
  readonly #options: SessionOptions
  readonly #clock: Clock
  readonly #handlers: LanesHandlers
  readonly #making = new Map<number, Making>()
  readonly #peers = new Map<number, RtcPeer>()
  readonly #retired: RetiredLanes
  readonly #first: FirstLane
  readonly #retries: Retries
  #nextLane = 1
  #highestLane = 0

  constructor(options: SessionOptions, handlers: LanesHandlers) {
    this.#options = options
    this.#clock = options.clock
    this.#handlers = handlers
    this.wanted = new WantedLanes(options)
    this.#retired = new RetiredLanes(options.clock)
    this.#retries = new Retries(options.clock, options.random)
    this.#first = new FirstLane(options, {
      state: () => this.state,
      make: (attempt, role, reliable) => this.#make(0, role, reliable, attempt),
      making: () => this.#making.get(0),
      giveUp: (making, fault) => this.#giveUp(making, fault),
      peer: (lane) => this.#peers.get(lane),
      loseAll: (end) => this.#loseAll(end),
      over: handlers.over,
    })
  }

  get #isInitiator(): boolean {
    return this.#options.signalling.role === 'initiator'
  }

  get #reliable(): boolean {
    return this.#options.mode !== 'unreliable'
  }

  /** Open ones that are to stay. */
  get usable(): number {
    return this.open.size - this.#retired.count
  }

  /** Numbers of those that are being made. */
  get connecting(): Iterable<number> {
    return this.#making.keys()
  }

  start(): void {
    this.#first.start()
  }

  /** The lane that carries control messages best: the oldest one that is heard and not to be closed. Undefined if there is none. */
  carrier(): Lane | undefined {
    const heardSince = this.#clock.now() - doubtMs
    let best: Lane | undefined
    let bestRank = -1
    for (const lane of this.open.values()) {
      const rank = (lane.heardAt >= heardSince ? 2 : 0) + (lane.isRetired ? 0 : 1)
      if (rank <= bestRank) continue
      best = lane
      bestRank = rank
    }
    return best
  }

  /** Nothing new begins. */
  stop(): void {
    this.state = 'ended'
    this.#first.stop()
    for (const making of [...this.#making.values()])
      this.#giveUp(making, new Fault('closed', 'The session is over.'))
  }

  close(): void {
    this.stop()
    for (const lane of [...this.open.values()]) lane.fail({ code: 'closed', text: 'The session is over.' })
  }

  #make(lane: number, role: 'offer' | 'answer', reliable: boolean, attempt = this.#first.attempt): Making {
    const making: Making = new Making(this.#options, {
      lane,
      role,
      reliable,
      keys: this.keys,
      tell: (signal) => this.#tell(lane, attempt, reliable, signal),
      proving: () => {
        if (this.state === 'connecting') this.state = 'proving'
      },
      made: (made) => this.#made(making, made),
      failed: (end) => this.#failed(making, end),
    })
    this.#making.set(lane, making)
    return making
  }

  #tell(lane: number, attempt: number, reliable: boolean, signal: RtcSignal): void {
    if (!this.#first.isMute && (lane === 0 || !this.#isHeard()))
      this.#first.say({ lane, attempt, reliable, signal })
    else if (this.open.size > 0) this.#handlers.say({ type: 'signal', lane, reliable, signal })
  }

  /** Whether what is said over lanes is likely to arrive. */
  #isHeard(): boolean {
    const carrier = this.carrier()
    return carrier !== undefined && this.#clock.now() - carrier.heardAt < doubtMs
  }

  /** A signal that came over a lane. Throws `transfer-protocol` and `transfer-limit`. */
  takeSignal({ lane, reliable, signal }: Extract<ControlMessage, { type: 'signal' }>): void {
    const peer = this.#making.get(lane)?.peer ?? this.#peers.get(lane)
    if (peer) return peer.take(signal)
    if (signal.type !== 'offer' || lane <= this.#highestLane) return
    if (this.#isInitiator) throw new Fault('transfer-protocol', 'The responder has offered a lane.')
    // Those that this end has not noticed to be lost count as well.
    if (this.open.size + this.#making.size >= mostLanes * 2)
      throw new Fault('transfer-limit', 'The other side makes more lanes than are allowed.')
    this.#highestLane = lane
    const making = this.#make(lane, 'answer', reliable)
    making.setDeadline(connectMs)
    making.peer.take(signal)
  }

  #giveUp(making: Making, fault: Fault): void {
    making.giveUp(fault)
    this.#forget(making)
  }

  #forget({ lane }: Making): void {
    this.#making.delete(lane)
    // Its offer may be on its way still, and come when it is long past.
    if (lane > 0 && this.#isInitiator && this.state !== 'ended') this.#handlers.say({ type: 'retire', lane })
  }

  #made({ lane: number, reliable, peer }: Making, { opening, seal, keys }: Made): void {
    this.#making.delete(number)
    const { transport } = opening
    const pipe = reliable ? undefined : new DatagramPipe(transport.data, this.#clock)
    const lane = new Lane({
      lane: number,
      transport,
      pipe,
      seal,
      clock: this.#clock,
      handlers: { ...this.#handlers, ended: (ended, end) => this.#ended(ended, end) },
    })
    this.open.set(number, lane)
    this.#peers.set(number, peer)
    this.#retries.succeeded()
    if (keys !== this.keys) {
      this.keys = keys
      this.state = 'open'
      this.#handlers.joined(keys)
    }
    this.#handlers.opened(lane)
    opening.release()
  }

  #failed(making: Making, end: LaneEnd): void {
    this.#forget(making)
    const isFirst = this.keys === undefined
    if (this.#retries.failed(end.code, isFirst)) return this.#handlers.over(end)
    if (making.lane !== 0) return
    if (isFirst) this.state = 'connecting'
    this.#first.retryAfter(this.#retries.delayMs())
  }

  #ended(lane: Lane, end: LaneEnd): void {
    this.open.delete(lane.lane)
    this.#peers.delete(lane.lane)
    this.#retired.ended(lane)
    if (this.state === 'ended') return
    this.#handlers.ended(lane, end)
    if (this.open.size === 0 && this.state === 'open') this.#lose(end)
  }

  #loseAll(end: LaneEnd): void {
    for (const lane of [...this.open.values()]) lane.fail(end)
  }

  #lose(end: LaneEnd): void {
    this.state = 'lost'
    for (const making of [...this.#making.values()])
      this.#giveUp(making, new Fault('lane-lost', 'All lanes are lost.'))
    this.#handlers.lost(end)
    this.#first.lost()
  }

  // How many

  /** By this end's figures. */
  want(lanes: number): void {
    if (!this.wanted.setByUs(lanes)) return
    this.sayWanted()
    this.maintain()
  }

  sayWanted(): void {
    const { byUs, mostByUs } = this.wanted
    this.#handlers.say({ type: 'lanes', wanted: byUs, most: mostByUs })
  }

  wantedByThem(wanted: number, most: number): void {
    this.wanted.setByThem(wanted, most)
    this.maintain()
  }

  /** Makes lanes that are missing, retires those that are too many, closes those that are empty; the initiator does. */
  maintain(): void {
    if (this.state !== 'open' || !this.#isInitiator) return
    this.#retired.closeEmpty()
    const usable = [...this.open.values()].filter((lane) => !lane.isRetired)
    const right = usable.filter((lane) => lane.reliable === this.#reliable)
    const wanted = this.wanted.count
    const missing = wanted - right.length - this.#making.size
    // One more than there may be, to begin with when all are of the other mode.
    const free = mostLanes + (right.length === 0 ? 1 : 0) - this.open.size - this.#making.size
    if (!this.#retries.isWaiting && this.#isHeard()) {
      for (let count = Math.min(missing, free); count > 0; count--)
        this.#make(this.#nextLane++, 'offer', this.#reliable).setDeadline(connectMs)
    }
    if (right.length === 0) return
    for (const lane of usable) {
      if (lane.reliable !== this.#reliable) this.#retire(lane)
    }
    for (const lane of right.slice(wanted)) this.#retire(lane)
  }

  #retire(lane: Lane): void {
    this.#handlers.say({ type: 'retire', lane: lane.lane })
    this.takeRetire(lane.lane)
  }

  takeRetire(number: number): void {
    const making = this.#making.get(number)
    if (making && number > 0 && !this.#isInitiator)
      this.#giveUp(making, new Fault('lane-lost', 'The other side has given it up.'))
    const lane = this.open.get(number)
    if (lane === undefined || lane.isRetired) return
    this.#retired.add(lane)
    this.#handlers.retired(lane)
  }

  /** Ends what is silent, and pings the others. `lateMs`: nothing could be heard for so long, because this end stood still. */
  watch(lateMs: number): void {
    const now = this.#clock.now()
    for (const lane of [...this.open.values()]) {
      if (lateMs > doubtMs) lane.heardAt = Math.max(lane.heardAt, now - silentMs / 2)
      if (now - lane.heardAt > silentMs)
        lane.fail({ code: 'lane-lost', text: 'Nothing was heard for 10 seconds.' })
      else lane.ping()
    }
  }

  /** New paths for all lanes; and no waiting for the next try. */
  networkChanged(): void {
    for (const peer of this.#peers.values()) peer.restart()
    this.#retries.hurry()
    if (this.state !== 'lost') return
    const making = this.#making.get(0)
    if (making) this.#giveUp(making, new Fault('rtc-failed', 'The network has changed.'))
    this.#first.retryAfter(0)
  }
}
