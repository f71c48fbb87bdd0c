import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { LaneEnd } from '../../../transfer/channel.ts'
import { asEnd } from '../../../transfer/session/faults.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import type { LaneMaker, MetLane } from '../meet/lane-maker.ts'
import { highestLane } from '../meet/lane-name.ts'
import { Lane, type LaneHandlers } from './lane.ts'
import type { TubeEnd } from './options.ts'
import { Retries } from './retries.ts'

/** Another path is looked for when nothing was heard for so long, and the one that there is given up after more. */
const doubtMs = 3000
const silentMs = 10_000
/** After a change of network a lane must answer within that. */
const probeMs = 1200
/** Of several changes of network in a row only the first gives up what is under way. */
const freshMs = 1000
/** The responder says so often that it has no path. */
const missMs = 3000
/** How often the first peer connection of all is tried. */
const firstTries = 3
/** A further lane that does not come back within this is given up, with what it carries. */
const laneGiveUpMs = 60_000
/** After one that did not come about no further one is tried for so long. */
const furtherPauseMs = 30_000
/** For the last words. */
const farewellMs = 500
/** One that takes no new connections is closed when it has been empty for so long, for one may be on its way. */
const retiredMs = 5000
/** Lanes that a peer may have, those that are retired included. */
const mostLanes = 16

/** Why no path will ever be found again. */
const hopeless: readonly FaultCode[] = ['tube-lost', 'transfer-unproven', 'transfer-version']

export interface LanesHandlers {
  /** The first path, or one again after all were lost. */
  open(): void
  /** No lane carries. */
  lost(end: LaneEnd): void
  /** A further lane is over, with what it carried. */
  gone(lane: Lane): void
  /** There is no way back. */
  over(end: TubeEnd): void
  met(made: MetLane): void
}

interface Making {
  abort: AbortController
  retries: Retries
  isUnderWay: boolean
  startedAt: number
  tries: number
}

/** Makes lanes, the first one and others, and makes them anew when their path dies; the initiator decides which and when. */
export class Lanes {
  readonly all = new Map<number, Lane>()
  wanted = 1
  readonly #meet: LaneMaker
  readonly #clock: Clock
  readonly #giveUpMs: number
  readonly #laneHandlers: LaneHandlers
  readonly #handlers: LanesHandlers
  readonly #making = new Map<number, Making>()
  readonly #epochs = new Map<number, number>()
  readonly #lostAt = new Map<Lane, number>()
  #hasBeenOpen = false
  #isOpen = false
  /** When it began, or all lanes were lost. */
  #waitingSince: number
  #lastEnd: LaneEnd = { code: 'tube-lost', text: 'The other side did not come.' }
  readonly #missedAt = new Map<number, number>()
  /** Numbers of lanes that are over for good. */
  readonly #removed = new Set<number>()
  #next = 1
  #noFurtherBefore = 0
  #probedAt = -1
  #isClosed = false

  constructor(
    options: { meet: LaneMaker; clock: Clock; giveUpMs: number },
    laneHandlers: LaneHandlers,
    handlers: LanesHandlers,
  ) {
    this.#meet = options.meet
    this.#clock = options.clock
    this.#giveUpMs = options.giveUpMs
    this.#laneHandlers = laneHandlers
    this.#handlers = handlers
    this.#waitingSince = options.clock.now()
  }

