import type { HawserEvent } from '../../contract/events.ts'
import { type EngineName, type EngineStatus, engineNames } from '../../contract/host.ts'
import type { Settings } from '../../contract/settings.ts'
import type { TransferRecord } from '../../contract/transfer.ts'
import type { Snapshots } from '../telemetry.ts'
import { BondFigures } from './figures/bond.ts'
import { EngineFigures } from './figures/engines.ts'
import { EventFigures } from './figures/events.ts'
import { ForwardFigures } from './figures/forward.ts'
import { ProcessFigures } from './figures/process.ts'
import { SyncFigures } from './figures/sync.ts'
import { TransferFigures } from './figures/transfer.ts'
import { TunnelFigures } from './figures/tunnel.ts'
import { isKnownIn } from './known.ts'
import type { Tell } from './metric.ts'
import type { Table } from './tables.ts'

/** Between these, snapshots are only remembered: adding up takes time, and ten a second say no more than one. */
const paceMs = 1000

/** Everything that is measured, over restarts of engines. */
export class Figures {
  readonly process = new ProcessFigures()
  readonly #now: () => number
  readonly #forward: ForwardFigures
  readonly #bond: BondFigures
  readonly #sync: SyncFigures
  readonly #tunnel: TunnelFigures
  readonly #transfers: TransferFigures
  readonly #engines: EngineFigures
  readonly #events = new EventFigures()
  readonly #statuses = new Map<EngineName, EngineStatus>()
  readonly #newest: Partial<Snapshots> = {}
  readonly #addedAt: Partial<Record<EngineName, number>> = {}

  constructor(now: () => number) {
    this.#now = now
    this.#forward = new ForwardFigures(now)
    this.#bond = new BondFigures(now)
    this.#sync = new SyncFigures(now)
    this.#tunnel = new TunnelFigures(now)
    this.#transfers = new TransferFigures(now)
    this.#engines = new EngineFigures(engineNames, now)
  }

  snapshot<N extends EngineName>(name: N, snapshot: Snapshots[N]): void {
    this.#newest[name] = snapshot
    const addedAt = this.#addedAt[name] ?? Number.NEGATIVE_INFINITY
    // The clock may have been set back.
    if (Math.abs(this.#now() - addedAt) >= paceMs) this.#add(name)
  }

  status(status: EngineStatus): void {
    const { name, state } = status
    this.#statuses.set(name, status)
    if (state === 'running') return
    // With its last words: what it did since it was asked last counts too.
    this.#add(name)
    delete this.#newest[name]
    for (const table of this.#tablesOf(name)) table.ended()
    this.#engines.ended(name)
  }

  event(event: HawserEvent): void {
    this.#events.happened(event)
  }

  transferEnded(record: TransferRecord): void {
    this.#transfers.ended(record)
  }

  get leftOut(): number {
    const tables = [...engineNames.flatMap((name) => this.#tablesOf(name)), ...this.#engines.tables]
    return tables.reduce((sum, { leftOut }) => sum + leftOut, this.#events.leftOut)
  }

  get statuses(): readonly EngineStatus[] {
    return [...this.#statuses.values()]
  }

  /** All of it, without what is no longer in the settings. */
  tell(tell: Tell, settings: Settings): void {
    const isKnown = isKnownIn(settings)
    for (const name of engineNames) {
      this.#add(name)
      for (const table of this.#tablesOf(name)) table.keep(isKnown)
    }
    this.#forward.tell(tell, this.#newest.forward)
    this.#bond.tell(tell, this.#newest.bond)
    this.#sync.tell(tell, this.#newest.sync)
    this.#tunnel.tell(tell, this.#newest.tunnel)
    this.#transfers.tell(tell)
    this.#events.tell(tell)
    this.#engines.tell(tell, this.#statuses.values(), this.#now())
    this.process.tell(tell)
  }

  /** Adds the newest snapshot of an engine, if it has not been yet. */
  #add(name: EngineName): void {
    const { forward, bond, sync, tunnel } = this.#newest
    const snapshot = this.#newest[name]
    if (snapshot === undefined) return
    this.#addedAt[name] = this.#now()
    if (name !== 'diagnose') this.#engines.take(name, snapshot as Snapshots[typeof name])
    if (name === 'forward' && forward) this.#forward.take(forward)
    if (name === 'bond' && bond) this.#bond.take(bond)
    if (name === 'sync' && sync) this.#sync.take(sync)
    if (name === 'tunnel' && tunnel) this.#tunnel.take(tunnel)
  }

  #tablesOf(name: EngineName): readonly Table[] {
    switch (name) {
      case 'forward':
        return this.#forward.tables
      case 'bond':
        return this.#bond.tables
      case 'sync':
        return this.#sync.tables
      case 'tunnel':
        return this.#tunnel.tables
      default:
        return []
    }
  }
}
