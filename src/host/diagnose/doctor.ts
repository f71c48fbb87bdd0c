import type { z } from 'zod'
import {
  type Bottleneck,
  type DiagnoseContext,
  type DiagnoseSnapshot,
  type Diagnosis,
  diagnoseContract,
  type diagnoseInputSchema,
  type StreamFacts,
} from '../../contract/diagnose.ts'
import type { EngineStatus } from '../../contract/host.ts'
import type { Client } from '../../contract/procedure.ts'
import type { Settings } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { EngineClient, type EngineListener } from '../engine-client.ts'
import { EngineNeed } from '../engine-need.ts'
import { Latest } from '../latest.ts'
import type { LastReport } from './last-report.ts'
import { type Flowed, needsOf } from './needs.ts'
import { redactReport } from './redact.ts'
import { secretsIn } from './secrets.ts'

type DiagnoseClient = Client<typeof diagnoseContract>
export type CheckedInput = z.output<typeof diagnoseInputSchema>

/** Nothing of it moves, so that it is only a sign of life. */
const snapshotIntervalMs = 2000

export interface DoctorOptions {
  settings(): Settings
  version: string
  flowed: Flowed
  last: Pick<LastReport, 'read' | 'keep'>
  listener: EngineListener<DiagnoseSnapshot>
  clock: Clock
  /** The engine is to run from now on, or to end. */
  engineNeeded(isNeeded: boolean): void
  /** The way to the doctor of a paired device. Throws why there is none. */
  reach(deviceId: string, signal: AbortSignal): Promise<DiagnoseContext['peer']>
}

type Progress =
  | { is: 'beginning' }
  | { is: 'running' | 'done'; report: Diagnosis }
  | { is: 'failed'; error: unknown }

/** Who shows streams asks of them more often than this. */
const askedAgainMs = 5000

interface Run {
  /** What was asked, to know whether another asks the same. */
  key: string
  progress: Latest<Progress>
  readers: number
  over: AbortController
}

/** What the host wants of the diagnose engine. */
export class Doctor {
  readonly engine: EngineClient<typeof diagnoseContract, DiagnoseSnapshot>
  readonly #options: DoctorOptions
  readonly #need: EngineNeed
  #run: Run | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  /** Questions that are not answered yet. */
  #asking = 0

  constructor(options: DoctorOptions) {
    this.#options = options
    this.engine = new EngineClient(
      {
        contract: diagnoseContract,
        name: 'diagnose',
        prepare: async () => {},
        snapshots: (client: DiagnoseClient, signal: AbortSignal) =>
          client.snapshots({ intervalMs: snapshotIntervalMs }, signal),
      },
      options.listener,
      options.clock,
    )
    this.#need = new EngineNeed({
      clock: options.clock,
      hasWork: () => this.#asking > 0,
      changed: options.engineNeeded,
    })
  }

  /** What the supervisor says of the engine. */
  engineIs(state: EngineStatus['state']): void {
    this.#need.engineIs(state)
  }

  close(): void {
    this.#need.close()
  }

  /** Asks the engine, which is started for that and kept for some minutes. Throws `engine-unavailable`. */
  async ask<T>(question: (client: DiagnoseClient) => Promise<T>): Promise<T> {
    this.#asking++
    try {
      await this.#need.wake()
      return await this.engine.ask(question)
    } finally {
      this.#asking--
      this.#need.look()
    }
  }

  /**
   * The whole report again with each change, without secrets; ends when all is known. Who asks the same while it is
   * under way gets the same run, and it ends early when nobody reads any more. Throws `diagnosis-busy` while another
   * run is under way, `engine-unavailable`.
   */
  async *diagnose(input: CheckedInput, signal: AbortSignal): AsyncGenerator<Diagnosis, void, undefined> {
    const key = JSON.stringify(input)
    if (this.#run && this.#run.key !== key)
      throw new Fault('diagnosis-busy', 'Another diagnosis is under way. Try again when it is done.')
    this.#run ??= this.#begin(input, key)
    const run = this.#run
    run.readers++
    try {
      for await (const progress of run.progress.watch(signal)) {
        if (progress.is === 'failed') throw progress.error
        if (progress.is !== 'beginning') yield progress.report
        if (progress.is === 'done') return
      }
    } finally {
      if (--run.readers === 0) {
        run.over.abort()
        if (this.#run === run) this.#run = undefined
      }
    }
  }

  /** What holds each of these streams back; nothing of those that are well. Throws `engine-unavailable`. */
  async judge(streams: StreamFacts[]): Promise<Bottleneck[]> {
    this.#askedAt = this.#options.clock.now()
    const { bottlenecks } = await this.ask((client) => client.judge({ streams }))
    return bottlenecks
  }

  /** Whether somebody looks at streams now, also at those of which the host knows nothing, as between windows. */
  get isAsked(): boolean {
    return this.#options.clock.now() - this.#askedAt < askedAgainMs
  }

  /** The newest report, also of an earlier day. */
  last(): Promise<Diagnosis | undefined> {
    return this.#options.last.read()
  }

  /** Secrets that may not leave this machine in a report. */
  get secrets(): string[] {
    return secretsIn(this.#options.settings())
  }

  #begin(input: CheckedInput, key: string): Run {
    const run: Run = {
      key,
      progress: new Latest<Progress>({ is: 'beginning' }),
      readers: 0,
      over: new AbortController(),
    }
    this.#work(input, run)
      .catch((error: unknown) => run.progress.set({ is: 'failed', error }))
      .finally(() => {
        if (this.#run === run) this.#run = undefined
      })
    return run
  }

  async #work(input: CheckedInput, { progress, over }: Run): Promise<void> {
    const { signal } = over
    const { reach, last } = this.#options
    // A device that cannot be reached is no reason to look at nothing.
    const peer = input.peer === undefined ? null : await reach(input.peer, signal).catch(problemOf)
    const context =
      typeof peer === 'string'
        ? { ...this.#context(input, null), peerProblem: peer }
        : this.#context(input, peer)
    const known = this.secrets
    await this.ask(async (client) => {
      let newest: Diagnosis | undefined
      for await (const report of client.run({ input, context }, signal)) {
        newest = redactReport(report, { known, addresses: true })
        if (newest.state === 'running') progress.set({ is: 'running', report: newest })
      }
      if (newest === undefined || newest.state === 'running')
        throw new Fault('engine-unavailable', 'The diagnosis ended before it was done.')
      await last.keep(newest)
      progress.set({ is: 'done', report: newest })
    })
  }

  #context(input: CheckedInput, peer: DiagnoseContext['peer']): DiagnoseContext {
    const { settings, version, flowed } = this.#options
    return contextOf({ input, peer, settings: settings(), version, flowed })
  }
}

/** Why a device cannot be measured against, in words that people may read. */
const problemOf = (error: unknown): string =>
  error instanceof Fault ? error.message : 'That device could not be asked to be measured against.'

/** What the engine is told of this machine. */
export function contextOf(of: {
  input: CheckedInput
  peer: DiagnoseContext['peer']
  settings: Settings
  version: string
  flowed: Flowed
}): DiagnoseContext {
  const { diagnose, transfer } = of.settings
  return {
    settings: diagnose,
    iceServers: transfer.iceServers,
    version: of.version,
    needs: needsOf(of.input.plan, of.settings, of.flowed),
    peer: of.peer,
  }
}
