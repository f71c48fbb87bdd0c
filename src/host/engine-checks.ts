import type { RuleProblem } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'

/** Adds what only an engine can tell. Without the engine a thing can still be checked, only less thoroughly. */
export async function checkWith(
  problems: readonly RuleProblem[],
  question: () => Promise<{ problems: RuleProblem[] }>,
): Promise<{ problems: RuleProblem[] }> {
  let asked: RuleProblem[] = []
  try {
    asked = (await question()).problems
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'engine-unavailable')) throw error
  }
  // A port that something else in the settings has is in use for that reason; to hear it twice would not help.
  const told = problems.some(({ code }) => code === 'rule-overlap')
  return { problems: [...problems, ...asked.filter(({ code }) => !(told && code === 'port-in-use'))] }
}
