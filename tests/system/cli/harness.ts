import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export const project = resolve(import.meta.dirname, '../../..')
const cli = join(project, 'src/cli/index.ts')

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A program that runs until the test has what it wants. */
export class Running implements AsyncDisposable {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly lines: string[] = []
  stderr = ''
  #end: Ended | undefined
  #waiting: (() => void)[] = []

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}, command = process.execPath) {
    this.child = spawn(command, args, { cwd: project, env: { ...process.env, ...env } })
    const { promise, resolve: done } = Promise.withResolvers<Ended>()
    this.ended = promise
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      this.#heard()
    })
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.lines.push(line)
      this.#heard()
    })
    this.child.on('close', (status, signal) => {
      this.#end = { status, signal, stdout: this.lines.join('\n'), stderr: this.stderr }
      done(this.#end)
      this.#heard()
    })
  }

  #heard(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** The first line of stdout that fits; throws when the program ends without one. */
  async line(fits: (line: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.lines.find(fits)
      if (found !== undefined) return found
      await this.#more()
    }
  }

  /** The first JSON object on stdout whose event is `name`. */
  async event(name: string, fits = (_: Record<string, unknown>) => true): Promise<Record<string, unknown>> {
    const read = (line: string) => JSON.parse(line) as Record<string, unknown>
    const isIt = (event: Record<string, unknown>) => event['event'] === name && fits(event)
    return read(await this.line((line) => line.includes(`"${name}"`) && isIt(read(line))))
  }

  async complaint(part: string): Promise<void> {
    while (!this.stderr.includes(part)) await this.#more()
  }

  /** Until it has said more. Throws when it has ended and all that it said is here. */
  async #more(): Promise<void> {
    if (this.#end) throw new Error(`ended with ${this.#end.status} before that: ${this.stderr}`)
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }

  async [Symbol.asyncDispose]() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.ended
  }
}

/** The command line from source. */
export const hawser = (args: readonly string[], env?: NodeJS.ProcessEnv) => new Running([cli, ...args], env)

/** Runs it to its end. */
export function run(args: readonly string[], env?: NodeJS.ProcessEnv, input?: string): Promise<Ended> {
  const running = hawser(args, env)
  running.child.stdin!.end(input)
  return running.ended
}

export function newHome(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'hawser-cli-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
