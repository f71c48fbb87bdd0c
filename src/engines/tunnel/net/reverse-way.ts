import type { Endpoint } from '../../../contract/rule.ts'
import type { Way, WayStatus } from '../../../contract/tunnel.ts'
import { Fault } from '../../../wire/fault.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { closeReasons } from '../frame/close-reason.ts'
import type { ListenOutcome } from '../tube/options.ts'
import type { TunnelStream } from '../tube/stream.ts'
import { closeOfFault } from './close-text.ts'
import type { NetTube } from './net-tube.ts'
import { Opening } from './opening.ts'
import { type RunningWay, type WayDeps, WayFigures } from './running-way.ts'
import type { TcpEnd } from './tcp-end.ts'
import { switchedOff } from './way-client.ts'

const ended = new Fault('closed', switchedOff)

/** A way that has the far end listen, and connects to its target from here. */
export class ReverseWay implements RunningWay {
  way: Way
  readonly droppedDatagrams = 0
  readonly #deps: WayDeps
  readonly #figures: WayFigures
  readonly #openings = new Set<Opening>()
  readonly #ends = new Set<TcpEnd>()
  #tube: NetTube | undefined
  /** Where the far end listens. */
  #at: Endpoint | undefined
  #isAsked = false

  constructor(way: Way, deps: WayDeps) {
    this.way = way
    this.#deps = deps
    this.#figures = new WayFigures(deps, () => this.way.name)
  }

  get #connections(): number {
    return this.#openings.size + this.#ends.size
  }

  change(way: Way): void {
    const old = this.way
    this.way = way
    if (old.enabled && !way.enabled) return this.end()
    // Asked for elsewhere, the far end stops listening where it did.
    if (endpointText(old.listen) !== endpointText(way.listen)) this.#rest()
    this.#ask()
  }

  attach(tube: NetTube | undefined): void {
    if (tube !== this.#tube) this.stopListening()
    this.#tube = tube
    this.#ask()
  }

  /** What the far end answers. */
  listened(outcome: ListenOutcome): void {
    if (!this.#isAsked) return
    this.#at = outcome.at
    if (outcome.at) this.#figures.listens(outcome.at, ' at the far end')
    else this.#figures.cannotListen(new Fault(outcome.code, outcome.text))
  }

  /** Somebody has connected over there. */
  opening(stream: TunnelStream): void {
    const { enabled, maxConnections, target } = this.way
    if (!enabled || target === null) return this.#refuse(stream, ended)
    if (this.#connections >= maxConnections) {
      const text = `The limit of ${maxConnections} connections is reached.`
      return this.#refuse(stream, new Fault('too-many-connections', text))
    }
    stream.wayId = this.way.id
    const opening: Opening = new Opening(stream, {
      target,
      clock: this.#deps.clock,
      addresses: () => this.#deps.lookups.addressesOf(target.host),
      connected: (end) => {
        this.#openings.delete(opening)
        this.#ends.add(end)
        this.#figures.connected()
      },
      failed: (fault) => {
        this.#openings.delete(opening)
        this.#figures.turnedAway(fault)
      },
      owner: {
        opened: () => {},
        refused: () => {},
        ended: (end) => {
          this.#ends.delete(end)
        },
        report: this.#deps.report,
      },
    })
    this.#openings.add(opening)
  }

  status(): WayStatus {
    const problem = this.#figures.problem
    return {
      id: this.way.id,
      state: this.#state(),
      listening: this.#at ? endpointText(this.#at) : '',
      connections: this.#connections,
      opened: this.#figures.opened,
      refused: this.#figures.refused,
      problem: problem?.message ?? '',
      faultCode: problem?.code ?? '',
    }
  }

  observer(): undefined {}

  stopListening(): void {
    if (this.#isAsked) this.#tube?.unlisten(this.way.id)
    this.#rest()
  }

  end(): void {
    this.stopListening()
    for (const opening of [...this.#openings]) opening.abandon(ended)
    for (const end of [...this.#ends]) end.abort(closeReasons.adminClosed, switchedOff)
  }

  #state(): WayStatus['state'] {
    if (!this.way.enabled) return 'off'
    if (this.#tube === undefined) return 'waiting'
    if (this.#figures.hasFailed) return 'failed'
    return this.#at ? 'listening' : 'starting'
  }

  #ask(): void {
    if (!this.way.enabled || this.#tube === undefined || this.#isAsked) return
    this.#isAsked = true
    this.#tube.askListen(this.way.id, this.way.listen)
  }

  #rest(): void {
    this.#isAsked = false
    this.#at = undefined
    this.#figures.rests()
  }

  #refuse(stream: TunnelStream, fault: Fault): void {
    const { reason, text } = closeOfFault(fault)
    stream.close(reason, text)
    this.#figures.turnedAway(fault)
  }
}
