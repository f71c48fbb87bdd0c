import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { type ControlMessage, maxHostBytes } from '../frame/control-message.ts'
import type { FrameHandler } from '../frame/decoder.ts'
import { readControl } from '../frame/read-control.ts'
import { type Answer, Answers } from './answers.ts'
import { Association } from './association.ts'
import { type Carried, type CarryingLane, type CarryingTube, TubeCounters } from './carrying.ts'
import { Connection, kindNumbers, wayPort } from './connection.ts'
import type { Lane } from './lane.ts'
import { Moves } from './moves.ts'
import type { TubeOptions } from './options.ts'
import type { ConnectionKind, ShownConnection } from './stream.ts'

/** The other end may break the rules so often before the tube is over: a race is no attack. */
const mostOffences = 100
/** Kinds of connections that were told before their opening came; of more, the first one is forgotten. */
const earlyKinds = 1000
/** What comes for connections that are gone, before it is more than can have been under way. */
const lateSlackBytes = 1024 * 1024
/** More connections than anybody opens; numbers have 32 bits. */
const lastNumber = 0xffff_fff0

export interface ConnectionsHandlers {
  opening(connection: Connection): void
  associating(association: Association): void
  /** One of ours is open at the other end. */
  opened(connection: Connection | Association): void
  /** One is over, whoever has closed it. */
  over(connection: Connection | Association): void
  /** The other end closes the channel. */
  closed(reason: CloseReason, text: string): void
  /** It does not keep to the protocol. */
  broken(fault: Fault): void
}

/** All connections of a tube, by their numbers: takes frames to them, and opens new ones, ours odd where this end is the initiator. */
export class Connections implements CarryingTube {
  readonly pool: CarryingTube['pool']
  readonly counters = new TubeCounters()
  readonly moves: Moves
  queuedBytes = 0
  extraCreditBytes = 0
  readonly #options: TubeOptions
  readonly #handlers: ConnectionsHandlers
  readonly #byNumber = new Map<number, Connection | Association>()
  readonly #kinds = new Map<number, ConnectionKind>()
  readonly #answers = new Map<CarryingLane, Answers>()
  /** That the other end may have open. */
  maxTheirs: number
  #next: number
  /** That it has. */
  #theirs = 0
  #isOver = false
  /** What the other end may still send of connections that were closed here. */
  #lateBytes = lateSlackBytes
  /** The highest number that the other end has opened. */
  #lastTheirs = 0

  constructor(options: TubeOptions, handlers: ConnectionsHandlers) {
    this.#options = options
    this.#handlers = handlers
    this.pool = options.pool
    this.moves = new Moves({
      now: () => options.clock.now(),
      goOn: (connection, lane) => this.#goOn(connection, lane),
    })
    this.maxTheirs = options.maxConnections
    this.#next = options.meet.role === 'initiator' ? 1 : 2
  }

  get size(): number {
    return this.#byNumber.size
  }

  now(): number {
    return this.#options.clock.now()
  }

  unixMs(): number {
    return this.#options.unixMs()
  }

  // Ours

