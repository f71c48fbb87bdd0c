import { chunkBytes } from '../flow/chunk-bytes.ts'
import { estimateLoss } from '../flow/estimate-loss.ts'
import { judge } from '../flow/judge.ts'
import { farMs, LaneCount } from '../flow/lane-count.ts'
import { ProcessorLoad } from '../flow/processor-load.ts'
import { RateMeter } from '../flow/rate-meter.ts'
import { WaitMeter, type WaitParts } from '../flow/wait-meter.ts'
import type { LaneSnapshot, SessionSnapshot } from '../snapshot.ts'
import type { BlockPool } from './block-pool.ts'
import type { Going } from './going.ts'
import type { Lane } from './lane.ts'
import type { Lanes } from './lanes.ts'
import { limits } from './limits.ts'
import type { SessionOptions } from './options.ts'
import type { Receiving } from './receiving.ts'
import type { Sending, Standstill } from './sending.ts'

/** A look that comes later than this was held up by the processor. */
const mildlyLateMs = 30

/** What is remembered of a lane from one look to the next. */
interface Seen {
  readonly sending: RateMeter
  readonly receiving: RateMeter
  sentBytes: number
  receivedBytes: number
  sentPackets: number
  retransmits: number
  discards: number
  discardsPerSecond: number
  acknowledgedBytes: number
  /** In the stack, at the last look. */
  buffered: number
  loss: number
  at: number
}

/** Looks at the lanes some times a second: feeds their windows, says how many there should be, and makes the figures of the snapshot. */
export class Measuring {
  readonly #options: SessionOptions
  readonly #lanes: Lanes
  readonly #sending: Sending
  readonly #receiving: Receiving
  readonly #pool: BlockPool
  readonly #going: Going
  readonly #processor: ProcessorLoad
  readonly #laneCount: LaneCount
  readonly #waits: WaitMeter
  /** Of bytes that have arrived: what has just been given to a new lane fills its buffers only. */
  readonly #rate = new RateMeter()
  #recentBytes = 0
  #lookedAt: number
  readonly #seen = new Map<Lane, Seen>()
  #baseRttMs = -1

  constructor(
    options: SessionOptions,
    parts: { lanes: Lanes; sending: Sending; receiving: Receiving; pool: BlockPool; going: Going },
  ) {
    this.#options = options
    this.#lanes = parts.lanes
    this.#sending = parts.sending
    this.#receiving = parts.receiving
    this.#pool = parts.pool
    this.#going = parts.going
    this.#processor = new ProcessorLoad(options.processorUse)
    this.#laneCount = new LaneCount({ max: options.maxLanes, gentle: options.gentle })
    this.#lookedAt = options.clock.now()
    this.#waits = new WaitMeter(this.#lookedAt)
  }

  set(): void {
    const { maxLanes: max, gentle } = this.#options
    this.#laneCount.set({ max, gentle })
  }