  get #isInitiator(): boolean {
    return this.#meet.role === 'initiator'
  }

  /** That carry. */
  get openCount(): number {
    let count = 0
    for (const lane of this.all.values()) if (lane.isOpen) count++
    return count
  }

  /** Over which the two ends talk: the first one that was heard not long ago, if there is any. */
  get carrier(): Lane | undefined {
    const heardSince = this.#clock.now() - doubtMs
    let best: Lane | undefined
    for (const lane of this.all.values()) {
      if (!lane.isOpen) continue
      if (lane.link && lane.link.heardAt >= heardSince) return lane
      best ??= lane
    }
    return best
  }

  /** The one for a new connection. */
  get leastLoaded(): Lane | undefined {
    let best: Lane | undefined
    let bestRank = Number.POSITIVE_INFINITY
    for (const lane of this.all.values()) {
      const rank = lane.load + (lane.isOpen ? 0 : 1e6) + (lane.isRetired ? 1e9 : 0)
      if (rank < bestRank) {
        best = lane
        bestRank = rank
      }
    }
    return best
  }

  start(): void {
    this.#meet.handlers = {
      met: (made) => this.#met(made),
      failed: (_lane, fault) => {
        this.#lastEnd = asEnd(fault)
      },
      missed: (lane) => this.#missed(lane),
      muted: (text) => {
        this.#lastEnd = { code: 'tube-lost', text }
        if (!this.#isOpen && !this.#isInitiator) this.#over()
      },
    }
    this.#meet.start()
    if (this.#isInitiator) this.#make(0)
  }

  /** Nothing new begins; what there is stays for a moment, for its last words. */
  close(): void {
    this.#isClosed = true
    for (const { abort, retries } of this.#making.values()) {
      retries.stop()
      abort.abort(new Fault('closed', 'The tube is over.'))
    }
    this.#making.clear()
    this.#meet.close()
    const lanes = [...this.all.values()]
    this.#clock.after(farewellMs, () => {
      for (const lane of lanes) lane.close()
    })
  }

  #over(): void {
    if (this.#isClosed) return
    const { code, text } = this.#lastEnd
    this.#handlers.over({ code: code === 'lane-lost' || code === 'closed' ? 'tube-lost' : code, text })
  }

  // Making

  #make(number: number): void {
    if (this.#isClosed) return
    let making = this.#making.get(number)
    if (making === undefined) {
      making = {
        abort: new AbortController(),
        retries: new Retries(this.#clock, () => this.#make(number)),
        isUnderWay: false,
        startedAt: 0,
        tries: 0,
      }
      this.#making.set(number, making)
    }
    if (making.isUnderWay || making.retries.isWaiting) return
    making.isUnderWay = true
    making.startedAt = this.#clock.now()
    making.tries++
    making.abort = new AbortController()
    const { abort } = making
    const epoch = (this.#epochs.get(number) ?? -1) + 1
    this.#epochs.set(number, epoch)
    this.#meet.make(number, epoch, abort.signal).then(
      (made) => {
        if (abort.signal.aborted) return made.transport.close()
        this.#forget(number)
        this.#met(made)
      },
      (error) => {
        if (!abort.signal.aborted) this.#failed(number, asEnd(error))
      },
    )
  }

  #forget(number: number): void {
    this.#making.get(number)?.retries.stop()
    this.#making.delete(number)
  }

  #failed(number: number, end: LaneEnd): void {
    const making = this.#making.get(number)
    if (making === undefined || this.#isClosed) return
    making.isUnderWay = false
    if (!this.#isOpen) this.#lastEnd = end
    const isHopeless = this.#hasBeenOpen
      ? hopeless.includes(end.code)
      : making.tries >= firstTries || (end.code !== 'rtc-failed' && end.code !== 'lane-lost')
    if (number === 0 && !this.#isOpen && isHopeless) return this.#over()
    if (number > 0 && !this.all.has(number)) {
      // Nobody depends on it.
      this.#forget(number)
      this.#noFurtherBefore = this.#clock.now() + furtherPauseMs
    } else making.retries.failed()
  }

  #met(made: MetLane): void {
    if (this.#isClosed) return made.transport.close()
    let lane = this.all.get(made.lane)
    if (lane === undefined) {
      if (this.all.size >= mostLanes || this.#removed.has(made.lane)) return made.transport.close()
      lane = new Lane(made.lane, this.#laneHandlers)
      this.all.set(made.lane, lane)
    }
    this.#handlers.met(made)
    lane.join(made)
  }

  /** The other end has no path on this lane. */
  #missed(number: number): void {
    if (this.all.has(number) || number === 0) this.#make(number)
  }

  // Of the lanes

  joined(lane: Lane): void {
    this.#lostAt.delete(lane)
    if (this.#isOpen) return
    this.#isOpen = true
    this.#hasBeenOpen = true
    this.#handlers.open()
  }

  lost(lane: Lane, end: LaneEnd): void {
    if (this.#isClosed) return
    if (lane.isRetired && lane.load === 0) return this.#remove(lane)
    const now = this.#clock.now()
    this.#lostAt.set(lane, now)
    if (this.#isOpen && this.openCount === 0) {
      this.#isOpen = false
      this.#waitingSince = now
      this.#lastEnd = end
      this.#handlers.lost(end)
    }
    if (this.#isClosed) return
    if (this.#isInitiator) this.#make(lane.number)
    else if (!this.#isOpen && this.#meet.isMute) this.#over()
  }

  #remove(lane: Lane): void {
    this.all.delete(lane.number)
    this.#removed.add(lane.number)
    this.#lostAt.delete(lane)
    this.#making.get(lane.number)?.abort.abort()
    this.#forget(lane.number)
    this.#handlers.gone(lane)
    lane.close()
  }

  /** Some times a second. `lateMs`: nothing could be heard for so long, because this end stood still. */
  watch(lateMs: number): void {
    const now = this.#clock.now()
    if (!this.#isOpen && now - this.#waitingSince > this.#giveUpMs) return this.#over()
    const isProbeOver = this.#probedAt >= 0 && now - this.#probedAt > probeMs
    let hasDoubt = false
    for (const lane of [...this.all.values()]) {
      if (this.#isClosed) return
      const { link } = lane
      if (link === undefined) {
        hasDoubt = true
        if (lane.number > 0 && now - (this.#lostAt.get(lane) ?? now) > laneGiveUpMs) this.#remove(lane)
        continue
      }
      if (lateMs > doubtMs / 2) link.heardAt = now
      const silence = now - link.heardAt
      if (silence > silentMs) {
        link.fail({ code: 'lane-lost', text: 'Nothing was heard for 10 seconds.' })
        continue
      }
      if (silence > doubtMs || (isProbeOver && link.heardAt < this.#probedAt)) {
        hasDoubt = true
        if (this.#isInitiator) this.#make(lane.number)
        else this.#miss(lane, now)
      }
      link.ping()
    }
    if (isProbeOver) this.#probedAt = -1
    if (hasDoubt && !this.#isInitiator) this.#missAll(now)
    this.#keepWanted()
  }

  #missAll(now: number): void {
    for (const lane of this.all.values()) if (!lane.link) this.#miss(lane, now)
  }

  #miss(lane: Lane, now: number): void {
    const last = this.#missedAt.get(lane.number)
    if (last !== undefined && now - last < missMs) return
    this.#missedAt.set(lane.number, now)
    this.#meet.miss(lane.number)
  }

  networkChanged(): void {
    this.#meet.networkChanged()
    const now = this.#clock.now()
    for (const [number, making] of this.#making) this.#hurry(number, making, now)
    this.#probedAt = now
    this.#missedAt.clear()
    this.#noFurtherBefore = 0
    for (const { link } of this.all.values()) link?.ping()
  }

  /** Tries again at once; what is under way has begun on another network. */
  #hurry(number: number, making: Making, now: number): void {
    if (!making.isUnderWay) return making.retries.hurry()
    if (now - making.startedAt < freshMs) return
    making.abort.abort(new Fault('rtc-failed', 'The network has changed.'))
    making.isUnderWay = false
    this.#make(number)
  }

  /** As many as are wanted, by the initiator: makes those that are missing at the same time, retires those that are too many. */
  #keepWanted(): void {
    if (!this.#isInitiator || !this.#isOpen) return
    const now = this.#clock.now()
    let used = 0
    for (const lane of [...this.all.values()]) {
      if (lane.isRetired) {
        if (lane.load > 0 || lane.log.bytes > 0) lane.retiredAt = now
        else if (now - lane.retiredAt > retiredMs) this.#remove(lane)
      } else if (++used > this.wanted && lane.number > 0 && lane.isOpen) lane.retire(now)
    }
    for (const number of this.#making.keys()) if (!this.all.has(number)) used++
    if (now < this.#noFurtherBefore) return
    for (; used < this.wanted && this.#next <= highestLane; used++) this.#make(this.#next++)
  }
}
