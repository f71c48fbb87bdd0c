import { type Rule, type RuleInput, ruleInputSchema } from '../contract/rule.ts'
import { thisMachine } from '../host/addresses.ts'
import { bondsAsListeners } from '../host/listeners.ts'
import type { Checked } from '../host/rule-graph.ts'
import { newRuleId, ruleList } from '../host/rule-list.ts'
import { formatRulesFile } from '../host/rules-file.ts'
import type { SettingsFile } from '../host/settings-file.ts'
import { type HostClient, settingsOf, withSettings } from './settings-access.ts'

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

/** Lets `action` have the rules of a running Hawser, or of its settings file when none runs. */
export const withRules = (userData: string, action: (rules: Rules) => Promise<void>): Promise<void> =>
  withSettings(userData, { ofHost: rulesOfHost, ofFile: rulesInFile }, action)

const rulesOfHost = (host: HostClient): Rules => ({
  list: async () => (await settingsOf(host)).rules,
  add: (rule) => host.addRule({ rule }),
  remove: (ids) => host.removeRules({ ids }),
  enable: (ids, enabled) => host.enableRules({ ids, enabled }),
  import: (text, mode) => host.importRules({ text, mode }),
  export: async (ids) => (await host.exportRules(ids ? { ids } : {})).text,
})

/** Under the same checks as a host's. */
function rulesInFile(file: SettingsFile): Rules {
  const rules = () => file.latest.value.rules
  const machine = thisMachine()
  const change = async (next: (old: readonly Rule[], besides: Checked[]) => Rule[]) => {
    await file.change((settings) => ({
      ...settings,
      rules: next(settings.rules, bondsAsListeners(settings)),
    }))
  }
  return {
    list: async () => rules(),
    async add(input) {
      const rule = { ...ruleInputSchema.parse(input), id: newRuleId() }
      await change((old, besides) => ruleList.add(old, rule, machine, besides))
      return rule
    },
    remove: (ids) => change((old) => ruleList.remove(old, ids)),
    enable: (ids, enabled) => change((old, besides) => ruleList.enable(old, ids, enabled, machine, besides)),
    async import(text, mode) {
      let counts = { added: 0, changed: 0, unchanged: 0 }
      await change((old, besides) => {
        const imported = ruleList.import(old, text, mode, machine, besides)
        counts = imported.counts
        return imported.rules
      })
      return counts
    },
    export: async (ids) => formatRulesFile(ruleList.choose(rules(), ids)),
  }
}
