import type { Readable } from 'node:stream'

export interface ProgramOptions {
  env: NodeJS.ProcessEnv
  /** Which of its outputs are heard. */
  outputs: readonly ('stdout' | 'stderr')[]
}

/** How a program has ended: one of both, as Node has it; or why it could not be started. */
export type ProgramEnd =
  | { code: number; signal: null }
  | { code: null; signal: NodeJS.Signals }
  | { failed: NodeJS.ErrnoException }

/** A program that was started. */
export interface Program {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined
  /** Null when nobody hears it, or it could not be started. */
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  /** Once it has ended and everything that it wrote was read. */
  readonly ended: Promise<ProgramEnd>
  /** At once and for good. */
  kill(): void
  /** It keeps this process alive no longer. */
  unref(): void
}

/** What could not be started, in the form of what has ended. */
export const notStarted = (error: unknown): Program => ({
  pid: undefined,
  stdout: null,
  stderr: null,
  ended: Promise.resolve({ failed: error as NodeJS.ErrnoException }),
  kill() {},
  unref() {},
})
