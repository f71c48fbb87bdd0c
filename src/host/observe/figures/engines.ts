import type { EngineName, EngineStatus, Telemetry } from '../../../contract/host.ts'
import { counter, gauge, milli, type Tell, unit } from '../metric.ts'
import { type Mapping, SeriesTable } from '../series.ts'
import type { Table } from '../tables.ts'
import { tellStates } from './states.ts'

export const engineMetrics = {
  state: gauge('hawser.engine.state', unit.part, '1 for the state in which an engine is.'),
  restarts: counter(
    'hawser.engine.restarts',
    '{restart}',
    'Times that an engine ended by itself and was started again.',
  ),
  loopDelay: gauge(
    'hawser.engine.loop.delay',
    unit.seconds,
    "How late the engine's own timer came of late (p99).",
  ),
  eventsLost: counter('hawser.engine.events.lost', '{event}', 'Events that an engine could not tell.'),
}

const mappings: Record<'loopDelayMs' | 'eventsLost', Mapping> = {
  loopDelayMs: { metric: engineMetrics.loopDelay, scale: milli },
  eventsLost: { metric: engineMetrics.eventsLost },
}
type Health = { loopDelayMs?: number; eventsLost?: number }

/** How the engines themselves do. */
export class EngineFigures {
  readonly tables: readonly Table[]
  readonly #byName = new Map<EngineName, SeriesTable<keyof typeof mappings>>()
  readonly #since: number

  constructor(names: readonly EngineName[], now: () => number) {
    for (const name of names) this.#byName.set(name, new SeriesTable(mappings, now))
    this.tables = [...this.#byName.values()]
    this.#since = now()
  }

  take(name: EngineName, snapshot: Health): void {
    const attributes = { 'hawser.engine': name }
    this.#byName
      .get(name)
      ?.take([{ source: name, series: name, attributes, value: (column) => snapshot[column] }])
  }

  ended(name: EngineName): void {
    this.#byName.get(name)?.ended()
  }

  tell(tell: Tell, statuses: Iterable<EngineStatus>, at: Telemetry['at']): void {
    for (const table of this.#byName.values()) table.tell(tell)
    const all = [...statuses]
    for (const { name, restarts } of all)
      tell(engineMetrics.restarts, {
        value: restarts,
        attributes: { 'hawser.engine': name },
        since: this.#since,
      })
    const states = all.map(({ name, state }) => [{ 'hawser.engine': name }, state] as const)
    tellStates(tell, engineMetrics.state, at, states)
  }
}
