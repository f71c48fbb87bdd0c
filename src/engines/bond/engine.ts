import type {
  Bond,
  BondsSnapshot,
  Impairment,
  LinkUsage,
  Receiver,
  Routing,
  UplinkInfo,
} from '../../contract/bond.ts'
import type { Endpoint, RuleProblem } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import type { Activity } from '../kit/activity.ts'
import type { DatagramIo } from '../kit/datagram/datagram.ts'
import { openDatagramIo } from '../kit/datagram/open-io.ts'
import { endpointText } from '../kit/endpoint.ts'
import type { EventQueue } from '../kit/event-queue.ts'
import { Lateness } from '../kit/lateness.ts'
import { checkPorts } from '../kit/port-check.ts'
import { resolveHost } from '../kit/resolve-host.ts'
import { Wheel } from '../kit/wheel.ts'
import { type BondDeps, BondRunner } from './bond-runner.ts'
import { ReceiverRunner } from './receiver/receiver-runner.ts'
import { findUplink, meteredSuggestions } from './uplinks/choose-uplinks.ts'
import { checkRoutings } from './uplinks/routing-check.ts'
import {
  automaticUplinks,
  readSystemUplinks,
  type SystemUplink,
  uplinkInfo,
} from './uplinks/system-uplinks.ts'
import { UplinkWatch } from './uplinks/uplink-watch.ts'

const tickMs = 100
/**
 * Without a caller: while links are being registered or opened, and once all is settled, when nothing but keepalives
 * waits for a tick.
 */
const calmTickMs = { unsettled: 250, settled: 1000 }

/** The bonds and receivers at work. */
export class BondEngine {
  readonly activity: Activity
  readonly #events: EventQueue
  readonly #bonds = new Map<string, BondRunner>()
  readonly #receivers = new Map<string, ReceiverRunner>()
  readonly #ios = new Map<Bond['datagrams'], DatagramIo>()
  #system: readonly SystemUplink[] = []
  /** Only while a bond is switched on. */
  #watch: UplinkWatch | undefined
  #wheel: Wheel | undefined
  readonly #lateness = new Lateness(tickMs)

  constructor(events: EventQueue, activity: Activity) {
    this.#events = events
    this.activity = activity
  }

