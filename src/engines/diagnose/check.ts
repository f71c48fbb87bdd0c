import type { NetworkInterfaceInfo } from 'node:os'
import type { CheckName, CheckResult, CheckState, DiagnoseContext } from '../../contract/diagnose.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { Clock } from '../kit/clock.ts'
import type { FileText } from './tools/read-file.ts'
import type { ToolOptions, ToolOutput } from './tools/run-tool.ts'

export type Platform = 'linux' | 'darwin' | 'win32'

/** All that a check may use: everything outside it comes in here, so that tests answer as other systems do. */
export interface CheckContext {
  readonly target: Endpoint | undefined
  /** Settings, and what the host knows. */
  readonly context: DiagnoseContext
  readonly deep: boolean
  /** Aborts when the run is over or the check has had its time. */
  readonly signal: AbortSignal
  readonly platform: Platform
  readonly clock: Clock
  /** Runs a program of the system, without a shell and in English; never throws. */
  tool(file: string, args: readonly string[], options?: ToolOptions): Promise<ToolOutput>
  /** Reads a file, such as one of `/proc`; never throws. */
  read(path: string): Promise<FileText>
  /** The addresses of this machine; empty where the system does not tell. */
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>
  /** Of another check of this run; waits for it. */
  result(name: CheckName): Promise<CheckResult>
}

export type CheckOutcome = Omit<CheckResult, 'name' | 'ms'>

/** One thing that is looked at. */
export interface Check {
  readonly name: CheckName
  /** For people, such as `Path MTU`. */
  readonly title: string
  /** For people: why there is nothing to look at and how to change that; empty when there is. */
  skip(context: CheckContext): string
  /** Never rejects for what the network does; what the system does not permit is `unknown`. */
  run(context: CheckContext): Promise<CheckOutcome>
}

/** A check that could not tell, and why. */
export const unknown = (summary: string, evidence: string[] = []): CheckOutcome => ({
  state: 'unknown',
  summary,
  evidence,
  figures: {},
})

const order: readonly CheckState[] = ['good', 'poor', 'bad']

/** The worst of some judgements; `good` of none. Others than good, poor and bad do not count. */
export const worst = (states: readonly CheckState[]): 'good' | 'poor' | 'bad' =>
  (order[Math.max(0, ...states.map((state) => order.indexOf(state)))] ?? 'good') as 'good' | 'poor' | 'bad'
