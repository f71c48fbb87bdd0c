import type { Endpoint } from '../../../contract/rule.ts'
import { asEnd } from '../../../transfer/session/faults.ts'
import { Heartbeat } from '../../../transfer/session/heartbeat.ts'
import { Fault } from '../../../wire/fault.ts'
import {
  type CloseReason,
  closeReasons,
  closeReasonText,
  faultOfReason,
  reasonOfFault,
} from '../frame/close-reason.ts'
import type { MetLane } from '../meet/lane-maker.ts'
import type { TubeCounters } from './carrying.ts'
import { Connections } from './connections.ts'
import type { Lane, LaneHandlers } from './lane.ts'
import { LaneDemand } from './lane-demand.ts'
import type { Hello } from './lane-records.ts'
import { LaneWish } from './lane-wish.ts'
import { Lanes } from './lanes.ts'
import { Listens } from './listens.ts'
import { Looks } from './looks.ts'
import type { ListenOutcome, TubeEnd, TubeOptions, TubeState } from './options.ts'
import type {
  ConnectionKind,
  DatagramHandler,
  DatagramStream,
  ShownConnection,
  StreamHandler,
  TunnelStream,
} from './stream.ts'
import { Texts, type TubeText } from './texts.ts'
import { laneFigures, shownCounters, type TubeSnapshot } from './tube-snapshot.ts'

export type { TubeSnapshot } from './tube-snapshot.ts'

const defaultGiveUpMs = 120_000
/** What each end opens is bounded by the other end's limit; this one is for numbers that grow without end. */
const mostOurs = 20_000

/** A tube between two machines: connections over lanes that lose nothing when a path is lost. */
export class Tube {
  state: TubeState = 'connecting'
  readonly #options: TubeOptions
  readonly #connections: Connections
  readonly #lanes: Lanes
  readonly #texts: Texts
  readonly #listens: Listens
  readonly #heartbeat: Heartbeat
  readonly #demand: LaneDemand
  readonly #looks: Looks
  #since: number
  #words = ''
  #proven = false
  #peer = ''
  #stack = ''
  #resumes = 0
  readonly #wish: LaneWish
  #movedBytes = 0
  #wasMoving = false

