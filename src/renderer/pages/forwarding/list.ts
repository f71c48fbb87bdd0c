import type { RuleState } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { formatEndpoint } from '../../format.ts'

export type Filter = 'all' | 'attention' | 'active' | 'off'
export type Item =
  | { kind: 'group'; name: string; ids: string[]; collapsed: boolean; worst: RuleState }
  | { kind: 'rule'; rule: Rule }
type States = Readonly<Record<string, RuleState>>

const needsAttention: ReadonlySet<RuleState> = new Set(['slow', 'failed', 'holding'])
export const attention = (state: RuleState | undefined) => state !== undefined && needsAttention.has(state)
const severity: readonly RuleState[] = ['off', 'ready', 'starting', 'active', 'slow', 'holding', 'failed']

const inFilter: Record<Filter, (state: RuleState) => boolean> = {
  all: () => true,
  attention,
  active: (state) => state === 'active' || state === 'slow' || state === 'holding',
  off: (state) => state === 'off',
}

export const stateOf = (rule: Rule, states: States): RuleState =>
  states[rule.id] ?? (rule.enabled ? 'starting' : 'off')

/** Every word of the query must be somewhere in the rule. */
export function matches(rule: Rule, query: string): boolean {
  const text = [
    rule.name,
    rule.group,
    formatEndpoint(rule.listen, rule.portCount),
    formatEndpoint(rule.target, rule.portCount),
    rule.protocol,
  ]
    .join(' ')
    .toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Rules as the list shows them: by group in the order of first appearance, those without a group last. */
export function arrange(
  rules: readonly Rule[],
  states: States,
  { query, filter, collapsed }: { query: string; filter: Filter; collapsed: ReadonlySet<string> },
): Item[] {
  const shown = rules.filter((rule) => inFilter[filter](stateOf(rule, states)) && matches(rule, query))
  const groups = new Map<string, Rule[]>()
  for (const rule of shown) {
    const members = groups.get(rule.group)
    if (members) members.push(rule)
    else groups.set(rule.group, [rule])
  }
  const names = [...groups.keys()].sort((a, b) => Number(a === '') - Number(b === ''))
  if (names.length === 1 && names[0] === '') return shown.map((rule) => ({ kind: 'rule', rule }))
  return names.flatMap((name): Item[] => {
    const members = groups.get(name)!
    const group: Item = {
      kind: 'group',
      name,
      ids: members.map(({ id }) => id),
      collapsed: collapsed.has(name),
      worst: worstOf(members.map((rule) => stateOf(rule, states))),
    }
    return group.collapsed ? [group] : [group, ...members.map((rule): Item => ({ kind: 'rule', rule }))]
  })
}

const worstOf = (states: readonly RuleState[]): RuleState =>
  states.reduce((worst, state) => (severity.indexOf(state) > severity.indexOf(worst) ? state : worst), 'off')

export function countStates(rules: readonly Rule[], states: States): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: rules.length, attention: 0, active: 0, off: 0 }
  for (const rule of rules) {
    const state = stateOf(rule, states)
    for (const filter of ['attention', 'active', 'off'] as const)
      if (inFilter[filter](state)) counts[filter]++
  }
  return counts
}

/** Everything between two rules of the list, both included, for a selection with Shift. */
export function between(items: readonly Item[], from: string, to: string): string[] {
  const ids = items.flatMap((item) => (item.kind === 'rule' ? [item.rule.id] : []))
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)]
  return a < 0 || b < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1)
}
