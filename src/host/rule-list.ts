import { randomBytes } from 'node:crypto'
import { type Rule, type RuleChange, ruleSchema } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'
import type { Machine } from './addresses.ts'
import { checkRule, findConflicts, refuseErrors } from './rule-checks.ts'
import type { Checked } from './rule-graph.ts'
import { importRules, readRulesFile } from './rules-file.ts'

/** As many as the settings file may hold. */
const limit = 10_000

export const newRuleId = (): string => randomBytes(5).toString('hex')

type List = readonly Rule[]

/**
 * Every change there is to a list of rules. Each returns the new list, or throws a fault and nothing has changed.
 * `besides` is what else listens on this machine's ports.
 */
export const ruleList = {
  add(rules: List, rule: Rule, machine: Machine, besides: readonly Checked[] = []): Rule[] {
    refuseErrors(checkRule(rule, [...rules, ...besides], machine))
    return within([...rules, rule])
  },

  change(
    rules: List,
    id: string,
    change: RuleChange,
    machine: Machine,
    besides: readonly Checked[] = [],
  ): Rule[] {
    const old = rules.find((rule) => rule.id === id)
    if (old === undefined) throw unknown(id)
    const checked = ruleSchema.safeParse({ ...old, ...change })
    if (!checked.success) {
      const problems = checked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      throw new Fault('invalid', problems[0]?.message ?? 'The rule is invalid.', problems)
    }
    const others = rules.filter((rule) => rule.id !== id)
    // Whatever is wrong with a rule, it can always be switched off and renamed.
    if (checked.data.enabled || change.listen || change.target || change.failover || change.portCount)
      refuseErrors(checkRule(checked.data, [...others, ...besides], machine))
    return rules.map((rule) => (rule.id === id ? checked.data : rule))
  },

  remove(rules: List, ids: readonly string[]): Rule[] {
    const gone = new Set(ids)
    const kept = rules.filter(({ id }) => !gone.has(id))
    if (kept.length === rules.length) throw unknown(ids[0] ?? '')
    return kept
  },

  enable(
    rules: List,
    ids: readonly string[],
    enabled: boolean,
    machine: Machine,
    besides: readonly Checked[] = [],
  ): Rule[] {
    const chosen = new Set(ids)
    requireKnown(rules, ids)
    const next = rules.map((rule) => (chosen.has(rule.id) ? { ...rule, enabled } : rule))
    if (enabled) refuseConflicts(rules, next, machine, besides)
    return next
  },

  import(
    rules: List,
    text: string,
    mode: 'merge' | 'replace',
    machine: Machine,
    besides: readonly Checked[] = [],
  ) {
    const { rules: next, ...counts } = importRules(rules, readRulesFile(text), mode, newRuleId)
    refuseConflicts(rules, within(next), machine, besides)
    return { rules: next, counts }
  },

  choose(rules: List, ids: readonly string[] | undefined): List {
    if (ids === undefined) return rules
    requireKnown(rules, ids)
    const chosen = new Set(ids)
    return rules.filter(({ id }) => chosen.has(id))
  },
}

/** Refuses conflicts that the change brings; those that were there before must not stand in the way of others. */
function refuseConflicts(before: List, after: List, machine: Machine, besides: readonly Checked[]): void {
  const conflicts = findConflicts([...besides, ...after], machine)
  if (conflicts.length === 0) return
  const there = findConflicts([...besides, ...before], machine)
  const known = new Set(there.map(({ rule, message }) => `${rule.id} ${message}`))
  const fresh = conflicts.filter(({ rule, message }) => !known.has(`${rule.id} ${message}`))
  refuseErrors(
    fresh.slice(0, 50).map(({ rule, ...problem }) => ({
      ...problem,
      path: rule.kind ? problem.path : `rules.${after.findIndex(({ id }) => id === rule.id)}.${problem.path}`,
      message: `${rule.name}: ${problem.message}`,
    })),
  )
}

function requireKnown(rules: List, ids: readonly string[]): void {
  const known = new Set(rules.map(({ id }) => id))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw unknown(missing)
}

function within(rules: Rule[]): Rule[] {
  if (rules.length > limit) throw new Fault('invalid', `More than ${limit} rules are not possible.`)
  return rules
}

const unknown = (id: string) => new Fault('rule-unknown', `There is no rule with the id ${id}.`, { id })
