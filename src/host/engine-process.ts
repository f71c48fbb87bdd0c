import type { Readable } from 'node:stream'
import { hearDefects, nativeEndsVariable, processLink } from '../wire/process-link.ts'
import type { ForkEngine } from './engine-child.ts'
import { forkNode } from './fork-node.ts'
import type { EngineThread } from './supervisor.ts'

/** Of its last complaints, characters. */
const complaintChars = 4096
/** A process that has lived for so long was not ended by what it does at start. */
const healthyMs = 10 * 60_000

/**
 * Starts one engine, again and again, in a process of its own: what native code does to it, an abort too, ends nothing else.
 * The engine is told how often that has happened, so that it can do without the code in question.
 */
export class EngineProcesses {
  readonly #fork: ForkEngine
  readonly #report: (error: unknown) => void
  readonly #now: () => number
  #nativeEnds = 0

  constructor(options: { fork?: ForkEngine | undefined; report(error: unknown): void; now(): number }) {
    this.#fork = options.fork ?? forkNode
    this.#report = options.report
    this.#now = options.now
  }

  start(url: URL): EngineThread {
    const startedAt = this.#now()
    const child = this.#fork(url, { [nativeEndsVariable]: String(this.#nativeEnds) })
    const complaints = lastOf(child.stderr)
    hearDefects(child, (text) => this.#report(new Error(text)))
    const { promise: ended, resolve } = Promise.withResolvers<string>()
    let isStopped = false
    child.onExit(({ text, isNative }) => {
      if (!isStopped) {
        if (this.#now() - startedAt >= healthyMs) this.#nativeEnds = 0
        if (isNative) this.#nativeEnds++
        const last = complaints()
        if (last !== '') this.#report(new Error(`An engine's process (${text}) said:\n${last}`))
      }
      resolve(text)
    })
    return {
      link: processLink(child),
      ended,
      async terminate() {
        isStopped = true
        child.kill()
        await ended
      },
    }
  }
}

/** What came last, as text. */
function lastOf(stream: Readable | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-complaintChars)
  })
  stream?.on('error', () => {})
  return () => text.trim()
}
