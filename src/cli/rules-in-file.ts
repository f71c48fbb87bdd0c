import { ruleInputSchema } from '../contract/rule.ts'
import { thisMachine } from '../host/addresses.ts'
import { lockFolder } from '../host/lock.ts'
import { newRuleId, ruleList } from '../host/rule-list.ts'
import { formatRulesFile } from '../host/rules-file.ts'
import { SettingsFile } from '../host/settings-file.ts'
import { createUserDataFolder } from '../host/user-data.ts'
import type { Rules } from './rules-access.ts'

/** Lets `action` have the rules in the settings file, under the same checks as a host's. Throws `host-running`. */
export async function withRulesFile(
  userData: string,
  action: (rules: Rules) => Promise<void>,
): Promise<void> {
  await createUserDataFolder(userData)
  using _ = lockFolder(userData)
  const file = await SettingsFile.open(userData, {
    notice: (fault) => fault && console.error(`hawser: ${fault.code}: ${fault.message}`),
    edited: () => {},
    report: (error) => console.error(error),
  })
  try {
    await action(rulesInFile(file))
  } finally {
    await file.close()
  }
}

function rulesInFile(file: SettingsFile): Rules {
  const rules = () => file.latest.value.rules
  const machine = thisMachine()
  const change = async (next: (old: ReturnType<typeof rules>) => ReturnType<typeof rules>) => {
    await file.change((settings) => ({ ...settings, rules: next(settings.rules) }))
  }
  return {
    list: async () => rules(),
    async add(input) {
      const rule = { ...ruleInputSchema.parse(input), id: newRuleId() }
      await change((old) => ruleList.add(old, rule, machine))
      return rule
    },
    remove: (ids) => change((old) => ruleList.remove(old, ids)),
    enable: (ids, enabled) => change((old) => ruleList.enable(old, ids, enabled, machine)),
    async import(text, mode) {
      let counts = { added: 0, changed: 0, unchanged: 0 }
      await change((old) => {
        const imported = ruleList.import(old, text, mode, machine)
        counts = imported.counts
        return imported.rules
      })
      return counts
    },
    export: async (ids) => formatRulesFile(ruleList.choose(rules(), ids)),
  }
}
