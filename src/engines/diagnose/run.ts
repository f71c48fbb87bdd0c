import { arch, release } from 'node:os'
import type { z } from 'zod'
import type { DiagnoseContext, Diagnosis, diagnoseInputSchema, PlanLine } from '../../contract/diagnose.ts'
import { endpointText } from '../kit/endpoint.ts'
import { rankCauses } from './causes/rank.ts'
import { verdictOf } from './causes/verdict.ts'
import type { Check } from './check.ts'
import { askTargets, planLines, type TargetAnswers } from './plan.ts'
import { Schedule } from './schedule.ts'
import type { System } from './system.ts'
import type { Resolve } from './tools/target-addresses.ts'
import type { AskTcp } from './tools/tcp-answer.ts'

/** Half a second is left for the way of the report. */
const limits = { short: 14_500, deep: 59_000 }

export interface RunDeps {
  checks: readonly Check[]
  system: System
  /** ms since the Unix epoch */
  now(): number
  /** How targets of a plan are asked; over the network without. */
  ask?: AskTcp
  resolve?: Resolve
}

export interface RunRequest {
  input: z.output<typeof diagnoseInputSchema>
  context: DiagnoseContext
}

/**
 * Looks at the network and yields the whole report again with each change, the newest only to a slow reader; ends when
 * all is known or the signal aborts.
 */
export async function* diagnose(
  { input, context }: RunRequest,
  { checks, system, now, ask, resolve }: RunDeps,
  signal: AbortSignal,
): AsyncGenerator<Diagnosis, void, undefined> {
  const over = new AbortController()
  const end = () => over.abort()
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  let changed = Promise.withResolvers<void>()
  const onChange = () => changed.resolve()
  const schedule = new Schedule({
    checks,
    only: input.only,
    system,
    // Looks at the machine are kept for one run, by its own context.
    context: { ...context },
    target: input.target,
    deep: input.deep,
    limitMs: input.deep ? limits.deep : limits.short,
    signal: over.signal,
    onChange,
  })
  const startedAt = now()
  let answers: TargetAnswers | undefined
  let isDone = false
  const finished = (async () => {
    const asking = input.plan ? askTargets(schedule.context, context.needs, ask, resolve) : undefined
    await schedule.run(asking)
    answers = await asking
    isDone = true
    onChange()
  })()
  const report = (): Diagnosis => {
    const results = schedule.results
    const facts = { results, target: input.target, platform: system.platform }
    const causes = rankCauses(facts)
    const plan: PlanLine[] = input.plan
      ? planLines({ plan: input.plan, needs: context.needs, results, causes, answers })
      : []
    return {
      hawserReport: 1,
      startedAt,
      endedAt: now(),
      deep: input.deep,
      version: context.version,
      platform: `${system.platform} ${release()} ${arch()}`,
      target: input.target ? endpointText(input.target) : '',
      peer: context.peer?.name ?? '',
      ...verdictOf(facts, causes, isDone),
      causes,
      checks: results,
      plan,
    }
  }
  try {
    for (;;) {
      changed = Promise.withResolvers<void>()
      const isLast = isDone
      if (over.signal.aborted) return
      yield report()
      if (isLast) return
      await changed.promise
    }
  } finally {
    end()
    signal.removeEventListener('abort', end)
    await finished
  }
}
