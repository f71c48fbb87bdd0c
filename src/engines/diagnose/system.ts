import { networkInterfaces } from 'node:os'
import { patientClock } from '../kit/clock.ts'
import type { CheckContext, Platform } from './check.ts'
import { readFileText } from './tools/read-file.ts'
import { runTool, type ToolOptions, type ToolOutput } from './tools/run-tool.ts'

/** The machine that is looked at. */
export interface System extends Pick<CheckContext, 'platform' | 'clock' | 'read' | 'interfaces'> {
  /** Runs a program of the system; never throws. */
  tool(
    file: string,
    args: readonly string[],
    options: ToolOptions & { signal: AbortSignal },
  ): Promise<ToolOutput>
}

/** Other Unixes are asked as Linux is; what they do not have is told as missing. */
const platformOf = (name: string): Platform => (name === 'darwin' || name === 'win32' ? name : 'linux')

/** The machine that this program runs on. */
export const thisSystem: System = {
  platform: platformOf(process.platform),
  clock: patientClock,
  read: readFileText,
  interfaces: networkInterfaces,
  tool: runTool,
}
