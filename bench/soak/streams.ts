import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { SourceKind } from './frame-sources.ts'
import type { Role, StreamAsk, StreamTell, ViewerReport } from './stream-messages.ts'

/** Cameras and viewers, in a thread of their own. */
export class Streams implements AsyncDisposable {
  readonly #worker: Worker
  readonly cameras: Record<SourceKind, number>

  private constructor(worker: Worker, cameras: Record<SourceKind, number>) {
    this.#worker = worker
    this.cameras = cameras
  }

  static async start(): Promise<Streams> {
    const worker = new Worker(new URL('./stream-worker.ts', import.meta.url))
    const [told] = (await once(worker, 'message')) as [StreamTell]
    if (!('cameras' in told)) throw new Error('the cameras say something else')
    return new Streams(worker, told.cameras)
  }

  /** A viewer that comes back when its connection ends. */
  open(viewer: string, role: Role, kind: SourceKind, port: number): void {
    this.#ask({ do: 'open', viewer, role, kind, port })
  }

  /** For good. */
  close = (viewer: string): void => this.#ask({ do: 'close', viewer })
  reset = (viewer: string): void => this.#ask({ do: 'reset', viewer })
  stall = (viewer: string, ms: number): void => this.#ask({ do: 'stall', viewer, ms })
  restart = (kind: SourceKind, ms: number): void => this.#ask({ do: 'restart', kind, ms })

  waited = (ms: number, at: number): void => this.#ask({ do: 'waited', ms, at })

  async report(): Promise<{ report: ViewerReport[]; machineLate: number }> {
    this.#ask({ do: 'report' })
    const [told] = (await once(this.#worker, 'message')) as [StreamTell]
    if (!('report' in told)) throw new Error('the viewers say something else')
    return told
  }

  #ask(ask: StreamAsk): void {
    this.#worker.postMessage(ask)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
