import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** What came of one run; latencies one way, µs. */
export interface LoadResult {
  sent: number
  /** What the generator itself could not send. */
  unsent: number
  received: number
  duplicates: number
  seconds: number
  p50: number
  p99: number
  p999: number
}

/** The compiled generator and sink. Throws when there is no C compiler. */
export async function compileLoad(): Promise<{ program: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
  const program = join(folder, 'load')
  await promisify(execFile)('cc', ['-O2', '-o', program, join(import.meta.dirname, 'load.c')])
  return { program, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** Plays an SRT caller and an SRTLA receiver around a sender; `load.c` says how. */
export class Load implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  receiverPort = 0

  private constructor(program: string) {
    this.#child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  static async start(program: string): Promise<Load> {
    const load = new Load(program)
    load.receiverPort = (await load.#answer<{ receiver: number }>()).receiver
    return load
  }

  /** Handshakes with the sender that listens on `port`, once it has registered `links` links; 0: with the sink itself. */
  async call(port: number, links: number): Promise<void> {
    this.#child.stdin!.write(`call ${port} ${links}\n`)
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), 20_000)
    await this.#answer()
    clearTimeout(patience)
  }

  run(packetsPerSecond: number, seconds: number): Promise<LoadResult> {
    this.#child.stdin!.write(`run ${packetsPerSecond} ${Math.round(seconds * 1000)}\n`)
    return this.#answer()
  }

  async [Symbol.asyncDispose]() {
    this.#child.kill('SIGKILL')
    await this.#lines.return?.()
  }

  async #answer<T>(): Promise<T> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the load ended: no link was registered, or the sender has gone')
    return JSON.parse(value) as T
  }
}
