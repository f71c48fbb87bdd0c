import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'

interface ForkOptions {
  env?: NodeJS.ProcessEnv
  serviceName?: string
  stdio?: ('ignore' | 'pipe' | 'inherit')[]
}

/** Those that run. */
const running = new Set<UtilityProcess>()

/** As of `app.getAppMetrics`. */
export const utilityMetrics = () => [...running].map(({ pid, name }) => ({ type: 'Utility', name, pid }))

/** A process of Node in place of Electron's, with the same face on both sides. */
class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess
  readonly stderr: ChildProcess['stderr']
  readonly name: string

  constructor(
    path: string,
    args: string[],
    { env = process.env, serviceName = '', stdio = [] }: ForkOptions,
  ) {
    super()
    this.name = serviceName
    running.add(this)
    const [, stdout = 'inherit', stderr = 'inherit'] = stdio
    this.#child = fork(path, args, {
      serialization: 'advanced',
      stdio: ['ignore', stdout, stderr, 'ipc'],
      execArgv: ['--import', new URL('./parent-port.ts', import.meta.url).href],
      env,
    })
    this.stderr = this.#child.stderr
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('exit', (code, signal) => {
      running.delete(this)
      this.emit('exit', code ?? (signal === 'SIGABRT' ? 6 : 9))
    })
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object, undefined, undefined, () => {})
  }

  kill(): boolean {
    return this.#child.kill()
  }
}

export const utilityProcess = {
  fork: (path: string, args: string[] = [], options: ForkOptions = {}) =>
    new UtilityProcess(path, args, options),
}
