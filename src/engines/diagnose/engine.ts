import type { z } from 'zod'
import type {
  Bottleneck,
  CheckResult,
  Diagnosis,
  diagnoseContract,
  StreamFacts,
} from '../../contract/diagnose.ts'
import { Fault } from '../../wire/fault.ts'
import type { EventQueue } from '../kit/event-queue.ts'
import { diagnose, type RunDeps, type RunRequest } from './run.ts'
import { judgeStreams, lastingResults } from './streams.ts'
import { watchMachine } from './watch.ts'

export type Watched = z.input<(typeof diagnoseContract)['watch']['output']>

/** One run at a time, because two would measure one another; any number of looks at the machine. */
export class DiagnoseEngine {
  readonly #deps: RunDeps
  readonly #events: EventQueue
  readonly #over = new AbortController()
  /** What looking on has seen of the machine; empty while nobody lets it. */
  #machine: readonly CheckResult[] = []
  #run: { signal: AbortSignal; ended: Promise<void> } | undefined

  constructor(deps: RunDeps, events: EventQueue) {
    this.#deps = deps
    this.#events = events
  }

  /** The whole report again with each change. Throws `diagnosis-busy` while another run is under way. */
  async *run(request: RunRequest, signal: AbortSignal): AsyncGenerator<Diagnosis, void, undefined> {
    // A run that was just given up ends its programs first.
    while (this.#run?.signal.aborted) await this.#run.ended
    if (this.#run) throw new Fault('diagnosis-busy', 'The doctor is at work already; wait until it is done.')
    const ended = Promise.withResolvers<void>()
    const both = AbortSignal.any([signal, this.#over.signal])
    this.#run = { signal: both, ended: ended.promise }
    let last: Diagnosis | undefined
    try {
      for await (const report of diagnose(request, this.#deps, both)) {
        last = report
        yield report
      }
      if (last && last.state !== 'running') this.#tell(last)
    } finally {
      this.#run = undefined
      ended.resolve()
    }
  }

  async *watch(intervalMs: number, signal: AbortSignal): AsyncGenerator<Watched, void, undefined> {
    let before: readonly CheckResult[] = []
    try {
      for await (const look of watchMachine(
        intervalMs,
        this.#deps,
        AbortSignal.any([signal, this.#over.signal]),
      )) {
        this.#machine = lastingResults(before, look.checks)
        before = look.checks
        yield look
      }
    } finally {
      this.#machine = []
    }
  }

  /** What holds each of these streams back; nothing of those that are well. Looks at nothing itself. */
  judge(streams: readonly StreamFacts[]): Bottleneck[] {
    return judgeStreams(streams, this.#machine, this.#deps.system.platform)
  }

  snapshot(): { at: number; running: boolean } {
    return { at: this.#deps.now(), running: this.#run !== undefined }
  }

  /** Ends everything; resolves when the programs that were started have ended. */
  async drain(): Promise<void> {
    this.#over.abort()
    await this.#run?.ended
  }

  #tell({ state, verdict, endedAt }: Diagnosis): void {
    this.#events.add({
      at: endedAt,
      level: state === 'bad' ? 'error' : state === 'poor' ? 'warning' : 'info',
      code: 'diagnosis-done',
      text: verdict,
    })
  }
}
