import type { Attributes, Metric, Tell } from '../metric.ts'

/** One series for each subject: the state in which it is, with the value 1. */
export function tellStates(
  tell: Tell,
  metric: Metric,
  at: number,
  states: Iterable<readonly [Attributes, string]>,
): void {
  for (const [attributes, state] of states)
    tell(metric, { value: 1, attributes: { ...attributes, 'hawser.state': state }, since: at })
}
