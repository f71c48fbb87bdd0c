import type { BondsSnapshot } from '../contract/bond.ts'
import type { Cause, DiagnoseSnapshot } from '../contract/diagnose.ts'
import type { ForwardSnapshot } from '../contract/forward.ts'
import type { EngineName, EngineStatus, Telemetry } from '../contract/host.ts'
import type { SyncSnapshot } from '../contract/sync.ts'
import type { TunnelSnapshot } from '../contract/tunnel.ts'
import { Latest } from './latest.ts'

export type Snapshots = {
  forward: ForwardSnapshot
  bond: BondsSnapshot
  sync: SyncSnapshot
  tunnel: TunnelSnapshot
  diagnose: DiagnoseSnapshot & { causes: Cause[] }
}

/** Hears all that is told, before anybody who looks. */
export interface TelemetryListener {
  snapshot<N extends EngineName>(name: N, snapshot: Snapshots[N]): void
  status(status: EngineStatus): void
}

/** A snapshot that comes sooner after the last news, of another engine, travels with what comes next. */
const paceMs = 90

/**
 * The newest snapshots and engine states for any number of clients. Nothing is queued: a client that is slow to read
 * finds the newest when it comes back.
 */
export class TelemetryHub {
  readonly #latest: Latest<Telemetry>
  readonly #lookers = new Set<readonly string[]>()
  readonly #lookChanged: (ruleIds: readonly string[]) => void
  readonly #listener: TelemetryListener | undefined
  #toldAt = Number.NEGATIVE_INFINITY

  /** `lookChanged` is told which rules any client wants details of. */
  constructor(
    engines: EngineStatus[],
    lookChanged: (ruleIds: readonly string[]) => void,
    listener?: TelemetryListener,
  ) {
    this.#latest = new Latest<Telemetry>({ at: Date.now(), engines })
    this.#lookChanged = lookChanged
    this.#listener = listener
    for (const status of engines) listener?.status(status)
  }

  /** What was told last. */
  get newest(): Telemetry {
    return this.#latest.value
  }

  /** Takes the snapshot of an engine that is down away: it is no longer true. */
  status(status: EngineStatus, at: number): void {
    this.#listener?.status(status)
    const { [status.name]: snapshot, engines, ...rest } = this.#latest.value
    const next = engines.map((each) => (each.name === status.name ? status : each))
    const kept = status.state === 'running' && snapshot ? { [status.name]: snapshot } : {}
    this.#latest.set({ ...rest, ...kept, engines: next, at })
  }

  snapshot<N extends EngineName>(name: N, snapshot: Snapshots[N]): void {
    this.#listener?.snapshot(name, snapshot)
    const { at } = snapshot
    const next = { ...this.#latest.value, [name]: snapshot, at }
    // The clock may have been set back.
    if (Math.abs(at - this.#toldAt) < paceMs) return this.#latest.put(next)
    this.#toldAt = at
    this.#latest.set(next)
  }

  /** What one client gets: every rule's numbers, details of the rules it looks at alone. */
  async *watch(look: readonly string[], signal: AbortSignal): AsyncGenerator<Telemetry, void, undefined> {
    const wanted = new Set(look)
    this.#lookers.add(look)
    this.#tellLook()
    try {
      for await (const telemetry of this.#latest.watch(signal)) {
        const { forward } = telemetry
        const details = forward?.details.filter(({ ruleId }) => wanted.has(ruleId)) ?? []
        yield forward ? { ...telemetry, forward: { ...forward, details } } : telemetry
      }
    } finally {
      this.#lookers.delete(look)
      this.#tellLook()
    }
  }

  #tellLook(): void {
    this.#lookChanged([...new Set([...this.#lookers].flat())])
  }
}
