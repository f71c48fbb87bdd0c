import { setTimeout as sleep } from 'node:timers/promises'
import type { hostContract } from '../contract/host.ts'
import type { Client } from '../contract/procedure.ts'
import type { Rule, RuleInput } from '../contract/rule.ts'
import { connectControl } from '../host/control.ts'
import { Fault } from '../wire/fault.ts'
import { withRulesFile } from './rules-in-file.ts'

/** What can be done with the rules, wherever they are. Everything throws the faults of the host's contract. */
export interface Rules {
  list(): Promise<readonly Rule[]>
  add(rule: RuleInput): Promise<Rule>
  remove(ids: string[]): Promise<void>
  enable(ids: string[], enabled: boolean): Promise<void>
  import(
    text: string,
    mode: 'merge' | 'replace',
  ): Promise<{ added: number; changed: number; unchanged: number }>
  /** The text of a rules file; without ids, every rule. */
  export(ids: string[] | undefined): Promise<string>
}

/** A host that starts holds its folder a moment before it can be asked. */
const attempts = 10
const betweenMs = 200

/** Lets `action` have the rules of a running Hawser, or of its settings file when none runs. */
export async function withRules(userData: string, action: (rules: Rules) => Promise<void>): Promise<void> {
  for (let left = attempts; ; left--)
    try {
      return await withHost(userData, action)
    } catch (notRunning) {
      if (!isFault(notRunning, 'host-not-running')) throw notRunning
      try {
        return await withRulesFile(userData, action)
      } catch (running) {
        if (left === 0 || !isFault(running, 'host-running')) throw running
        await sleep(betweenMs)
      }
    }
}

const isFault = (error: unknown, code: string) => error instanceof Fault && error.code === code

async function withHost(userData: string, action: (rules: Rules) => Promise<void>): Promise<void> {
  using control = await connectControl(userData)
  await action(rulesOfHost(control.client))
}

const rulesOfHost = (host: Client<typeof hostContract>): Rules => ({
  async list() {
    for await (const { rules } of host.settings(undefined)) return rules
    return []
  },
  add: (rule) => host.addRule({ rule }),
  remove: (ids) => host.removeRules({ ids }),
  enable: (ids, enabled) => host.enableRules({ ids, enabled }),
  import: (text, mode) => host.importRules({ text, mode }),
  export: async (ids) => (await host.exportRules(ids ? { ids } : {})).text,
})

/** The ids of the rules that are named by id or by name. Throws `rule-unknown`, or `usage` for a name of several. */
export function findRules(rules: readonly Rule[], names: readonly string[]): string[] {
  const ids = names.map((name) => {
    if (rules.some(({ id }) => id === name)) return name
    const named = rules.filter((rule) => rule.name === name)
    if (named.length === 0) throw new Fault('rule-unknown', `There is no rule "${name}".`)
    if (named.length > 1)
      throw new Fault(
        'usage',
        `${named.length} rules are called "${name}"; name one by its id: ${named.map(({ id }) => id).join(', ')}`,
      )
    return named[0]!.id
  })
  return [...new Set(ids)]
}
