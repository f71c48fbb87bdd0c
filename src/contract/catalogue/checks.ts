/** Why a text or value is not that of a setting. `other`: in the words of its schema. */
export type TextProblem =
  | { kind: 'number' }
  | { kind: 'whole' }
  | { kind: 'min' | 'max'; limit: number }
  | { kind: 'endpoint' }
  | { kind: 'server'; server: string }
  | { kind: 'other'; message: string }

const checks: Readonly<Record<string, (value: unknown) => TextProblem | undefined>> = {
  'diagnose.timeServers': (servers) => {
    const server = (servers as string[]).find((each) => !/^[\w.:][\w.:-]*$/.test(each))
    return server === undefined ? undefined : { kind: 'server', server }
  },
  'diagnose.portalUrl': (url) =>
    url === '' || /^http:\/\/[^\s@]+$/.test(url as string)
      ? undefined
      : {
          kind: 'other',
          message: 'Write an address that begins with http://; encrypted pages show no portal.',
        },
}

/** What is wrong with a value beyond its schema. */
export const problemAlone = (path: string, value: unknown): TextProblem | undefined => checks[path]?.(value)

/** What is wrong, in English; `unit` is that of the setting, or empty. */
export function problemText(problem: TextProblem, unit: string): string {
  switch (problem.kind) {
    case 'number':
      return 'A number is needed.'
    case 'whole':
      return 'A whole number is needed.'
    case 'min':
      return `At least ${problem.limit} ${unit}`.trimEnd().concat('.')
    case 'max':
      return `At most ${problem.limit} ${unit}`.trimEnd().concat('.')
    case 'endpoint':
      return 'Write an address and a port, such as 0.0.0.0:8741.'
    case 'server':
      return `"${problem.server}" is no name or address of a server.`
    case 'other':
      return problem.message
  }
}
