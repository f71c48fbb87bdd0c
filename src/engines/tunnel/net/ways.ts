import type { Way, WayStatus } from '../../../contract/tunnel.ts'
import type { Clock } from '../../kit/clock.ts'
import { closeReasons } from '../frame/close-reason.ts'
import type { SessionObserver } from '../guacamole/observer.ts'
import type { ListenOutcome } from '../tube/options.ts'
import type { TunnelStream } from '../tube/stream.ts'
import { LocalWay } from './local-way.ts'
import { Lookups } from './lookups.ts'
import type { NetTube, Tell } from './net-tube.ts'
import { ReverseWay } from './reverse-way.ts'
import type { RunningWay, WayDeps } from './running-way.ts'

export interface WaysOptions {
  readonly clock: Clock
  readonly resolve: (host: string) => Promise<string[]>
  readonly tell: Tell
  /** A defect of ours, which has ended one connection. */
  readonly report: (error: unknown) => void
}

/** The ways of this side, and which tube each of them goes through. */
export class Ways {
  readonly #deps: WayDeps
  readonly #running = new Map<string, RunningWay>()
  /** Of each party, the newest last. */
  readonly #tubes = new Map<string, NetTube[]>()

  constructor({ clock, resolve, tell, report }: WaysOptions) {
    this.#deps = { clock, tell, report, lookups: new Lookups(resolve, clock) }
  }

  /** Makes `ways` the whole list; what has not changed is left alone. */
  apply(ways: readonly Way[]): void {
    const wanted = new Map(ways.map((way) => [way.id, way]))
    for (const [id, running] of this.#running) {
      const way = wanted.get(id)
      if (way && way.kind === running.way.kind && way.party === running.way.party) continue
      running.end()
      this.#running.delete(id)
    }
    for (const way of ways) {
      const running = this.#running.get(way.id)
      if (running === undefined) this.#start(way)
      else if (JSON.stringify(running.way) !== JSON.stringify(way)) running.change(way)
    }
  }

  /** There is a tube to that party, over which new connections go from now on. */
  tubeOpen(party: string, tube: NetTube): void {
    const tubes = this.#tubes.get(party) ?? []
    if (tubes.includes(tube)) return
    this.#tubes.set(party, [...tubes, tube])
    this.#attach(party)
  }

  /** That one is over. One that looks for a path is not: connections wait for it. */
  tubeGone(party: string, tube: NetTube): void {
    const left = (this.#tubes.get(party) ?? []).filter((other) => other !== tube)
    if (left.length > 0) this.#tubes.set(party, left)
    else this.#tubes.delete(party)
    this.#attach(party)
  }

  /** What the far end answers to the wish to listen there. */
  listened(tube: NetTube, id: string, outcome: ListenOutcome): void {
    const running = this.#running.get(id)
    if (running instanceof ReverseWay && this.#tubes.get(running.way.party)?.at(-1) === tube)
      running.listened(outcome)
  }

  /** A connection of a reverse way. Only who was asked to listen may open one. */
  opening(tube: NetTube, stream: TunnelStream): void {
    const running = this.#running.get(stream.wayId)
    if (running instanceof ReverseWay && this.#tubes.get(running.way.party)?.includes(tube))
      running.opening(stream)
    else stream.close(closeReasons.adminClosed, 'There is no such way.')
  }

  statuses(): WayStatus[] {
    return Array.from(this.#running.values(), (running) => running.status())
  }

  /** Of the ways of one party. */
  droppedDatagrams(party: string): number {
    let sum = 0
    for (const { way, droppedDatagrams } of this.#running.values())
      if (way.party === party) sum += droppedDatagrams
    return sum
  }

  /** Who reads along with a Guacamole session. */
  observer(wayId: string, tube: NetTube, number: number): SessionObserver | undefined {
    return this.#running.get(wayId)?.observer(tube, number)
  }

  get(id: string): Way | undefined {
    return this.#running.get(id)?.way
  }

  stopListening(): void {
    for (const running of this.#running.values()) running.stopListening()
  }

  end(): void {
    for (const running of this.#running.values()) running.end()
    this.#running.clear()
  }

  #start(way: Way): void {
    const running = way.kind === 'reverse' ? new ReverseWay(way, this.#deps) : new LocalWay(way, this.#deps)
    this.#running.set(way.id, running)
    running.attach(this.#tubes.get(way.party)?.at(-1))
  }

  #attach(party: string): void {
    const tube = this.#tubes.get(party)?.at(-1)
    for (const running of this.#running.values()) if (running.way.party === party) running.attach(tube)
  }
}
