import type { Socket } from 'node:net'
import type { Endpoint } from '../../../contract/rule.ts'
import type { Way, WayStatus } from '../../../contract/tunnel.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { SessionObserver } from '../guacamole/observer.ts'
import type { DatagramHandler, DatagramStream, StreamHandler, TunnelStream } from '../tube/stream.ts'
import { GuacdClient } from './guacd-client.ts'
import type { NetTube } from './net-tube.ts'
import type { ReadSocket } from './read-socket.ts'
import { type RunningWay, type WayDeps, WayFigures } from './running-way.ts'
import { SocksClient } from './socks-client.ts'
import { sourceOf } from './tcp-end.ts'
import { TcpListener, turnAway } from './tcp-listener.ts'
import { ForwardClient, type WayClient, type WayClientOwner } from './way-client.ts'

/** Sessions that are remembered for figures; of more, the oldest are forgotten. */
const mostObserved = 1000

/** A way that listens on this machine: `forward`, `socks`, `guacd`. It listens as long as there is a tube. */
export class LocalWay implements RunningWay, WayClientOwner {
  way: Way
  readonly clock: Clock
  readonly report: (error: unknown) => void
  readonly #figures: WayFigures
  readonly #clients = new Set<WayClient>()
  readonly #observed = new Map<TunnelStream, { tube: NetTube; observer: SessionObserver }>()
  #tube: NetTube | undefined
  #listener: TcpListener | undefined
  /** A way for any free port keeps the one that it was given. */
  #lastPort = 0

  constructor(way: Way, deps: WayDeps) {
    this.way = way
    this.clock = deps.clock
    this.report = deps.report
    this.#figures = new WayFigures(deps, () => this.way.name)
  }

  get droppedDatagrams(): number {
    return this.#figures.droppedDatagrams
  }

  change(way: Way): void {
    const old = this.way
    this.way = way
    if (old.enabled && !way.enabled) return this.end()
    if (endpointText(old.listen) !== endpointText(way.listen)) {
      this.#lastPort = 0
      this.stopListening()
    }
    this.#listen()
  }

  attach(tube: NetTube | undefined): void {
    this.#tube = tube
    if (tube === undefined) this.stopListening()
    else this.#listen()
  }

  status(): WayStatus {
    const { id } = this.way
    const at = this.#listener?.at
    const problem = this.#figures.problem
    return {
      id,
      state: this.#state(),
      listening: at ? endpointText(at) : '',
      connections: this.#clients.size,
      opened: this.#figures.opened,
      refused: this.#figures.refused,
      problem: problem?.message ?? '',
      faultCode: problem?.code ?? '',
    }
  }

  observer(tube: NetTube, number: number): SessionObserver | undefined {
    for (const [stream, observed] of this.#observed)
      if (stream.number === number && observed.tube === tube) return observed.observer
    return undefined
  }

  stopListening(): void {
    this.#listener?.close()
    this.#listener = undefined
    this.#figures.rests()
  }

  end(): void {
    this.stopListening()
    for (const client of [...this.#clients]) client.abort()
  }

  open(target: Endpoint | null, handler: StreamHandler, socket: Socket): TunnelStream {
    if (this.#tube === undefined) throw new Fault('tube-lost', 'There is no tube.')
    const stream = this.#tube.open(target, this.way.kind, handler)
    stream.wayId = this.way.id
    stream.source = sourceOf(socket)
    return stream
  }

  associate(handler: DatagramHandler): DatagramStream {
    if (this.#tube === undefined) throw new Fault('tube-lost', 'There is no tube.')
    return this.#tube.associate(handler)
  }

  opened(): void {
    this.#figures.connected()
  }

  refused(fault: Fault): void {
    this.#figures.turnedAway(fault)
  }

  dropped(): void {
    this.#figures.droppedDatagrams++
  }

  observes(stream: TunnelStream): SessionObserver {
    const observer = new SessionObserver(() => this.clock.now())
    if (this.#tube) this.#observed.set(stream, { tube: this.#tube, observer })
    if (this.#observed.size > mostObserved) this.#observed.delete(this.#observed.keys().next().value!)
    return observer
  }

  ended(client: WayClient): void {
    this.#clients.delete(client)
    for (const stream of this.#observed.keys()) if (stream.isOver) this.#observed.delete(stream)
  }

  #state(): WayStatus['state'] {
    if (!this.way.enabled) return 'off'
    if (this.#tube === undefined) return 'waiting'
    if (this.#figures.hasFailed) return 'failed'
    return this.#listener?.at ? 'listening' : 'starting'
  }

  #listen(): void {
    if (!this.way.enabled || this.#tube === undefined || this.#listener) return
    const { host, port } = this.way.listen
    const listener: TcpListener = new TcpListener({ host, port: port || this.#lastPort }, this.clock, {
      accepted: (source) => this.#accepted(source),
      changed: () => {
        if (listener.at) {
          this.#lastPort = listener.at.port
          this.#figures.listens(listener.at, '')
        } else if (listener.fault) this.#figures.cannotListen(listener.fault)
      },
      report: this.report,
    })
    this.#listener = listener
  }

  #accepted(source: ReadSocket): void {
    const { maxConnections } = this.way
    if (this.#clients.size >= maxConnections) {
      turnAway(source.socket)
      const text = `The limit of ${maxConnections} connections is reached.`
      return this.#figures.turnedAway(new Fault('too-many-connections', text))
    }
    try {
      this.#clients.add(this.#client(source))
    } catch (error) {
      turnAway(source.socket)
      this.#figures.turnedAway(
        error instanceof Fault ? error : new Fault('internal', 'The tube did not take it.'),
      )
    }
  }

  #client(source: ReadSocket): WayClient {
    const { kind, session } = this.way
    if (kind === 'socks') return new SocksClient(source, this)
    return kind === 'guacd' && session
      ? new GuacdClient(source, session, this)
      : new ForwardClient(source, this)
  }
}
