import type { Allow } from '../../../contract/tunnel.ts'
import { translated } from '../../../language/table.ts'
import type { DraftProblem } from '../../forms/problems.ts'
import { targetProblem } from './allow-draft.ts'

/** What somebody who comes with a code may do, as it is being typed. */
export interface CodeDraft {
  /** There is nothing to switch on or off. */
  enabled?: never
  minutes: string
  /** Hosts and ports that he may reach from here, one a line. */
  reach: string
  /** Where he may take connections here, one a line. */
  listen: string
}
export type CodeField = 'minutes' | 'reach' | 'listen'

export type CodeInput = { minutes: number; allow: Pick<Allow, 'what' | 'target'>[] }

export const newCodeDraft = (): CodeDraft => ({ minutes: '60', reach: '', listen: '' })

export const codeLasts = translated(
  [
    { value: '15', label: '15 min' },
    { value: '60', label: '1 h' },
    { value: '480', label: '8 h' },
    { value: '1440', label: '24 h' },
  ] as const,
  'label',
)

/** One a line; commas stand between ports. */
const targetLines = (text: string): string[] =>
  text
    .split(/[\n;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What is asked of the host, or what is wrong with the fields. */
export function parseCodeDraft(draft: CodeDraft): {
  input: CodeInput | undefined
  problems: DraftProblem<CodeField>[]
} {
  const problems: DraftProblem<CodeField>[] = []
  const read = (field: 'reach' | 'listen', what: Allow['what']) =>
    targetLines(draft[field]).map((target) => {
      const wrong = targetProblem(target)
      if (wrong) problems.push({ field, level: 'error', message: `"${target}": ${wrong}` })
      return { what, target }
    })
  const allow = [...read('reach', 'connect'), ...read('listen', 'listen')]
  return {
    input: problems.length === 0 ? { minutes: Number(draft.minutes), allow } : undefined,
    problems,
  }
}
