import type { RuleProblem } from '../../contract/rule.ts'

/** What is wrong with one field of a form, and what would be right. */
export type DraftProblem<F extends string> = {
  field: F
  level: 'error' | 'warning'
  message: string
  suggestion?: string
}
export type Problems<F extends string> = Partial<Record<F, DraftProblem<F>>>

/** The problem that each field shows: errors before warnings; a field that nobody has come to yet is not told off. */
export function problemsShown<F extends string>(
  problems: readonly DraftProblem<F>[],
  due: (field: F) => boolean,
): Problems<F> {
  const shown: Problems<F> = {}
  for (const problem of problems) {
    const worse = shown[problem.field]?.level !== 'error'
    if (worse && (problem.level === 'warning' || due(problem.field))) shown[problem.field] = problem
  }
  return shown
}

/** What the host found, as problems of fields. */
export function hostProblems<F extends string>(
  problems: readonly RuleProblem[],
  fieldOf: (path: string) => F,
): DraftProblem<F>[] {
  return problems.map(({ path, level, message, suggestion }) => ({
    field: fieldOf(path),
    level,
    message,
    ...(suggestion !== undefined && { suggestion: String(suggestion) }),
  }))
}

/**
 * Which field shows a problem with a path of what is stored: the one that `named` gives to the path or its first part,
 * else that of the draft that is called so, else the name's.
 */
export const fieldFinder =
  <F extends string>(draft: Readonly<Partial<Record<F, unknown>>>, named: Readonly<Record<string, F>>) =>
  (path: string): F | 'name' => {
    const [first = ''] = path.split('.')
    const found = [path, first].find((one) => Object.hasOwn(named, one))
    if (found !== undefined) return named[found]!
    return Object.hasOwn(draft, first) ? (first as F) : 'name'
  }

/** The paths of an address, for `fieldFinder`. */
export const endpointPaths = <F extends string>(of: string, host: F, port: F): Record<string, F> => ({
  [of]: host,
  [`${of}.host`]: host,
  [`${of}.port`]: port,
})
