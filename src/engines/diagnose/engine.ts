import type { z } from 'zod'
import type { Diagnosis, diagnoseContract } from '../../contract/diagnose.ts'
import { Fault } from '../../wire/fault.ts'
import type { EventQueue } from '../kit/event-queue.ts'
import { diagnose, type RunDeps, type RunRequest } from './run.ts'
import { watchMachine } from './watch.ts'

export type Watched = z.input<(typeof diagnoseContract)['watch']['output']>

/** One run at a time, because two would measure one another; any number of looks at the machine. */
export class DiagnoseEngine {
  readonly #deps: RunDeps
  readonly #events: EventQueue
  readonly #over = new AbortController()
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

  watch(intervalMs: number, signal: AbortSignal): AsyncGenerator<Watched, void, undefined> {
    return watchMachine(intervalMs, this.#deps, AbortSignal.any([signal, this.#over.signal]))
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
