import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

const cli = resolve(import.meta.dirname, '../../../src/cli/index.ts')

type Line = { event: string; code?: string; text?: string } & Record<string, unknown>

/** A `hawser` command that tells everything as JSON. */
export class HawserProcess<Sample> implements AsyncDisposable {
  readonly child: ChildProcess
  /** Everything but telemetry. */
  readonly events: Line[] = []
  readonly #heard = new EventTarget()
  latest: Sample | undefined
  said = ''

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [cli, ...args, '--json', '--interval', '100'])
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-10_000)
    })
    createInterface({ input: this.child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      if (line.event === 'telemetry') this.latest = line as unknown as Sample
      else this.events.push(line)
      this.#heard.dispatchEvent(new Event('line'))
    })
    this.child.on('exit', () => this.#heard.dispatchEvent(new Event('line')))
  }

  /** Resolves once `holds` is true; it is asked again with each line. Rejects when the process ends, or after `ms`. */
  async until(holds: () => boolean, ms = 100_000): Promise<void> {
    const end = AbortSignal.timeout(ms)
    while (!holds()) {
      if (this.child.exitCode !== null || this.child.signalCode !== null || end.aborted)
        throw new Error(`${holds} does not come true: ${this.said} ${JSON.stringify(this.latest)}`)
      await Promise.race([once(this.#heard, 'line'), once(end, 'abort')])
    }
  }

  listening = () => this.until(() => this.events.some(({ event }) => event === 'listening'))

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }

  [Symbol.asyncDispose] = () => this.kill()
}
