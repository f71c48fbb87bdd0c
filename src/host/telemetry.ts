import type { ForwardSnapshot } from '../contract/forward.ts'
import type { EngineStatus, Telemetry } from '../contract/host.ts'
import { Latest } from './latest.ts'

/**
 * The newest snapshot and engine states for any number of clients. Nothing is queued: a client that is slow to read
 * finds the newest when it comes back.
 */
export class TelemetryHub {
  readonly #latest: Latest<Telemetry>
  readonly #lookers = new Set<readonly string[]>()
  readonly #lookChanged: (ruleIds: readonly string[]) => void

  /** `lookChanged` is told which rules any client wants details of. */
  constructor(engines: EngineStatus[], lookChanged: (ruleIds: readonly string[]) => void) {
    this.#latest = new Latest<Telemetry>({ at: Date.now(), engines })
    this.#lookChanged = lookChanged
  }

  /** Without a snapshot: the engine is down, and its last one no longer true. */
  status(engines: EngineStatus[], at: number): void {
    const { forward } = this.#latest.value
    const up = engines.some(({ name, state }) => name === 'forward' && state === 'running')
    this.#latest.set(up && forward ? { at, engines, forward } : { at, engines })
  }

  snapshot(forward: ForwardSnapshot): void {
    this.#latest.set({ at: forward.at, engines: this.#latest.value.engines, forward })
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
