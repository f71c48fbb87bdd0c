import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Side } from './network.ts'

/** A program at work, which prints lines of JSON or anything else. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #waiting = new Set<() => void>()
  #output = ''
  /** What it has printed as JSON, the newest of each `event`. */
  readonly latest = new Map<string, Record<string, unknown>>()

  constructor(side: Side, program: string, args: readonly string[], env: Record<string, string> = {}) {
    this.#name = [program, ...args].join(' ').slice(0, 200)
    const [command, all] = side.command(program, args)
    // `ip netns exec` becomes the program that it runs, so that its process id is the program's.
    this.#child = spawn(command, all, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    createInterface(this.#child.stdout!).on('line', (line) => this.#take(line))
    this.#child.stderr!.on('data', (text: Buffer) => {
      this.#output = `${this.#output}${text}`.slice(-4000)
    })
    this.#child.on('exit', () => this.#wake())
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** The newest JSON line of that event, once it is as wanted. */
  async until<T>(event: string, isSo: (line: T) => boolean = () => true, ms = 60_000): Promise<T> {
    const end = performance.now() + ms
    for (;;) {
      const line = this.latest.get(event) as T | undefined
      if (line !== undefined && isSo(line)) return line
      if (this.#child.exitCode !== null || performance.now() > end)
        throw new Error(`${this.#name}: no ${event} as wanted. ${this.#output}\n${JSON.stringify(line)}`)
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          this.#waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, 500)
        this.#waiting.add(wake)
      })
    }
  }

  /** Resolves with what it printed on stdout that was no JSON line, when it has ended well. */
  async ended(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit')
    if (this.#child.exitCode !== 0) throw new Error(`${this.#name}: ${this.#output}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await gone
    clearTimeout(impatience)
  }

  #take(line: string): void {
    if (!line.startsWith('{')) {
      this.#output = `${this.#output}${line}\n`.slice(-4000)
      return
    }
    const parsed = JSON.parse(line) as Record<string, unknown>
    this.latest.set(String(parsed['event']), parsed)
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }
}
