import { randomBytes } from 'node:crypto'
import type { About, hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import { ruleSchema } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'
import type { EventLog } from './events.ts'
import type { Forward } from './forward.ts'
import type { SettingsFile } from './settings-file.ts'
import type { TelemetryHub } from './telemetry.ts'

export interface HostParts {
  about(): About
  settings: SettingsFile
  forward: Forward
  telemetry: TelemetryHub
  events: EventLog
}

const newId = () => randomBytes(5).toString('hex')

/** The host's side of the contract. */
export function implementHost(parts: HostParts): Server<typeof hostContract> {
  const { settings, forward, telemetry, events } = parts
  const applyRules = () => forward.apply(settings.latest.value.rules)
  return {
    about: () => parts.about(),
    settings: (_, signal) => settings.latest.watch(signal),
    async setPreferences(change) {
      await settings.change((s) => ({ ...s, preferences: { ...s.preferences, ...change } }))
      return settings.latest.value.preferences
    },
    async addRule({ rule: input }) {
      const rule = { ...input, id: newId() }
      await settings.change((s) => ({ ...s, rules: [...s.rules, rule] }))
      await applyRules()
      return rule
    },
    async changeRule({ id, change }) {
      const old = settings.latest.value.rules.find((rule) => rule.id === id)
      if (!old) throw new Fault('rule-unknown', 'There is no such rule.')
      const rule = ruleSchema.parse({ ...old, ...change })
      await settings.change((s) => ({ ...s, rules: s.rules.map((r) => (r.id === id ? rule : r)) }))
      await applyRules()
      return rule
    },
    async removeRules({ ids }) {
      await settings.change((s) => ({ ...s, rules: s.rules.filter(({ id }) => !ids.includes(id)) }))
      await applyRules()
    },
    async enableRules({ ids, enabled }) {
      await settings.change((s) => ({
        ...s,
        rules: s.rules.map((rule) => (ids.includes(rule.id) ? { ...rule, enabled } : rule)),
      }))
      await applyRules()
    },
    checkRule: (input) => forward.ask((client) => client.check(input)),
    importRules: () => {
      throw new Fault('rules-file-invalid', 'Not yet.')
    },
    exportRules: () => ({
      text: JSON.stringify({ hawserRules: 1, rules: settings.latest.value.rules }, null, 2),
    }),
    disconnect: (input) => forward.ask((client) => client.disconnect(input)),
    probe: () => forward.ask((client) => client.probe(undefined)),
    telemetry: ({ look }, signal) => telemetry.watch(look, signal),
    events: ({ after }, signal) => events.watch(after, signal),
    recent: () => ({ series: [] }),
    history: ({ ruleId }) => ({ ruleId, at: [], columns: {} as never }),
  }
}
