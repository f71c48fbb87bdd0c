import { fork } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { hearDefects, nativeEndsVariable, type ProcessEnd, processLink } from '../wire/process-link.ts'
import type { EngineThread } from './supervisor.ts'

/** How a process has ended. */
export interface ProcessExit {
  /** In words. */
  text: string
  /** By native code: an abort or a fault of memory, which no handler in JavaScript sees. */
  isNative: boolean
}

/** A process that runs an engine, whoever has started it. */
export interface EngineChild extends ProcessEnd {
  /** What it complains of; null where nobody hears it. */
  readonly stderr: Readable | null
  /** Once, also when it could not be started at all. */
  onExit(listener: (exit: ProcessExit) => void): void
  /** At once and for good. */
  kill(): void
}

/** Starts the program at `url` with these variables beside those of this process. */
export type ForkEngine = (url: URL, variables: Record<string, string>) => EngineChild

/** MB; as of the threads of other engines: stream data lies outside of it, and what is allocated is soon gone. */
const heapArguments = ['--max-old-space-size=1024', '--max-semi-space-size=8']
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

/** In a process of Node. */
export const forkNode: ForkEngine = (url, variables) => {
  const child = fork(fileURLToPath(url), [], {
    serialization: 'advanced',
    // What it prints is nobody's: the command line's own output may be read by a script.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: heapArguments,
    env: { ...process.env, ...variables },
  })
  return {
    stderr: child.stderr,
    post(message) {
      if (child.connected) child.send(message as object, undefined, undefined, () => {})
    },
    onMessage: (listener) => void child.on('message', listener),
    onGone: (listener) => void child.once('disconnect', listener),
    onExit(listener) {
      let startError: Error | undefined
      child.on('error', (error) => {
        if (child.pid === undefined) startError = error
      })
      // With its last words; also of one that could not be started.
      child.once('close', (code, signal) =>
        listener(startError ? { text: startError.message, isNative: false } : exitOf(code, signal)),
      )
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

const faultSignals: readonly (string | null)[] = [
  'SIGABRT',
  'SIGSEGV',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'SIGTRAP',
]
/** What Windows calls a fault of memory, an abort and the like (NTSTATUS with the severity of an error). */
const firstFaultStatus = 0xc000_0000
/** The C library of Windows ends so on `abort()`; elsewhere shells tell so of signals. */
const abortCodes: readonly number[] = [3, 132, 133, 134, 135, 136, 139]

/** Of an exit code or a signal's name, one of which is null. */
export function exitOf(code: number | null, signal: string | null): ProcessExit {
  if (signal !== null) return { text: `ended by ${signal}`, isNative: faultSignals.includes(signal) }
  const status = (code ?? 0) >>> 0
  return {
    text: status >= firstFaultStatus ? `exit code 0x${status.toString(16)}` : `exit code ${code}`,
    isNative: status >= firstFaultStatus || abortCodes.includes(status),
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
