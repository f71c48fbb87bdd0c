import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { usage } from '../forward/peers.ts'
import type { Side } from '../sync/network.ts'

/** What another process does when it is asked; it answers when it has done so. */
// biome-ignore lint/suspicious/noExplicitAny: whatever a program is asked with.
export type Tasks = Record<string, (...given: any[]) => unknown>

/** Does them for the process that has started this one, which it can also tell something unasked. */
export function doTasks(tasks: Tasks): void {
  process.on('message', async ({ id, name, given }: { id: number; name: string; given: unknown[] }) => {
    try {
      process.send?.({ id, result: await tasks[name]!(...given) })
    } catch (error) {
      process.send?.({ id, error: String(error instanceof Error ? error.stack : error) })
    }
  })
  process.once('disconnect', () => process.exit())
}

export const tell = (told: unknown): void => void process.send?.({ told })

interface Answer {
  id?: number
  result?: unknown
  error?: string
  told?: unknown
}

/** A program of Node in a process of its own, which does tasks. */
export class Remote<T extends Tasks> implements AsyncDisposable {
  onTold: (told: never) => void = () => {}
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<never>>()
  #asked = 0

  constructor(side: Side, program: string, ...args: string[]) {
    this.#child = startNode(side, [program, ...args])
    this.#child.on('message', ({ id, result, error, told }: Answer) => {
      if (id === undefined) return this.onTold(told as never)
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(result as never)
      else waiting?.reject(new Error(`${program}: ${error}`))
    })
    this.#child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${program} has ended`))
    })
  }

  async cpuSeconds(): Promise<number> {
    return (await usage(this.#child.pid!)).cpuSeconds
  }

  ask<Name extends keyof T & string>(
    name: Name,
    ...given: Parameters<T[Name]>
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    const waiting = Promise.withResolvers<never>()
    this.#waiting.set(++this.#asked, waiting)
    this.#child.send({ id: this.#asked, name, given })
    return waiting.promise
  }

  [Symbol.asyncDispose](): Promise<void> {
    return ended(this.#child)
  }
}

/** Node on one side, with a channel to this process. */
export function startNode(
  side: Side,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  const [command, all] = side.command(process.execPath, ['--disable-warning=ExperimentalWarning', ...args])
  return spawn(command, all, {
    env: { ...process.env, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** This machine as it is. */
export const here: Side = { host: '127.0.0.1', command: (program, args) => [program, [...args]] }

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
