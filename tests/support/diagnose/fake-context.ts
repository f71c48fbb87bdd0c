import { type CheckName, type CheckResult, diagnoseSettingsSchema } from '../../../src/contract/diagnose.ts'
import type { CheckContext } from '../../../src/engines/diagnose/check.ts'
import type { ToolOutput } from '../../../src/engines/diagnose/tools/run-tool.ts'
import { patientClock } from '../../../src/engines/kit/clock.ts'

export interface FakeContext extends Partial<Omit<CheckContext, 'tool' | 'read' | 'result' | 'context'>> {
  context?: Partial<CheckContext['context']>
  settings?: Partial<CheckContext['context']['settings']>
  /**
   * What a program says, by the beginning of its command line (`ip -j addr`); the longest that fits answers. A text is
   * what it writes with status 0. What is not named is missing.
   */
  tools?: Record<string, string | Partial<ToolOutput>>
  /** Texts of files by path; `denied` is a refusal. What is not named is missing. */
  files?: Record<string, string | { text: string; mode: number } | 'denied'>
  results?: Partial<Record<CheckName, Partial<CheckResult>>>
}

/** A context whose system is made of recorded outputs. */
export function fakeContext({
  tools = {},
  files = {},
  results = {},
  ...given
}: FakeContext = {}): CheckContext {
  const settings = { ...diagnoseSettingsSchema.parse({}), ...given.settings }
  return {
    target: undefined,
    deep: false,
    signal: new AbortController().signal,
    platform: 'linux',
    clock: patientClock,
    interfaces: () => ({}),
    ...given,
    context: { iceServers: [], version: '0.0.0', needs: [], peer: null, ...given.context, settings },
    tool: async (file, args) => {
      const line = [file, ...args].join(' ')
      const key = Object.keys(tools)
        .filter((each) => line.startsWith(each))
        .sort((a, b) => b.length - a.length)[0]
      const nothing: ToolOutput = { state: 'missing', code: -1, stdout: '', stderr: '' }
      if (key === undefined) return nothing
      const said = tools[key]!
      const ran: ToolOutput = { state: 'ran', code: 0, stdout: '', stderr: '' }
      return typeof said === 'string' ? { ...ran, stdout: said } : { ...ran, ...said }
    },
    read: async (path) => {
      const file = files[path]
      if (file === undefined) return { state: 'missing', text: '' }
      if (file === 'denied') return { state: 'denied', text: '' }
      return typeof file === 'string'
        ? { state: 'read', text: file, mode: 0o644 }
        : { state: 'read', ...file }
    },
    result: async (name) => ({
      name,
      state: 'unknown',
      summary: '',
      evidence: [],
      figures: {},
      ms: 0,
      ...results[name],
    }),
  }
}
