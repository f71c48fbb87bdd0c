import type { About, hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Rule, RuleProblem } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'
import { thisMachine } from './addresses.ts'
import type { EventLog } from './events.ts'
import type { Forward } from './forward.ts'
import type { History } from './history.ts'
import type { Recent } from './recent.ts'
import { checkRule } from './rule-checks.ts'
import { newRuleId, ruleList } from './rule-list.ts'
import { formatRulesFile } from './rules-file.ts'
import type { SettingsFile } from './settings-file.ts'
import type { TelemetryHub } from './telemetry.ts'

export interface HostParts {
  about(): About
  settings: SettingsFile
  /** Gives the engines the settings as they are now. */
  applySettings(): Promise<void>
  forward: Forward
  telemetry: TelemetryHub
  events: EventLog
  recent: Recent
  history: History
}

/** The host's side of the contract: each call is checked by its schema before it gets here. */
export function implementHost(parts: HostParts): Server<typeof hostContract> {
  const { settings, applySettings, forward, telemetry, events, recent, history } = parts

  async function changeRules(next: (rules: readonly Rule[]) => Rule[]): Promise<void> {
    await settings.change((old) => ({ ...old, rules: next(old.rules) }))
    await applySettings()
  }

  return {
    about: parts.about,

    settings: (_, signal) => settings.latest.watch(signal),
    async setPreferences(change) {
      const { preferences } = await settings.change((old) => ({
        ...old,
        preferences: { ...old.preferences, ...change },
      }))
      return preferences
    },

    async addRule({ rule: input }) {
      const rule = { ...input, id: newRuleId() }
      await changeRules((rules) => ruleList.add(rules, rule, thisMachine()))
      return rule
    },
    async changeRule({ id, change }) {
      let changed: Rule | undefined
      await changeRules((rules) => {
        const next = ruleList.change(rules, id, change, thisMachine())
        changed = next.find((rule) => rule.id === id)
        return next
      })
      return changed!
    },
    removeRules: ({ ids }) => changeRules((rules) => ruleList.remove(rules, ids)),
    enableRules: ({ ids, enabled }) =>
      changeRules((rules) => ruleList.enable(rules, ids, enabled, thisMachine())),

    async checkRule({ rule, id }) {
      const others = settings.latest.value.rules.filter((other) => other.id !== id)
      const problems = checkRule(rule, others, thisMachine())
      // A port that another rule has is in use for that reason; to hear it twice would not help.
      const told = problems.some(({ code }) => code === 'rule-overlap')
      const asked = await askEngine(() => forward.ask((client) => client.check(id ? { rule, id } : { rule })))
      return { problems: [...problems, ...asked.filter(({ code }) => !(told && code === 'port-in-use'))] }
    },
    async importRules({ text, mode }) {
      let counts = { added: 0, changed: 0, unchanged: 0 }
      await changeRules((rules) => {
        const imported = ruleList.import(rules, text, mode, thisMachine())
        counts = imported.counts
        return imported.rules
      })
      return counts
    },
    exportRules: ({ ids }) => ({ text: formatRulesFile(ruleList.choose(settings.latest.value.rules, ids)) }),

    disconnect: (input) => forward.ask((client) => client.disconnect(input)),
    probe: () => forward.ask((client) => client.probe()),

    telemetry: ({ look }, signal) => telemetry.watch(look, signal),
    events: ({ after }, signal) => events.watch(after, signal),
    recent: ({ ruleIds, seconds }) => {
      const now = Date.now()
      return { series: ruleIds.map((ruleId) => recent.read(ruleId, seconds, now)) }
    },
    history: ({ ruleId, from, to }) => history.readMinutes(ruleId, from, to),
  }
}

/** Without an engine a rule can still be checked, only less thoroughly. */
async function askEngine(question: () => Promise<{ problems: RuleProblem[] }>): Promise<RuleProblem[]> {
  try {
    return (await question()).problems
  } catch (error) {
    if (error instanceof Fault && error.code === 'engine-unavailable') return []
    throw error
  }
}
