import type { z } from 'zod'
import type { EngineEvent } from '../../contract/events.ts'
import type { RuleProblem } from '../../contract/rule.ts'
import {
  type TunnelSettings,
  type TunnelSnapshot,
  type tunnelContract,
  tunnelSettingsSchema,
  type WayInput,
} from '../../contract/tunnel.ts'
import { Fault } from '../../wire/fault.ts'
import { monotonicClock } from '../kit/clock.ts'
import { Lateness } from '../kit/lateness.ts'
import { resolveHost } from '../kit/resolve-host.ts'
import { EngineTube, type TubeWish } from './engine-tube.ts'
import { BufferPool } from './frame/buffer-pool.ts'
import type { Stacks } from './meet/stacks.ts'
import { checkWay } from './net/check-way.ts'
import { DeniedRequests } from './net/denied-requests.ts'
import { Ways } from './net/ways.ts'
import { NetworkWatch } from './network-watch.ts'
import { SignalQueue } from './signal-queue.ts'

const tickMs = 250
/** Connections of a snapshot. */
const mostConnections = 200

type Work = z.output<(typeof tunnelContract)['apply']['input']>

export interface TunnelEngineOptions {
  stacks: Stacks
  tell(event: EngineEvent): void
  /** A defect, which has ended one tube. */
  report(error: unknown): void
}

/** The tubes, the ways through them, and what their other ends may do here. */
export class TunnelEngine {
  readonly signals = new SignalQueue(() => this.#tell(signalsOverrun, {}))
  readonly #options: TunnelEngineOptions
  readonly #tubes = new Map<string, EngineTube>()
  readonly #ways: Ways
  readonly #requests = new DeniedRequests()
  readonly #pool = new BufferPool()
  readonly #lateness = new Lateness(tickMs)
  readonly #network = new NetworkWatch({ clock: monotonicClock, changed: () => this.probe() })
  readonly #wheel: NodeJS.Timeout
  #work: Work = { name: '', settings: tunnelSettingsSchema.parse({}), iceServers: [], relayOnly: false }

  constructor(options: TunnelEngineOptions) {
    this.#options = options
    this.#ways = new Ways({
      clock: monotonicClock,
      resolve: resolveHost,
      tell: (event) => this.#tell(event, {}),
      report: options.report,
    })
    this.#wheel = setInterval(() => this.#lateness.tick(performance.now()), tickMs).unref()
  }

  /** Makes this the whole; what has not changed is left alone. */
  apply(work: Work): void {
    this.#work = work
    const { ways, allow, maxLanes } = work.settings
    this.#ways.apply(ways)
    for (const tube of this.#tubes.values()) tube.set({ allow, maxLanes })
  }

  /** In place of one of the same id. */
  openTube(wish: TubeWish): void {
    const { tubeId, peerId } = wish
    this.closeTube(tubeId, 'The tube is made anew.')
    const { allow, maxLanes } = this.#work.settings
    const tube = new EngineTube({
      wish,
      meeting: () => this.#meeting(),
      maxLanes,
      allow,
      ways: this.#ways,
      requests: this.#requests,
      pool: this.#pool,
      say: (text) => this.signals.add(tubeId, text),
      event: (event) => this.#tell(event, { tubeId, ...(peerId && { peerId }) }),
      isDebugged: () => this.#work.settings.log === 'debug',
      report: this.#options.report,
    })
    this.#tubes.set(tubeId, tube)
    this.#network.isWanted = true
    void tube.start()
  }

  hear(tubeId: string, text: string): void {
    this.#tubes.get(tubeId)?.hear(text)
  }

  mute(tubeId: string, reason: string): void {
    this.#tubes.get(tubeId)?.mute(reason)
  }

  closeTube(tubeId: string, reason: string): void {
    const tube = this.#tubes.get(tubeId)
    if (tube === undefined) return
    this.#tubes.delete(tubeId)
    tube.close(reason)
    this.signals.drop(tubeId)
    this.#network.isWanted = this.#tubes.size > 0
    const { by, party } = tube.wish
    if (by === 'code') this.#requests.forgetParty(party)
  }

  /** Throws `tube-unknown` or `connection-unknown`. */
  closeConnection(tubeId: string, number: number): void {
    const tube = this.#tubes.get(tubeId)
    if (tube === undefined) throw new Fault('tube-unknown', 'There is no such tube any more.')
    if (!tube.closeConnection(number))
      throw new Fault('connection-unknown', 'That connection has ended already.')
  }

  forgetRequest(id: string): void {
    this.#requests.forget(id)
  }

  checkWay(way: WayInput, id: string | undefined): Promise<RuleProblem[]> {
    return checkWay(
      way,
      this.#ways.statuses().find((status) => status.id === id),
    )
  }

  /** After sleep or a change of network. */
  probe(): void {
    for (const tube of this.#tubes.values()) tube.networkChanged()
  }

  /** Stops listening, waits for the connections to end, and ends everything that is left after `deadlineMs`. */
  async drain(deadlineMs: number): Promise<void> {
    this.#ways.stopListening()
    const deadline = performance.now() + deadlineMs
    const isBusy = () => [...this.#tubes.values()].some(({ connectionCount }) => connectionCount > 0)
    while (isBusy() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25))
    this.#ways.end()
    for (const id of this.#tubes.keys()) this.closeTube(id, 'Hawser was closed.')
    clearInterval(this.#wheel)
  }

  snapshot(): TunnelSnapshot {
    const tubes = [...this.#tubes.values()]
    const shown = tubes.map((tube) => tube.snapshot())
    const connections = tubes.flatMap((tube) => tube.connections(mostConnections))
    if (tubes.length > 1)
      connections.sort((one, other) => other.rateIn + other.rateOut - one.rateIn - one.rateOut)
    const { name = '', why = '' } = this.#options.stacks.current ?? {}
    return {
      at: Date.now(),
      tubes: shown,
      connections: connections.slice(0, mostConnections),
      connectionsTotal: shown.reduce((sum, tube) => sum + tube.connections, 0),
      ways: this.#ways.statuses(),
      requests: this.#requests.list(),
      stack: name,
      stackWhy: why,
      loopDelayMs: this.#lateness.lateMs,
    }
  }

  async #meeting() {
    const { settings, relayOnly, name, iceServers } = this.#work
    const { stack } = await this.#options.stacks.get({ stack: settings.stack, relayOnly })
    return { stack, name, iceServers, relayOnly }
  }

  #tell(
    event: Pick<EngineEvent, 'level' | 'code' | 'text'>,
    about: Pick<EngineEvent, 'tubeId' | 'peerId'>,
  ): void {
    if (isTold(this.#work.settings.log, event.level))
      this.#options.tell({ at: Date.now(), ...event, ...about })
  }
}

function isTold(log: TunnelSettings['log'], level: EngineEvent['level']): boolean {
  return log === 'info' || log === 'debug' || (log === 'error' && level !== 'info')
}

const signalsOverrun = {
  level: 'warning',
  code: 'engine-overrun',
  text: 'Tubes have more to say to their other ends than this machine passes on; they say it again.',
} as const