  /** Makes these the whole lists; what did not change is left alone. */
  apply(bonds: readonly Bond[], receivers: readonly Receiver[], usage: readonly LinkUsage[]): void {
    this.activity.stir()
    if (bonds.some(({ enabled }) => enabled)) this.#startWatching()
    keepOnly(this.#bonds, bonds)
    for (const bond of bonds) {
      const runner = this.#bonds.get(bond.id)
      if (runner === undefined) this.#bonds.set(bond.id, new BondRunner(bond, this.#depsOf(bond.id, usage)))
      else if (!isSame(runner.bond, bond)) runner.change(bond)
    }
    keepOnly(this.#receivers, receivers)
    for (const receiver of receivers) {
      const runner = this.#receivers.get(receiver.id)
      if (runner !== undefined && runner.settings.datagrams === receiver.datagrams) {
        if (!isSame(runner.settings, receiver)) runner.change(receiver)
        continue
      }
      runner?.end()
      this.#receivers.set(
        receiver.id,
        new ReceiverRunner(
          receiver,
          this.#openIo(receiver.datagrams),
          this.#tellOf(receiver.id),
          this.activity,
        ),
      )
    }
    if (!bonds.some(({ enabled }) => enabled)) this.#stopWatching()
  }

  /** What only this machine knows of a bond: whether its port is free, and which of its uplinks may cost money. */
  async checkBond(
    bond: Pick<Bond, 'listen' | 'links' | 'uplinks'>,
    id: string | undefined,
  ): Promise<RuleProblem[]> {
    const problems = await this.checkListen(bond.listen, id)
    if (bond.uplinks !== 'automatic') return problems
    return [...problems, ...meteredSuggestions(bond, await readSystemUplinks())]
  }

  /** Whether a port can be listened on; `id` is the bond or receiver that may hold it already. */
  checkListen(listen: Endpoint, id: string | undefined): Promise<RuleProblem[]> {
    const own =
      id === undefined ? undefined : (this.#bonds.get(id)?.bond ?? this.#receivers.get(id)?.settings)
    return checkPorts(
      { listen, portCount: 1, protocol: 'udp' },
      (endpoint) => own?.enabled === true && endpointText(own.listen) === endpointText(endpoint),
    )
  }

  /** The ways out that an operator may choose from. */
  async uplinks(): Promise<UplinkInfo[]> {
    this.#system = await readSystemUplinks()
    return automaticUplinks(this.#system).map(uplinkInfo)
  }

  /** `receiver` is an address or a name; one that does not resolve leaves every answer unknown. */
  async checkRouting(receiver: string, uplinks: readonly string[]): Promise<Routing[]> {
    const [system, address] = await Promise.all([readSystemUplinks(), addressOf(receiver)])
    const found = uplinks.map((uplink) => ({ uplink, info: findUplink(system, uplink, address) }))
    const there = found.flatMap(({ info }) => (info ? [uplinkInfo(info)] : []))
    const routings = await checkRoutings(address, there)
    return found.map(({ uplink, info }) => {
      const routing = info && routings.shift()
      if (routing) return { ...routing, uplink }
      return { uplink, result: 'unknown', text: `${uplink} is not there at the moment.`, commands: [] }
    })
  }

  /** Throws `bond-unknown` or `link-unknown`. */
  impair(bondId: string, link: string, impairment: Impairment | null, seconds: number): void {
    const runner = this.#bonds.get(bondId)
    if (runner === undefined) throw new Fault('bond-unknown', 'There is no such bond.')
    runner.impair(link, impairment, seconds)
    this.activity.stir()
  }

  async probe(): Promise<void> {
    this.activity.stir()
    this.#system = await readSystemUplinks()
    for (const runner of this.#bonds.values()) runner.probe()
    for (const runner of this.#receivers.values()) runner.probe()
  }

  snapshot(): BondsSnapshot {
    const nowMs = performance.now()
    return {
      at: Date.now(),
      bonds: [...this.#bonds.values()].map((runner) => runner.snapshot(nowMs, this.#lateness.lateMs)),
      receivers: [...this.#receivers.values()].map((runner) => runner.snapshot(nowMs)),
      loopDelayMs: this.#lateness.lateMs,
      eventsLost: this.#events.lost,
    }
  }

  /** Closes everything. There is nothing to wait for: what was read has been sent. */
  drain(_deadlineMs: number): void {
    keepOnly(this.#bonds, [])
    keepOnly(this.#receivers, [])
    this.#stopWatching()
    for (const io of this.#ios.values()) io.close()
    this.#ios.clear()
  }

  #openIo(kind: Bond['datagrams']): DatagramIo {
    const io = this.#ios.get(kind) ?? openDatagramIo(kind)
    this.#ios.set(kind, io)
    return io
  }

  #tellOf(bondId: string): BondDeps['tell'] {
    return (event) => this.#events.add({ at: Date.now(), bondId, ...event })
  }

  #depsOf(bondId: string, usage: readonly LinkUsage[]): BondDeps {
    return {
      openIo: (kind) => this.#openIo(kind),
      system: () => this.#system,
      tell: this.#tellOf(bondId),
      stir: () => this.activity.stir(),
      usage: usage.filter((each) => each.bondId === bondId),
    }
  }

  #startWatching(): void {
    if (this.#watch) return
    this.#wheel = new Wheel(this.activity, {
      everyMs: tickMs,
      calmMs: () => this.#calmTickMs,
      tick: (nowMs, lateMs) => this.#tick(nowMs, lateMs),
    })
    this.#watch = new UplinkWatch((system) => {
      this.#system = system
      for (const runner of this.#bonds.values()) runner.settle()
    })
  }

  #stopWatching(): void {
    this.#wheel?.[Symbol.dispose]()
    this.#wheel = undefined
    this.#lateness.reset()
    this.#watch?.close()
    this.#watch = undefined
  }

  get #calmTickMs(): number {
    for (const runner of this.#bonds.values()) if (!runner.isSettled) return calmTickMs.unsettled
    return calmTickMs.settled
  }

  #tick(nowMs: number, lateMs: number): void {
    this.#lateness.take(lateMs, tickMs)
    for (const runner of this.#bonds.values()) {
      runner.tick(nowMs)
      if (runner.hasCaller) this.activity.stir()
    }
  }
}

const addressOf = async (host: string): Promise<string> => {
  try {
    return (await resolveHost(host))[0] ?? ''
  } catch {
    return ''
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Ends what is no longer in the list. */
function keepOnly(running: Map<string, { end(): void }>, wanted: readonly { id: string }[]): void {
  const ids = new Set(wanted.map(({ id }) => id))
  for (const [id, runner] of running) {
    if (ids.has(id)) continue
    runner.end()
    running.delete(id)
  }
}
