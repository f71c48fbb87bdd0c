import type { Endpoint } from '../../../contract/rule.ts'
import type { Way, WayStatus } from '../../../contract/tunnel.ts'
import type { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { endpointText } from '../../kit/endpoint.ts'
import type { SessionObserver } from '../guacamole/observer.ts'
import type { Lookups } from './lookups.ts'
import { type NetTube, type Tell, TellSeldom } from './net-tube.ts'

/** What all ways of an engine share. */
export interface WayDeps {
  readonly clock: Clock
  readonly lookups: Lookups
  readonly tell: Tell
  /** A defect of ours, which has ended one connection. */
  readonly report: (error: unknown) => void
}

/** A way at work. */
export interface RunningWay {
  readonly way: Way
  /** Of the same kind and party. Only what the change touches is disturbed. */
  change(way: Way): void
  /** The tube to its party; undefined while there is none. Connections through others go on as long as those live. */
  attach(tube: NetTube | undefined): void
  status(): WayStatus
  readonly droppedDatagrams: number
  /** Of a connection through this way. */
  observer(tube: NetTube, number: number): SessionObserver | undefined
  /** No new connections; those that there are go on. */
  stopListening(): void
  /** Ends everything. */
  end(): void
}

/** What a way has counted, and what is wrong with it. */
export class WayFigures {
  opened = 0
  refused = 0
  droppedDatagrams = 0
  /** Why it does not listen. */
  #fault: Fault | undefined
  /** Why the last client was refused. */
  #refusal: Fault | undefined
  readonly #clock: Clock
  readonly #events: TellSeldom
  readonly #name: () => string

  constructor({ clock, tell }: WayDeps, name: () => string) {
    this.#clock = clock
    this.#events = new TellSeldom(tell)
    this.#name = name
  }

  /** In people's way of speaking: the newest trouble, or none. */
  get problem(): Fault | undefined {
    return this.#fault ?? this.#refusal
  }

  get hasFailed(): boolean {
    return this.#fault !== undefined
  }

  listens(at: Endpoint, where: string): void {
    this.#fault = undefined
    this.#tell('info', 'listening', `"${this.#name()}" listens on ${endpointText(at)}${where}.`)
  }

  cannotListen(fault: Fault): void {
    if (this.#fault?.message !== fault.message)
      this.#tell('error', fault.code, `"${this.#name()}" does not work: ${fault.message}`)
    this.#fault = fault
  }

  /** It does not listen, and nobody wants it to. */
  rests(): void {
    this.#fault = undefined
    this.#refusal = undefined
  }

  connected(): void {
    this.opened++
    this.#refusal = undefined
  }

  turnedAway(fault: Fault): void {
    this.refused++
    // A client that goes away by itself is no trouble.
    if (fault.code === 'closed') return
    this.#refusal = fault
    this.#tell('warning', fault.code, `"${this.#name()}" refused a connection: ${fault.message}`)
  }

  #tell(level: 'info' | 'warning' | 'error', code: string, text: string): void {
    this.#events.tell({ level, code, text }, this.#clock.now())
  }
}
