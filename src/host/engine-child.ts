import type { Readable } from 'node:stream'
import type { ProcessEnd } from '../wire/process-link.ts'

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
