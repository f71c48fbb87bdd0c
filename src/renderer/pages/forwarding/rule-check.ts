import { useEffect, useState } from 'react'
import type { RuleInput } from '../../../contract/rule.ts'
import { host } from '../../state/session.ts'
import { type DraftField, type DraftProblem, fromRuleProblems } from './draft.ts'

export type Problems = Partial<Record<DraftField, DraftProblem>>

const debounceMs = 300

/** What the host says of a rule that is well formed: ports in use, loops, overlaps. Asked once typing pauses. */
export function useRuleCheck(
  rule: RuleInput | undefined,
  id: string | undefined,
): { problems: DraftProblem[] } {
  const [found, setFound] = useState<{ key: string; problems: DraftProblem[] }>({ key: '', problems: [] })
  const key = rule ? JSON.stringify(rule) : ''
  useEffect(() => {
    if (key === '') return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const input = JSON.parse(key) as RuleInput
        const { problems } = await host().checkRule(id ? { rule: input, id } : { rule: input }, stop.signal)
        setFound({ key, problems: fromRuleProblems(problems, input.portCount ?? 1) })
      } catch {
        // Without an answer the rule is checked when it is saved.
      }
    }, debounceMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [key, id])
  // What was found of an older text is kept only while nothing is known of the newer one and it is well formed.
  return { problems: key !== '' && found.key === key ? found.problems : [] }
}
