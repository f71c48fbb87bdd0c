import { type Rule, type RuleInput, ruleSchema } from '../../src/contract/index.ts'

let count = 0

/** A complete rule; what is not given is made up, with a listening port of its own. */
export function rule(given: Partial<RuleInput> & { id?: string } = {}): Rule {
  count++
  return ruleSchema.parse({
    id: `r${count}`,
    name: `rule ${count}`,
    listen: { host: '127.0.0.1', port: 20_000 + (count % 20_000) },
    target: { host: '192.0.2.1', port: 554 },
    ...given,
  })
}