  constructor(options: TubeOptions) {
    this.#options = options
    const { clock, meet, giveUpMs = defaultGiveUpMs } = options
    this.#wish = new LaneWish(options.maxLanes)
    this.#since = options.unixMs()
    this.#looks = new Looks(clock.now())
    this.#demand = new LaneDemand(options.maxLanes, clock.now())
    this.#connections = new Connections(options, {
      opening: (connection) => options.handlers.opening(connection),
      associating: (association) => options.handlers.associating(association),
      opened: (connection) => options.handlers.opened?.(connection),
      over: (connection) => options.handlers.over?.(connection),
      closed: (reason, text) => this.#closedByThem(reason, text),
      broken: (fault) => this.#end(asEnd(fault)),
    })
    this.#texts = new Texts(
      () => clock.now(),
      (text) => this.#takeText(text),
    )
    this.#listens = new Listens((text) => this.#say(text), options.handlers)
    this.#lanes = new Lanes({ meet, clock, giveUpMs }, this.#laneHandlers(), {
      open: () => this.#open(),
      lost: ({ text }) => {
        this.#setState('lost')
        options.handlers.event({
          level: 'warning',
          code: 'tube-lost',
          text: `The path is lost, another one is looked for: ${text}`,
        })
      },
      gone: (lane) =>
        this.#connections.closeLane(
          lane,
          this.#lanes.leastLoaded,
          closeReasons.connectionLost,
          'A part of the tube is lost.',
        ),
      over: (end) => this.#end(end),
      met: (made) => this.#met(made),
    })
    meet.carry = (text) => this.#carry(text)
    this.#heartbeat = new Heartbeat(
      clock,
      () => this.#isBusy(),
      (lateMs) => this.#beat(lateMs),
    )
  }

  /** Begins to make the first lane, or to wait for it. */
  start(): void {
    this.#lanes.start()
    this.#heartbeat.start()
  }

  /**
   * Waits while the path is lost. Throws `tube-lost` when it is over or has never been open, `too-many-connections`, and
   * `tunnel-limit` for a name that no host has.
   */
  open(target: Endpoint | null, kind: ConnectionKind, handler: StreamHandler): TunnelStream {
    const connection = this.#connections.open(this.#laneForOne(), target, kind)
    connection.handler = handler
    return connection
  }

  /** UDP ASSOCIATE at the far end. Throws as `open` does. */
  associate(handler: DatagramHandler): DatagramStream {
    const association = this.#connections.associate(this.#laneForOne())
    association.handler = handler
    return association
  }

  #laneForOne(): Lane {
    const lane = this.#lanes.leastLoaded
    if (this.state === 'ended' || !lane) throw new Fault('tube-lost', 'The tube is not open.')
    if (this.#connections.size >= mostOurs)
      throw new Fault('too-many-connections', `A tube has at most ${mostOurs} connections.`)
    return lane
  }

  /** Asks the far end to listen; `id` is the way's. */
  askListen(id: string, at: Endpoint): void {
    if (this.state !== 'ended') this.#listens.ask(id, at)
  }

  unlisten(id: string): void {
    if (this.state !== 'ended') this.#listens.unlisten(id)
  }

  answerListen(id: string, outcome: ListenOutcome): void {
    if (this.state !== 'ended') this.#listens.answer(id, outcome)
  }

  set({ maxLanes, maxConnections }: { maxLanes?: number; maxConnections?: number }): void {
    if (maxConnections !== undefined) this.#connections.maxTheirs = maxConnections
    if (maxLanes === undefined) return
    this.#wish.most = maxLanes
    this.#demand.max = maxLanes
  }

  /** After sleep or a change of network: looks whether the path lives, and makes another one meanwhile. */
  networkChanged(): void {
    if (this.state === 'ended') return
    this.#demand.restart()
    this.#lanes.networkChanged()
  }

  /** Closes one connection by wish of a person; false when there is none of that number. */
  closeConnection(number: number): boolean {
    const connection = this.#connections.get(number)
    if (!connection) return false
    const { handler } = connection
    connection.close(closeReasons.adminClosed)
    handler.closed(closeReasons.adminClosed, '')
    return true
  }

  /** Ends it, and all its connections. The other end is told. */
  close(end: TubeEnd): void {
    this.#end(end)
  }

  #end(end: TubeEnd, isTold = false): void {
    if (this.state === 'ended') return
    this.#setState('ended', end)
    this.#heartbeat.stop()
    const reason = reasonOfFault(end.code)
    for (const lane of this.#lanes.all.values()) {
      lane.deafen()
      if (!isTold) lane.sayLast({ kind: 'close', connection: 0, reason, text: end.text })
    }
    this.#connections.close(closeReasons.tunnelClosed, end.text)
    this.#lanes.close()
  }

  #closedByThem(reason: CloseReason, text: string): void {
    const isIntended = reason === closeReasons.normal || reason === closeReasons.tunnelClosed
    const code = isIntended ? 'closed' : (faultOfReason(reason) ?? 'closed')
    this.#end({ code, text: text === '' ? closeReasonText(reason) : text }, true)
  }

  #setState(state: TubeState, end?: TubeEnd): void {
    this.state = state
    this.#options.handlers.state(state, end)
  }

  // Lanes

  #laneHandlers(): LaneHandlers {
    const { clock, pool, unixMs, defer } = this.#options
    const connections = this.#connections
    return {
      clock,
      pool,
      counters: connections.counters,
      unixMs,
      defer,
      frames: (lane) => connections.frames(lane),
      textsHeard: () => this.#texts.heard,
      joined: (lane, hello) => this.#joined(lane, hello),
      records: {
        credit: (number, bytes) => {
          connections.counters.wakeups++
          connections.allow(number, bytes)
        },
        starved: (number) => connections.starved(number),
        heard: (texts) => this.#texts.otherHeard(texts),
        about: (number, kind) => connections.about(number, kind),
      },
      text: (lane, number, text) => {
        this.#texts.hear(number, text)
        lane.link?.sayHeard(this.#texts.heard)
      },
      acknowledged: (lane) => connections.moves.acknowledged(lane, this.#lanes.all.values()),
      lost: (lane, end) => {
        this.#lanes.lost(lane, end)
        connections.tellAgain(lane)
      },
      broken: (end) => this.#end(end),
    }
  }

  #met({ words, proven, peer, stack }: MetLane): void {
    this.#words = words
    this.#proven = proven
    this.#peer = peer
    this.#stack = stack
  }

  #joined(lane: Lane, hello: Hello): void {
    if (lane.resumes > 0) this.#resumes++
    this.#texts.otherHeard(hello.texts)
    this.#connections.tellAgain(lane)
    this.#lanes.joined(lane)
    if (lane.link) this.#texts.repeat(lane.link)
    void lane.link?.readStats()
  }

  #open(): void {
    const wasLost = this.state === 'lost'
    this.#setState('open')
    if (wasLost)
      this.#options.handlers.event({
        level: 'info',
        code: 'tube-back',
        text: 'There is a path again; nothing was lost.',
      })
  }

  // Texts

  #say(text: TubeText): void {
    try {
      this.#texts.say(text, this.#lanes.carrier?.link)
    } catch (error) {
      this.#end(asEnd(error))
    }
  }

  #carry(text: string): boolean {
    const { carrier } = this.#lanes
    if (!carrier || this.state !== 'open') return false
    this.#say({ type: 'signal', text })
    return true
  }

  #takeText(text: TubeText): void {
    if (this.state === 'ended') return
    if (text.type === 'signal') this.#options.meet.hear(text.text)
    else if (text.type === 'lanes') this.#wish.theirs = text.wanted
    else this.#listens.take(text)
  }

  // Time

  get #isMoving(): boolean {
    const { bytesIn, bytesOut } = this.#connections.counters
    return bytesIn + bytesOut !== this.#movedBytes
  }

  /** For one more beat after the last byte. */
  #isBusy(): boolean {
    return this.#isMoving || this.#wasMoving || this.state !== 'open'
  }

  #beat(lateMs: number): void {
    if (this.state === 'ended') return
    const { bytesIn, bytesOut } = this.#connections.counters
    this.#wasMoving = this.#isMoving
    this.#movedBytes = bytesIn + bytesOut
    const { all } = this.#lanes
    for (const lane of all.values()) void lane.link?.readStats()
    this.#connections.look()
    this.#wantLanes()
    this.#lanes.watch(lateMs)
  }

  /** At least so many lanes, as far as there may be; with 1, as many as pay. */
  wantLanes(lanes: number): void {
    this.#wish.fewest = lanes
  }

  #wantLanes(): void {
    const pays = this.#demand.look(this.#options.clock.now(), this.#lanes.all.values())
    if (this.#options.meet.role === 'initiator') {
      this.#lanes.wanted = this.#wish.both(pays)
      return
    }
    const wanted = this.#wish.own(pays)
    if (this.state === 'open' && this.#wish.isNews(wanted)) this.#say({ type: 'lanes', wanted })
  }

  // Figures

  get counters(): Readonly<TubeCounters> {
    return this.#connections.counters
  }

  /** By one who looks regularly: rates are those since the last look. */
  snapshot(): TubeSnapshot {
    const { counters } = this.#connections
    this.#looks.look(this.#options.clock.now(), counters.bytesIn, counters.bytesOut)
    return {
      state: this.state,
      since: this.#since,
      peer: this.#peer,
      words: this.#words,
      proven: this.#proven,
      stack: this.#stack,
      resumes: this.#resumes,
      rateIn: this.#looks.rateIn,
      rateOut: this.#looks.rateOut,
      connections: this.#connections.size,
      ...shownCounters(counters),
      ...laneFigures(this.#lanes.all.values(), this.#connections.queuedBytes),
    }
  }

  /** The busiest first. */
  connections(most: number): ShownConnection[] {
    return this.#connections.show(most)
  }
}
