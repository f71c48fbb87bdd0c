import type { z } from 'zod'
import type {
  CheckResult,
  Diagnosis,
  diagnoseCalls,
  diagnoseInputSchema,
} from '../../../src/contract/diagnose.ts'
import type { hostContract } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { Settings } from '../../../src/contract/settings.ts'
import { readReport } from '../../../src/host/diagnose/read-report.ts'
import { redactReport } from '../../../src/host/diagnose/redact.ts'
import { shareReport } from '../../../src/host/diagnose/report-forms.ts'
import { Fault } from '../../../src/wire/index.ts'
import {
  brokenCauses,
  brokenChecks,
  brokenVerdict,
  busyMachine,
  healthyVerdict,
  plannedLines,
} from './diagnose-reports.ts'
import type { Pace } from './pace.ts'

/** `good`: healthy, and so it was yesterday; `dead`: the engine ends in the midst. */
export type DoctorWorld = 'broken' | 'good' | 'dead'

const stepMs = 70

/** A doctor that finds what the scenario says. */
export class FakeDoctor {
  readonly #world: DoctorWorld
  readonly #settings: () => Settings
  readonly #changed: (diagnose: Settings['diagnose']) => void
  readonly #pace: Pace
  #last: Diagnosis | undefined

  constructor(
    world: DoctorWorld,
    settings: () => Settings,
    changed: (diagnose: Settings['diagnose']) => void,
    pace: Pace,
  ) {
    this.#pace = pace
    this.#world = world
    this.#settings = settings
    this.#changed = changed
    if (world === 'good') {
      // Yesterday whatever the time of day is.
      const at = new Date().setHours(-12)
      this.#last = this.#report({ deep: false, only: [] }, at, this.#checks, 'good')
    }
  }

  readonly calls: Pick<Server<typeof hostContract>, keyof typeof diagnoseCalls> = {
    diagnose: (input, signal) => this.#run(input, signal),
    setDiagnose: (change) => {
      const diagnose = { ...this.#settings().diagnose, ...change }
      this.#changed(diagnose)
      return diagnose
    },
    diagnosisText: ({ report, form, addresses }) => shareReport(report, form, { addresses }),
    readDiagnosis: ({ text }) => readReport(text),
    judgeStreams: ({ streams }) => ({
      bottlenecks: this.whileRunning.slice(0, 1).flatMap((cause) => streams.map(({ id }) => ({ id, cause }))),
    }),
    lastDiagnosis: () => ({ report: this.#last ?? null }),
  }

  /** What it sees by itself while streams run. */
  get whileRunning(): Diagnosis['causes'] {
    return this.#world === 'dead' ? [busyMachine] : []
  }

  get #checks(): readonly CheckResult[] {
    if (this.#world !== 'good') return brokenChecks
    const well = (check: CheckResult): CheckResult =>
      check.state === 'bad' || check.state === 'poor'
        ? { ...check, state: 'good', summary: 'All is well.', evidence: [] }
        : check
    return brokenChecks.map(well)
  }

  async *#run(
    input: z.output<typeof diagnoseInputSchema>,
    signal: AbortSignal,
  ): AsyncGenerator<Diagnosis, void, undefined> {
    const startedAt = Date.now()
    const wanted = this.#checks.filter(({ name }) => input.only.length === 0 || input.only.includes(name))
    const waiting = (check: CheckResult): CheckResult => ({
      ...check,
      state: 'waiting',
      summary: '',
      evidence: [],
      figures: {},
    })
    for (let done = 0; done < wanted.length; done++) {
      const shown = wanted.map((check, n) =>
        n < done ? check : n < done + 3 ? { ...waiting(check), state: 'running' as const } : waiting(check),
      )
      yield this.#report(input, startedAt, shown, 'running')
      if (this.#world === 'dead' && done === 5)
        throw new Fault(
          'engine-unavailable',
          'The diagnose engine is not running at the moment; it is being restarted.',
        )
      await this.#pace.take('check', stepMs, signal)
    }
    this.#last = this.#report(input, startedAt, wanted, this.#world === 'good' ? 'good' : 'bad')
    yield this.#last
  }

  #report(
    input: z.output<typeof diagnoseInputSchema>,
    startedAt: number,
    checks: readonly CheckResult[],
    state: Diagnosis['state'],
  ): Diagnosis {
    const { rules, bonds, peers } = this.#settings()
    const { plan } = input
    const names = (of: readonly { id: string; name: string }[], ids: readonly string[]) =>
      of.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
    return redactReport(
      {
        hawserReport: 1,
        startedAt,
        endedAt: state === 'running' ? Date.now() : startedAt + 9400,
        deep: input.deep,
        version: '0.1.0',
        platform: 'linux 6.8.0 x64',
        target: input.target ? `${input.target.host}:${input.target.port}` : '',
        peer: peers.find(({ id }) => id === input.peer)?.name ?? '',
        verdict:
          state === 'good'
            ? healthyVerdict
            : state === 'bad'
              ? brokenVerdict
              : 'Being looked at; nothing is wrong so far.',
        state,
        causes: state === 'bad' ? [...brokenCauses] : [],
        checks: [...checks],
        plan:
          plan && state !== 'running'
            ? plannedLines(names(bonds, plan.bonds), names(rules, plan.rules), plan.upBitrate / 1e6)
            : [],
      },
      { addresses: true },
    )
  }
}
