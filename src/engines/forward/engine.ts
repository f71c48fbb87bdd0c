import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { EngineEvent } from '../../contract/events.ts'
import type { ForwardSnapshot } from '../../contract/forward.ts'
import type { Rule } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import { RuleRunner } from './rule-runner.ts'
import { SnapshotBuilder } from './snapshot.ts'

const tickMs = 250

/** The rules at work. */
export class ForwardEngine {
  readonly #runners = new Map<string, RuleRunner>()
  readonly #tell: (event: EngineEvent) => void
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 10 })
  readonly #snapshots = new SnapshotBuilder()
  readonly #wheel: NodeJS.Timeout
  #looking: ReadonlySet<string> = new Set()

  constructor(tell: (event: EngineEvent) => void) {
    this.#tell = tell
    this.#loopDelay.enable()
    this.#wheel = setInterval(() => this.#tick(), tickMs)
  }

  /** Makes `rules` the whole list; a rule that did not change is left alone. */
  apply(rules: readonly Rule[]): void {
    const ids = new Set(rules.map(({ id }) => id))
    for (const [id, runner] of this.#runners) {
      if (ids.has(id)) continue
      runner.end()
      this.#runners.delete(id)
    }
    for (const rule of rules) {
      const runner = this.#runners.get(rule.id)
      if (runner === undefined)
        this.#runners.set(rule.id, new RuleRunner(rule, (event) => this.#tell({ at: Date.now(), ...event })))
      else if (JSON.stringify(runner.rule) !== JSON.stringify(rule)) runner.change(rule)
    }
  }

  look(ruleIds: readonly string[]): void {
    this.#looking = new Set(ruleIds)
  }

  probe(): void {
    for (const runner of this.#runners.values()) runner.probe()
  }

  /** Ends one viewer's connection. Throws `rule-unknown` or `connection-unknown`. */
  disconnect(ruleId: string, connectionId: number): void {
    const runner = this.#runners.get(ruleId)
    if (runner === undefined) throw new Fault('rule-unknown', 'There is no such rule.')
    const relay = runner.relays.get(connectionId)
    if (relay === undefined) throw new Fault('connection-unknown', 'That connection has ended already.')
    relay.end(new Fault('closed', 'Ended by hand.'))
  }

  snapshot(): ForwardSnapshot {
    const loopDelayMs = this.#loopDelay.percentile(99) / 1e6
    return this.#snapshots.build([...this.#runners.values()], this.#looking, loopDelayMs)
  }

  /** Stops listening, waits for the connections to end, and ends those that are left after `deadlineMs`. */
  async drain(deadlineMs: number): Promise<void> {
    for (const runner of this.#runners.values()) runner.stopListening()
    const deadline = performance.now() + deadlineMs
    const open = () => [...this.#runners.values()].some(({ relays }) => relays.size > 0)
    while (open() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25))
    for (const runner of this.#runners.values()) runner.end()
    clearInterval(this.#wheel)
    this.#loopDelay.disable()
  }

  #tick(): void {
    const now = performance.now()
    for (const runner of this.#runners.values()) runner.tick(now)
  }
}
