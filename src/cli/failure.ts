import { CommanderError } from 'commander'
import type { FaultCode } from '../contract/fault-codes.ts'
import { Fault } from '../wire/fault.ts'

export const cannotListen: readonly FaultCode[] = [
  'port-in-use',
  'port-denied',
  'address-unavailable',
  'listen-failed',
]

export interface Failure {
  code: FaultCode
  message: string
  detail?: unknown
}

/** What to tell of anything that was thrown; undefined where commander only showed what was asked for. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Fault) return { code: error.code, message: error.message, detail: error.detail }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined
    if (error.code === 'commander.help') return { code: 'usage', message: 'A command is missing.' }
    return { code: 'usage', message: error.message.replace(/^error: /, '') }
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}

/** 2: the command line is not understood, 3: cannot listen, 1: everything else. */
export function exitStatus({ code }: Failure): number {
  if (code === 'usage' || code === 'invalid') return 2
  return cannotListen.includes(code) ? 3 : 1
}

/** What goes to stderr: a line for people and logs, and with `json` a second one for programs. */
export function failureText(failure: Failure, json: boolean): string {
  const place = placeOf(failure)
  const line = `hawser: ${failure.code}: ${failure.message}${place && ` (${place})`}\n`
  return json ? `${line}${JSON.stringify({ event: 'error', ...failure })}\n` : line
}

/** The folder or file that it is about, unless the message names it. */
function placeOf({ message, detail }: Failure): string {
  const { where, folder, path } = (typeof detail === 'object' && detail !== null ? detail : {}) as Record<
    string,
    unknown
  >
  const place = where ?? folder ?? path
  return typeof place === 'string' && !message.includes(place) ? place : ''
}