  open(lane: Lane, target: Endpoint | null, kind: ConnectionKind): Connection {
    const hostBytes = target ? Buffer.byteLength(target.host) : 1
    if (hostBytes === 0 || hostBytes > maxHostBytes)
      throw new Fault('tunnel-limit', `The name of a host has 1 to ${maxHostBytes} bytes.`)
    const connection = new Connection(this, lane, { number: this.#take(), kind, target, isOurs: true })
    this.#add(connection, lane)
    return connection
  }

  associate(lane: Lane): Association {
    const association = new Association(this, lane, { number: this.#take(), isOurs: true })
    this.#add(association, lane)
    return association
  }

  #take(): number {
    if (this.#next > lastNumber)
      throw new Fault('too-many-connections', 'The tube has no numbers left: make it anew.')
    const number = this.#next
    this.#next += 2
    return number
  }

  #add(connection: Connection | Association, lane: Lane): void {
    this.#byNumber.set(connection.number, connection)
    lane.load += 2
  }

  #goOn(connection: Connection, lane: Lane): void {
    const before = connection.lane as Lane
    if (before !== lane) this.counters.moved++
    before.load--
    lane.load++
    connection.goOn(lane)
  }

  get(number: number): Connection | Association | undefined {
    return this.#byNumber.get(number)
  }

  forget(connection: Carried, lateBytes: number): void {
    const known = this.#byNumber.get(connection.number)
    if (known === undefined) return
    this.#byNumber.delete(connection.number)
    const [lane, heardOn] = [connection.lane as Lane, connection.heardOn as Lane]
    lane.load--
    heardOn.load--
    this.#lateBytes += lateBytes
    if (!connection.isOurs) this.#theirs--
    this.#handlers.over(known)
  }

  offence(): void {
    if (++this.counters.offences === mostOffences)
      this.#handlers.broken(
        new Fault(
          'tunnel-protocol',
          'The other side keeps sending what the protocol of tunnels does not allow.',
        ),
      )
  }

  /** Everything is over. */
  close(reason: CloseReason, text: string): void {
    this.#isOver = true
    for (const connection of [...this.#byNumber.values()]) connection.overWith(reason, text)
    this.#kinds.clear()
  }

  /** What a lane carried that does not come back; the other end hears of it on another one. */
  closeLane(lane: Lane, other: Lane | undefined, reason: CloseReason, text: string): void {
    for (const connection of [...this.#byNumber.values()]) {
      if (connection.lane !== lane && connection.heardOn !== lane) continue
      if (other === undefined || connection instanceof Association) connection.overWith(reason, text)
      else {
        this.#goOn(connection, other)
        connection.breakOff(reason, text)
      }
    }
    this.#answers.delete(lane)
  }

  /** Some times a second. */
  look(): void {
    const now = this.now()
    for (const connection of this.#byNumber.values())
      if (connection instanceof Connection) connection.look(now)
  }

  /** What the other end may send: what was told on this lane may not have arrived. */
  tellAgain(lane: Lane): void {
    for (const connection of this.#byNumber.values())
      if (connection instanceof Connection) connection.tellAgain(lane)
  }

  show(most: number): ShownConnection[] {
    const now = this.now()
    const shown = []
    for (const connection of this.#byNumber.values()) shown.push(connection.show(now))
    shown.sort((a, b) => b.rateIn + b.rateOut - a.rateIn - a.rateOut)
    return shown.slice(0, most)
  }

  // Of the other end

  /** What the frames of a lane mean. */
  frames(lane: Lane): FrameHandler {
    // Most frames in a row are of the same connection.
    let last: Connection | undefined
    return {
      frame: (number, _timestampMs, bytes, start, end) => {
        this.counters.framesIn++
        if (last?.number === number && last.heardOn === lane && last.phase !== 'over')
          return last.receive(bytes, start, end)
        if (number === 0) return this.#takeControl(lane, readControl(bytes, start, end))
        const connection = this.#byNumber.get(number)
        if (!(connection instanceof Connection)) return this.#takeLate(number, end - start)
        this.#hear(connection, lane)
        last = connection
        connection.receive(bytes, start, end)
      },
    }
  }

  /** The other end sends it on this lane. */
  #hear(connection: Connection, lane: Lane): void {
    const before = connection.heardOn as Lane
    before.load--
    lane.load++
    connection.heardOn = lane
  }

  /** Data of a connection that is not there (any more). */
  #takeLate(number: number, bytes: number): void {
    this.counters.lateBytes += bytes
    this.#lateBytes -= bytes
    if (!this.#wasOpened(number) || this.#lateBytes < 0) this.offence()
  }

  #wasOpened(number: number): boolean {
    return this.#isOurs(number) ? number < this.#next : number <= this.#lastTheirs
  }

  #isOurs(number: number): boolean {
    return number % 2 === this.#next % 2
  }

  #takeControl(lane: Lane, message: ControlMessage): void {
    switch (message.kind) {
      case 'open':
        return this.#takeOpen(lane, message.connection, message.target)
      case 'associate':
        return this.#takeAssociate(lane, message.connection)
      case 'openAs':
        return this.#refuse(lane, message.connection, closeReasons.configurationError, '')
      case 'close':
        if (message.connection === 0) return this.#handlers.closed(message.reason, message.text)
        return this.#of(lane, message.connection)?.overWith(message.reason, message.text)
      case 'dissociated':
        return this.#of(lane, message.connection)?.overWith(closeReasons.normal, '')
      case 'opened':
      case 'associated':
        return this.#takeOpened(lane, message.connection)
      case 'eof': {
        const connection = this.#of(lane, message.connection)
        if (connection instanceof Connection) connection.otherEnded()
        return
      }
      case 'datagram': {
        const known = this.#byNumber.get(message.connection)
        if (known instanceof Association) known.receive(message.bytes, message.from, message.to)
        else if (known || !this.#wasOpened(message.connection)) this.offence()
        // No credit limits datagrams: however many come too late were under way.
        else this.counters.droppedDatagrams++
        return
      }
      case 'ping':
        if (message.connection !== 0 && !this.#byNumber.has(message.connection)) return
        return this.#answer(lane, {
          kind: 'pong',
          connection: message.connection,
          bytes: message.bytes.slice(message.from, message.to),
        })
      case 'metricsRequest':
        return this.#answer(lane, { kind: 'metrics', text: this.#metrics(message.type, message.connection) })
      case 'pong':
      case 'metricsResponse':
      case 'metricsConfig':
        return
      case 'unknown':
        return this.offence()
    }
  }

  #takeOpened(lane: Lane, number: number): void {
    const connection = this.#of(lane, number)
    if (connection === undefined) return
    const wasOpening = connection.isOurs && connection.phase === 'opening'
    connection.otherOpened()
    if (wasOpening) this.#handlers.opened(connection)
  }

  /** One that is spoken of. What was closed meanwhile is no offence. */
  #of(lane: Lane, number: number): Connection | Association | undefined {
    const connection = this.#byNumber.get(number)
    if (connection instanceof Connection) this.#hear(connection, lane)
    else if (!connection && !this.#wasOpened(number)) this.offence()
    return connection
  }

  #mayOpen(lane: Lane, number: number): boolean {
    if (number === 0 || this.#isOurs(number) || number <= lane.lastOpened || this.#byNumber.has(number)) {
      this.offence()
      return false
    }
    lane.lastOpened = number
    this.#lastTheirs = Math.max(this.#lastTheirs, number)
    if (this.#isOver) return false
    if (this.#theirs < this.maxTheirs) return true
    this.#refuse(lane, number, closeReasons.handlerError, 'There are too many connections already.')
    return false
  }

  #takeOpen(lane: Lane, number: number, target: Endpoint | null): void {
    if (!this.#mayOpen(lane, number)) return
    const isOfWay = target?.port === wayPort
    const connection = new Connection(this, lane, {
      number,
      kind: isOfWay ? 'reverse' : (this.#kinds.get(number) ?? 'forward'),
      target: isOfWay ? null : target,
      isOurs: false,
    })
    if (isOfWay) connection.wayId = target.host
    this.#kinds.delete(number)
    this.#theirs++
    this.#add(connection, lane)
    try {
      this.#handlers.opening(connection)
    } catch {
      this.counters.handlerErrors++
      connection.close(closeReasons.handlerError)
    }
  }

  #takeAssociate(lane: Lane, number: number): void {
    if (!this.#mayOpen(lane, number)) return
    const association = new Association(this, lane, { number, isOurs: false })
    this.#theirs++
    this.#add(association, lane)
    try {
      this.#handlers.associating(association)
    } catch {
      this.counters.handlerErrors++
      association.close(closeReasons.handlerError)
    }
  }

  /** Without a connection. */
  #refuse(lane: Lane, number: number, reason: CloseReason, text: string): void {
    this.counters.refused++
    this.#answer(lane, { kind: 'close', connection: number, reason, text })
  }

  #answer(lane: Lane, answer: Answer): void {
    let answers = this.#answers.get(lane)
    if (answers === undefined) {
      answers = new Answers(lane, this.counters)
      this.#answers.set(lane, answers)
    }
    if (!answers.add(answer)) this.offence()
  }

  #metrics(type: number, number: number): string {
    const connection = this.#byNumber.get(number)
    if (type === 0) return JSON.stringify(this.counters)
    if (type === 1) return connection ? JSON.stringify(told(connection.show(this.now()))) : 'null'
    if (type === 2) return JSON.stringify({ connections: this.#byNumber.size })
    return 'error: unknown request type'
  }

  /** The other end may have got more credit. */
  allow(number: number, bytes: number): void {
    const connection = this.#byNumber.get(number)
    if (connection instanceof Connection) connection.allow(bytes)
  }

  starved(number: number): void {
    const connection = this.#byNumber.get(number)
    if (connection instanceof Connection) connection.otherStarves()
  }

  about(number: number, kindNumber: number): void {
    const kind = kindNumbers[kindNumber]
    if (kind === undefined || this.#isOurs(number)) return this.offence()
    const connection = this.#byNumber.get(number)
    if (connection instanceof Connection) connection.kind = kind
    else {
      this.#kinds.set(number, kind)
      // Some are told too late, and nobody asks for them any more.
      if (this.#kinds.size > earlyKinds) this.#kinds.delete(this.#kinds.keys().next().value!)
    }
  }
}

/** Who connected here, and by which way, is no matter of the other end's. */
const told = ({ number, kind, state, since, bytesIn, bytesOut, queuedBytes, stalls }: ShownConnection) => ({
  number,
  kind,
  state,
  since,
  bytesIn,
  bytesOut,
  queuedBytes,
  stalls,
})
