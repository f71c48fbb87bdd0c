import {
  type CheckName,
  type CheckResult,
  checkNames,
  type DiagnoseContext,
} from '../../contract/diagnose.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { Check, CheckContext, CheckOutcome } from './check.ts'
import { unknown } from './check.ts'
import type { System } from './system.ts'

/** They fill the path, so they come last and one after the other. */
const loading: readonly CheckName[] = ['throughput', 'latency-under-load']
/** They start programs: how busy this machine is otherwise is seen after them. */
const startPrograms: readonly CheckName[] = [
  'interfaces',
  'routes',
  'tunnel-interface',
  'ipv6',
  'wireguard',
  'system-limits',
]

export interface ScheduleOptions {
  checks: readonly Check[]
  /** Those that are told of; all of `checks` when empty. Others run where these need them. */
  only: readonly CheckName[]
  system: System
  context: DiagnoseContext
  target: Endpoint | undefined
  deep: boolean
  /** When checks that are still at work are given up, ms from the start. */
  limitMs: number
  /** Ends everything. */
  signal: AbortSignal
  /** Called when a result changed. */
  onChange(): void
}

/** Runs checks together as far as they do not disturb one another, and keeps their results. */
export class Schedule {
  readonly #options: ScheduleOptions
  readonly #shown: readonly CheckName[]
  readonly #results = new Map<CheckName, CheckResult>()
  readonly #running = new Map<CheckName, Promise<CheckResult>>()
  readonly #over = new AbortController()
  readonly #context: CheckContext

  constructor(options: ScheduleOptions) {
    this.#options = options
    const there = new Set(options.checks.map(({ name }) => name))
    const { only } = options
    this.#shown = checkNames.filter((name) => there.has(name) && (only.length === 0 || only.includes(name)))
    for (const name of this.#shown) this.#results.set(name, empty(name, 'waiting'))
    const { system, context, target, deep } = options
    const { signal } = this.#over
    this.#context = {
      target,
      context,
      deep,
      signal,
      platform: system.platform,
      clock: system.clock,
      read: system.read,
      interfaces: system.interfaces,
      tool: (file, args, toolOptions) => system.tool(file, args, { ...toolOptions, signal }),
      result: (name) => this.#result(name),
    }
  }

  /** In the order in which people read them. */
  get results(): CheckResult[] {
    return this.#shown.map((name) => this.#results.get(name)!)
  }

  /** What checks are given, for looks beside them. */
  get context(): CheckContext {
    return this.#context
  }

  /** Runs all checks; resolves when each has its result, and what is done beside them is done, or `signal` aborts. */
  async run(beside: Promise<unknown> = Promise.resolve()): Promise<void> {
    const { signal, system, limitMs } = this.#options
    const end = () => this.#over.abort()
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const cancel = system.clock.after(limitMs, end)
    try {
      await Promise.all([beside, ...this.#shown.map((name) => this.#result(name))])
    } finally {
      cancel()
      signal.removeEventListener('abort', end)
      // Whatever was given up is to end too.
      end()
    }
  }

  #result(name: CheckName): Promise<CheckResult> {
    const known = this.#running.get(name)
    if (known) return known
    const check = this.#options.checks.find((each) => each.name === name)
    const result = check ? this.#look(check) : Promise.resolve(empty(name, 'skipped'))
    this.#running.set(name, result)
    return result
  }

  async #look(check: Check): Promise<CheckResult> {
    const { name } = check
    const why = check.skip(this.#context)
    if (why !== '') return this.#tell({ ...empty(name, 'skipped'), summary: why })
    await this.#turnOf(name)
    this.#tell(empty(name, 'running'))
    const { clock } = this.#context
    const began = clock.now()
    const outcome = await this.#within(check)
    return this.#tell({ name, ...outcome, ms: Math.round(clock.now() - began) })
  }

  async #turnOf(name: CheckName): Promise<void> {
    const place = loading.indexOf(name)
    const before =
      place >= 0
        ? this.#shown.filter((each) => !loading.includes(each) || loading.indexOf(each) < place)
        : name === 'own-health'
          ? startPrograms.filter((each) => this.#shown.includes(each))
          : []
    await Promise.all(before.map((each) => this.#result(each)))
  }

  /** What a check says, or that it was not done in time: what is half looked at would be judged wrongly. */
  #within(check: Check): Promise<CheckOutcome> {
    const { signal } = this.#over
    const seconds = Math.round(this.#options.limitMs / 1000)
    const late = unknown(
      this.#options.deep
        ? `This was not done after ${seconds} s.`
        : `This was not done after ${seconds} s; the deep run gives it more time.`,
    )
    return new Promise((resolve) => {
      const giveUp = () => resolve(late)
      if (signal.aborted) return giveUp()
      signal.addEventListener('abort', giveUp, { once: true })
      check
        .run(this.#context)
        .catch((error: unknown) => unknown('This check failed itself.', [String(error)]))
        .then((outcome) => {
          signal.removeEventListener('abort', giveUp)
          resolve(outcome)
        })
    })
  }

  #tell(result: CheckResult): CheckResult {
    if (this.#results.has(result.name)) {
      this.#results.set(result.name, result)
      this.#options.onChange()
    }
    return result
  }
}

const empty = (name: CheckName, state: CheckResult['state']): CheckResult => ({
  name,
  state,
  summary: '',
  evidence: [],
  figures: {},
  ms: 0,
})