  /** The network has changed. */
  restart(): void {
    this.#laneCount.restart()
    this.#baseRttMs = -1
    for (const lane of this.#lanes.open.values()) lane.forgetRoundTrips()
  }

  /** Files, which may be worth more lanes before they are accepted. */
  offered(): void {
    if (this.#sending.hasMuch)
      this.#lanes.want(this.#laneCount.begin(this.#options.clock.now(), this.#shortestMs()))
  }

  standstill(what: Standstill): void {
    this.#waits.enter(what, this.#options.clock.now())
  }

  /** The windows of all lanes together say how much is read ahead. */
  windows(): void {
    let bytes = 0
    for (const lane of this.#lanes.open.values()) if (!lane.isRetired) bytes += lane.window.window
    this.#sending.setWindows(bytes)
  }

  /** `lateMs`: so much later than it was meant to be. */
  look(lateMs: number): void {
    const now = this.#options.clock.now()
    this.#processor.beat(lateMs)
    if (lateMs > mildlyLateMs) this.#waits.late(lateMs, now)
    for (const lane of this.#seen.keys()) if (lane.isOver) this.#seen.delete(lane)
    for (const lane of this.#lanes.open.values()) {
      this.#count(lane, now)
      void lane.readStats()
    }
    this.windows()
    this.offered()
    const recent = (this.#recentBytes * 1000) / Math.max(1, now - this.#lookedAt)
    this.#recentBytes = 0
    this.#lookedAt = now
    const { isBusy } = this.#sending
    if (isBusy) this.#decide(now, recent)
    if (this.#lanes.state === 'open' && (isBusy || this.#receiving.isBusy))
      this.#going.tell(now, {
        waits: isBusy ? this.#waits.parts(now) : undefined,
        loss: this.#path().loss,
        processor: this.#processor.part,
      })
  }

  #decide(now: number, recent: number): void {
    const { rttMs: nowMs, loss } = this.#path()
    const { network, moving, cpu } = this.#waits.parts(now)
    const rate = this.#rate.rate(now)
    const rttMs = this.#shortestMs()
    this.#sending.chunkBytes = chunkBytes({ rttMs: isNear(rttMs) ? rttMs : nowMs, loss, rate })
    const sample = { rttMs, nowMs, loss, isLossGuessed: !this.#isLossCounted, rate, recent }
    this.#lanes.want(
      this.#laneCount.sample(now, {
        ...sample,
        lanes: this.#lanes.open.size,
        waited: network + moving + cpu,
      }),
    )
  }

  /** Of all lanes; -1 before it is known. */
  #shortestMs(): number {
    let shortest = -1
    for (const { shortestRoundTripMs: ms } of this.#lanes.open.values())
      if (ms >= 0 && (shortest < 0 || ms < shortest)) shortest = ms
    return shortest
  }

  get #isLossCounted(): boolean {
    for (const lane of this.#lanes.open.values()) if (lane.retransmits < 0) return false
    return true
  }

  #count(lane: Lane, now: number): void {
    const seen = this.#seenOf(lane, now)
    const { stats } = lane
    const sent = lane.sentBytes - seen.sentBytes
    seen.sending.add(now, sent)
    seen.receiving.add(now, lane.receivedBytes - seen.receivedBytes)
    const arrived = lane.window.acknowledged - seen.acknowledgedBytes
    this.#rate.add(now, arrived)
    this.#recentBytes += arrived
    seen.acknowledgedBytes += arrived
    seen.sentBytes = lane.sentBytes
    seen.receivedBytes = lane.receivedBytes
    const isHeld = seen.buffered > 0 && lane.bufferedBytes > 0
    seen.buffered = lane.bufferedBytes
    if (stats === undefined) return
    const retransmits = lane.retransmits
    const elapsed = (now - seen.at) / 1000
    const packets = stats.sentPackets - seen.sentPackets
    const rate = seen.sending.rate(now)
    const repeated = retransmits < 0 ? -1 : retransmits - seen.retransmits
    // Near ones are lengthened by the lane's own queue and by busy processors, not by the path.
    const rttMs = isNear(lane.shortestRoundTripMs) ? lane.shortestRoundTripMs : lane.roundTripMs
    const loss = estimateLoss({
      rttMs,
      rate,
      isHeld,
      sentPackets: packets,
      retransmits: repeated,
    })
    // One look is short: what it shows counts for a quarter.
    if (loss >= 0) seen.loss = seen.loss < 0 ? loss : seen.loss + (loss - seen.loss) / 4
    if (elapsed > 0 && stats.discardedPackets >= 0)
      seen.discardsPerSecond = (stats.discardedPackets - seen.discards) / elapsed
    seen.sentPackets = stats.sentPackets
    seen.retransmits = Math.max(retransmits, 0)
    seen.discards = Math.max(stats.discardedPackets, 0)
    seen.at = now
    lane.window.sample({ rttMs, discardedPackets: stats.discardedPackets })
  }

