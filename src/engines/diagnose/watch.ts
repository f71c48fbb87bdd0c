import {
  type Cause,
  type CheckName,
  type CheckResult,
  diagnoseSettingsSchema,
} from '../../contract/diagnose.ts'
import { rankCauses } from './causes/rank.ts'
import type { Check } from './check.ts'
import { Schedule } from './schedule.ts'
import type { System } from './system.ts'

/** They ask the system alone and send nothing. */
const free: readonly CheckName[] = ['interfaces', 'routes', 'tunnel-interface', 'system-limits', 'own-health']
const limitMs = 15_000
/** Where asking takes long, as where programs start slowly, it is done no more than for this part of the time. */
const shareOfTime = 0.05

export interface WatchDeps {
  checks: readonly Check[]
  system: System
}

/**
 * Looks on from the machine's own tools while streams run: every `intervalMs`, or less often where asking costs too much.
 * Ends when the signal aborts.
 */
export async function* watchMachine(
  intervalMs: number,
  { checks, system }: WatchDeps,
  signal: AbortSignal,
): AsyncGenerator<{ checks: CheckResult[]; causes: Cause[] }, void, undefined> {
  const context = {
    settings: diagnoseSettingsSchema.parse({}),
    iceServers: [],
    version: '',
    needs: [],
    peer: null,
  }
  while (!signal.aborted) {
    const began = system.clock.now()
    const schedule = new Schedule({
      checks,
      only: free,
      system,
      context: { ...context },
      target: undefined,
      deep: false,
      limitMs,
      signal,
      onChange: () => {},
    })
    await schedule.run()
    if (signal.aborted) return
    const { results } = schedule
    yield {
      checks: results,
      causes: rankCauses({ results, target: undefined, platform: system.platform }),
    }
    // Own health is a look at a clock, which costs nothing.
    const cost = Math.max(0, ...results.filter(({ name }) => name !== 'own-health').map(({ ms }) => ms))
    const next = Math.max(intervalMs, cost / shareOfTime) - (system.clock.now() - began)
    await pause(Math.max(0, next), system, signal)
  }
}

function pause(ms: number, { clock }: System, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
