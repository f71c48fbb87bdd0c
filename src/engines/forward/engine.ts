import type { EngineEvent } from '../../contract/events.ts'
import type { ForwardSnapshot } from '../../contract/forward.ts'
import type { Rule, RuleProblem } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import type { Activity } from '../kit/activity.ts'
import { Lateness } from '../kit/lateness.ts'
import { checkPorts } from '../kit/port-check.ts'
import { Wheel } from '../kit/wheel.ts'
import { ConnectionRunner } from './connection-runner.ts'
import { DatagramRunner } from './datagram-runner.ts'
import type { Flow, Runner } from './flow.ts'
import { KernelWatch } from './kernel-watch.ts'
import type { Tell } from './rule-events.ts'
import { SnapshotBuilder } from './snapshot.ts'

const tickMs = 250
/** Health checks and ports to be tried again are the only ones that wait for a tick then. */
const calmTickMs = 1000

/** The rules at work. */
export class ForwardEngine {
  readonly activity: Activity
  readonly #runners = new Map<string, Runner>()
  readonly #tell: (event: EngineEvent) => void
  readonly #lateness = new Lateness(tickMs)
  readonly #kernel = new KernelWatch()
  readonly #snapshots = new SnapshotBuilder(this.#kernel)
  readonly #wheel: Wheel
  #looking: ReadonlySet<string> = new Set()

  constructor(tell: (event: EngineEvent) => void, activity: Activity) {
    this.#tell = tell
    this.activity = activity
    this.#wheel = new Wheel(activity, {
      everyMs: tickMs,
      calmMs: calmTickMs,
      tick: (now, lateMs) => this.#tick(now, lateMs),
    })
  }

  /** Makes `rules` the whole list; a rule that did not change is left alone. */
  apply(rules: readonly Rule[]): void {
    this.activity.stir()
    const ids = new Set(rules.map(({ id }) => id))
    for (const [id, runner] of this.#runners) {
      if (ids.has(id)) continue
      runner.end()
      this.#runners.delete(id)
    }
    for (const rule of rules) {
      const runner = this.#runners.get(rule.id)
      if (runner === undefined) this.#start(rule)
      else if (runner.rule.protocol !== rule.protocol) {
        runner.end()
        this.#start(rule)
      } else if (JSON.stringify(runner.rule) !== JSON.stringify(rule)) runner.change(rule)
    }
  }

  #start(rule: Rule): void {
    const tell: Tell = (event) => this.#tell({ at: Date.now(), ruleId: rule.id, ...event })
    const Kind = rule.protocol === 'udp' ? DatagramRunner : ConnectionRunner
    this.#runners.set(rule.id, new Kind(rule, tell, () => this.activity.stir()))
  }

  look(ruleIds: readonly string[]): void {
    this.#looking = new Set(ruleIds)
    this.activity.stir()
  }

  probe(): void {
    this.activity.stir()
    for (const runner of this.#runners.values()) runner.probe()
  }

  /** Ends one viewer's connection. Throws `rule-unknown` or `connection-unknown`. */
  disconnect(ruleId: string, connectionId: number): void {
    const runner = this.#runners.get(ruleId)
    if (runner === undefined) throw new Fault('rule-unknown', 'There is no such rule.')
    const relay = runner.flows.get(connectionId)
    if (relay === undefined) throw new Fault('connection-unknown', 'That connection has ended already.')
    relay.end(new Fault('closed', 'Ended by hand.'))
  }

  /** What only the system knows of a rule that is being written: whether its ports can be listened on. */
  check(
    rule: Pick<Rule, 'listen' | 'portCount' | 'protocol'>,
    id: string | undefined,
  ): Promise<RuleProblem[]> {
    const own = id === undefined ? undefined : this.#runners.get(id)
    return checkPorts(rule, ({ host, port }) => {
      if (own === undefined || own.state === 'failed' || own.state === 'off') return false
      const { listen, portCount, protocol } = own.rule
      return (
        protocol === rule.protocol &&
        listen.host === host &&
        port >= listen.port &&
        port < listen.port + portCount
      )
    })
  }

  snapshot(): ForwardSnapshot {
    return this.#snapshots.build([...this.#runners.values()], this.#looking, this.#lateness.lateMs)
  }

  /** Stops listening, waits for the connections to end, and ends those that are left after `deadlineMs`. */
  async drain(deadlineMs: number): Promise<void> {
    for (const runner of this.#runners.values()) runner.stopListening()
    const deadline = performance.now() + deadlineMs
    const open = () => [...this.#runners.values()].some(({ flows }) => flows.size > 0)
    while (open() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25))
    for (const runner of this.#runners.values()) runner.end()
    this.#wheel[Symbol.dispose]()
  }

  #tick(now: number, lateMs: number): void {
    this.#lateness.take(lateMs, tickMs)
    for (const runner of this.#runners.values()) {
      runner.tick(now)
      if (runner.flows.size > 0) this.activity.stir()
    }
    this.#kernel.tick(now, this.#lookedFlows())
  }

  *#lookedFlows(): Generator<Flow> {
    for (const id of this.#looking) yield* this.#runners.get(id)?.flows.values() ?? []
  }
}
