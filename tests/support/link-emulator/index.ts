import { Worker } from 'node:worker_threads'
import type { LinkConditions } from './conditions.ts'
import type { Answer, Request, RequestName, Requests } from './messages.ts'
import type { PathOptions, PathReport } from './path.ts'

export { both, type Conditions, type LinkConditions, megabits } from './conditions.ts'
export type { LinkReport, PathOptions, PathReport } from './path.ts'
export { monotonicMs, type Timeline } from './timeline.ts'

/** A receiver behind impaired links: senders send to `port` on 127.0.0.1, and their source address chooses the link. */
export interface EmulatedPath extends AsyncDisposable {
  readonly port: number
  /** Changes what is named of a link while it runs; resolves to when that happened, monotonic ms. */
  change(link: string, conditions: LinkConditions): Promise<number>
  report(): Promise<PathReport>
}

/** A single link, whatever the sender's address. */
export interface EmulatedLink extends AsyncDisposable {
  readonly port: number
  change(conditions: LinkConditions): Promise<number>
  report(): Promise<PathReport['links'][string]>
}

/** Impaired UDP links in a thread of their own, so that what a test does does not disturb them. */
export class LinkEmulator implements AsyncDisposable {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url))
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #asked = 0

  constructor() {
    this.#worker.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
    this.#worker.on('error', (error) => {
      for (const [id, settle] of this.#waiting) settle({ id, problem: String(error) })
      this.#waiting.clear()
    })
  }

  async listen(options: PathOptions): Promise<EmulatedPath> {
    const { path, port } = await this.#ask('open', options)
    return {
      port,
      change: (link, conditions) => this.#ask('change', { path, link, conditions }),
      report: () => this.#ask('report', { path }),
      [Symbol.asyncDispose]: () => this.#ask('close', { path }),
    }
  }

  async link({ to, ...conditions }: LinkConditions & { to: PathOptions['to'] }): Promise<EmulatedLink> {
    const path = await this.listen({ to, links: { '*': conditions } })
    return {
      port: path.port,
      change: (change) => path.change('*', change),
      report: async () => (await path.report()).links['*']!,
      [Symbol.asyncDispose]: () => path[Symbol.asyncDispose](),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }

  #ask<Name extends RequestName>(name: Name, ask: Requests[Name]['ask']): Promise<Requests[Name]['answer']> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        if ('problem' in answer) reject(new Error(answer.problem))
        else resolve(answer.answer as Requests[Name]['answer'])
      })
      this.#worker.postMessage({ id, name, ask } satisfies Request)
    })
  }
}

export const startEmulator = (): LinkEmulator => new LinkEmulator()
