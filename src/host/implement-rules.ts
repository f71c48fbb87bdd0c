import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Rule } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import { thisMachine } from './addresses.ts'
import { checkWith } from './engine-checks.ts'
import type { HostParts } from './implementation.ts'
import { bondsAsListeners } from './listeners.ts'
import { checkRule } from './rule-checks.ts'
import type { Checked } from './rule-graph.ts'
import { newRuleId, ruleList } from './rule-list.ts'
import { formatRulesFile } from './rules-file.ts'

type Calls =
  | 'addRule'
  | 'changeRule'
  | 'removeRules'
  | 'enableRules'
  | 'checkRule'
  | 'importRules'
  | 'exportRules'
  | 'disconnect'

/** The part of the contract that is about forwarding rules. */
export function implementRules(parts: HostParts): Pick<Server<typeof hostContract>, Calls> {
  const { settings, applySettings, forward } = parts

  async function changeRules(next: (rules: readonly Rule[], besides: Checked[]) => Rule[]): Promise<void> {
    await settings.change((old) => ({ ...old, rules: next(old.rules, bondsAsListeners(old)) }))
    await applySettings('forward')
  }

  return {
    async addRule({ rule: input }) {
      const rule = { ...input, id: newRuleId() }
      await changeRules((rules, besides) => ruleList.add(rules, rule, thisMachine(), besides))
      return rule
    },
    async changeRule({ id, change }) {
      let changed: Rule | undefined
      await changeRules((rules, besides) => {
        const next = ruleList.change(rules, id, change, thisMachine(), besides)
        changed = next.find((rule) => rule.id === id)
        return next
      })
      return changed!
    },
    removeRules: ({ ids }) => changeRules((rules) => ruleList.remove(rules, ids)),
    enableRules: ({ ids, enabled }) =>
      changeRules((rules, besides) => ruleList.enable(rules, ids, enabled, thisMachine(), besides)),

    async checkRule({ rule, id }) {
      const now: Settings = settings.latest.value
      const others = now.rules.filter((other) => other.id !== id)
      const problems = checkRule(rule, [...others, ...bondsAsListeners(now)], thisMachine())
      return checkWith(problems, () =>
        forward.engine.ask((client) => client.check(id ? { rule, id } : { rule })),
      )
    },
    async importRules({ text, mode }) {
      let counts = { added: 0, changed: 0, unchanged: 0 }
      await changeRules((rules, besides) => {
        const imported = ruleList.import(rules, text, mode, thisMachine(), besides)
        counts = imported.counts
        return imported.rules
      })
      return counts
    },
    exportRules: ({ ids }) => ({ text: formatRulesFile(ruleList.choose(settings.latest.value.rules, ids)) }),

    disconnect: (input) => forward.engine.ask((client) => client.disconnect(input)),
  }
}