  #seenOf(lane: Lane, now: number): Seen {
    let seen = this.#seen.get(lane)
    if (seen === undefined) {
      seen = {
        sending: new RateMeter(now),
        receiving: new RateMeter(now),
        sentBytes: 0,
        receivedBytes: 0,
        sentPackets: 0,
        retransmits: 0,
        discards: 0,
        discardsPerSecond: 0,
        acknowledgedBytes: 0,
        buffered: 0,
        loss: -1,
        at: now,
      }
      this.#seen.set(lane, seen)
    }
    return seen
  }

  /** Of all lanes: the shortest round trip, for they share a path, and the mean loss of those that know. */
  #path(): { rttMs: number; jitterMs: number; loss: number; discardsPerSecond: number } {
    const path = { rttMs: -1, jitterMs: -1, loss: -1, discardsPerSecond: 0 }
    let losses = 0
    let known = 0
    for (const [lane, seen] of this.#seen) {
      const rttMs = lane.roundTripMs
      if (rttMs >= 0 && (path.rttMs < 0 || rttMs < path.rttMs)) path.rttMs = rttMs
      path.jitterMs = Math.max(path.jitterMs, lane.jitterMs)
      path.discardsPerSecond += seen.discardsPerSecond
      if (seen.loss < 0) continue
      losses += seen.loss
      known++
    }
    if (known > 0) path.loss = losses / known
    if (path.rttMs >= 0 && (this.#baseRttMs < 0 || path.rttMs < this.#baseRttMs)) this.#baseRttMs = path.rttMs
    return path
  }

  snapshot(
    at: number,
  ): Pick<SessionSnapshot, 'chunkBytes' | 'mode' | 'lanes' | 'lanesWanted' | 'memory' | 'quality'> {
    const lanes = [...this.#lanes.open.values()].map((lane) => this.#laneSnapshot(lane, at))
    const memory = this.memory
    const path = this.#path()
    return {
      chunkBytes: this.#sending.chunkBytes,
      mode: this.#options.mode === 'unreliable' ? 'unreliable' : 'reliable',
      lanes: [...lanes, ...Array.from(this.#lanes.connecting, connectingLane)],
      lanesWanted: this.#lanes.wanted.count,
      memory,
      quality: judge({
        ...path,
        ...this.#goings(at, path.loss),
        isBusy: this.#sending.isBusy || this.#receiving.isBusy,
        baseRttMs: this.#baseRttMs,
        rate: lanes.reduce((sum, lane) => sum + lane.sendRate + lane.receiveRate, 0),
        lanes: lanes.length,
        lostLanes: this.#lanes.state === 'lost' ? 1 : 0,
        isAtMostLanes: this.#laneCount.isAtMost,
        gentle: this.#options.gentle,
        memory,
        memoryLimit: limits.memoryBytes,
      }),
    }
  }

  /** Of what this end sends; while it only receives, as the sender tells. */
  #goings(at: number, loss: number) {
    const theirs = this.#going.theirs(at)
    const processors = { processor: this.#processor.part, processorThere: theirs?.processor ?? -1 }
    if (this.#sending.isBusy || !this.#receiving.isBusy)
      return { side: 'sending' as const, waits: this.#waits.parts(at), loss, ...processors }
    const waits = theirs?.waits ?? noWaits
    return { side: 'receiving' as const, waits, loss: theirs?.loss ?? loss, ...processors }
  }

  /** Bytes held for what is on its way. */
  get memory(): number {
    let bytes = this.#pool.usedBytes
    for (const lane of this.#lanes.open.values()) bytes += lane.bufferedBytes
    return bytes
  }

  #laneSnapshot(lane: Lane, at: number): LaneSnapshot {
    const { stats, window } = lane
    const seen = this.#seen.get(lane)
    return {
      lane: lane.lane,
      state: 'open',
      path: stats?.path ?? 'unknown',
      pair: stats?.pair ?? '',
      sendRate: seen?.sending.rate(at) ?? 0,
      receiveRate: seen?.receiving.rate(at) ?? 0,
      rttMs: lane.roundTripMs,
      jitterMs: lane.jitterMs,
      loss: seen?.loss ?? -1,
      retransmits: Math.max(lane.retransmits, 0),
      discards: Math.max(stats?.discardedPackets ?? 0, 0),
      window: window.window,
      inFlight: window.inFlight,
      buffered: lane.bufferedBytes,
    }
  }
}

const noWaits: WaitParts = { moving: 0, receiver: 0, network: 0, source: 0, cpu: 0 }

/** However long it takes at this moment, in queues and on busy processors. */
const isNear = (shortestMs: number): boolean => shortestMs >= 0 && shortestMs < farMs

const connectingLane = (lane: number): LaneSnapshot => ({
  lane,
  state: 'connecting',
  path: 'unknown',
  pair: '',
  sendRate: 0,
  receiveRate: 0,
  rttMs: -1,
  jitterMs: -1,
  loss: -1,
  retransmits: 0,
  discards: 0,
  window: 0,
  inFlight: 0,
  buffered: 0,
})
