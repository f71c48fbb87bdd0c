import type { Bond, LinkColumn } from '../../contract/bond.ts'
import type { DiagnoseContext, Plan } from '../../contract/diagnose.ts'
import type { RuleColumn } from '../../contract/forward.ts'
import type { Rule } from '../../contract/rule.ts'
import type { Recent } from '../recent.ts'

export type Need = DiagnoseContext['needs'][number]

/** What has flowed of late, as the best guess of what will flow; nothing without a running Hawser. */
export interface Flowed {
  /** Highest rates of a rule in the last half hour, bits/s. */
  rule(id: string): { up: number; down: number }
  /** The highest rate of a bond in the last half hour, bits/s. */
  bond(id: string): number
}

export const nothingFlowed: Flowed = { rule: () => ({ up: 0, down: 0 }), bond: () => 0 }

const halfHourSeconds = 1800

/** What the host remembers of rules and links. */
export function recentlyFlowed(
  rules: Pick<Recent<RuleColumn>, 'read'>,
  links: Pick<Recent<LinkColumn>, 'read' | 'partsOf'>,
  now: () => number,
): Flowed {
  const bits = (rates: readonly (number | null)[] = []) =>
    Math.round(8 * rates.reduce<number>((most, rate) => Math.max(most, rate ?? 0), 0))
  return {
    rule(id) {
      const { columns } = rules.read(id, halfHourSeconds, now())
      return { up: bits(columns.rateUp), down: bits(columns.rateDown) }
    },
    bond(id) {
      const rates = links
        .partsOf(id, halfHourSeconds, now())
        .map((key) => links.read(key, halfHourSeconds, now()).columns.bitrate)
      // All are on one time line.
      return bits(
        (rates[0] ?? []).map((_, n) => rates.reduce((sum, each) => sum + Math.max(0, each[n] ?? 0), 0)),
      )
    },
  }
}

/** What the planned rules and bonds need; ids that there are no more are left out. */
export function needsOf(
  plan: Plan | undefined,
  { rules, bonds }: { rules: readonly Rule[]; bonds: readonly Bond[] },
  flowed: Flowed,
): Need[] {
  if (plan === undefined) return []
  return [
    ...rules.filter(({ id }) => plan.rules.includes(id)).map((rule) => ruleNeed(rule, flowed)),
    ...bonds.filter(({ id }) => plan.bonds.includes(id)).map((bond) => bondNeed(bond, flowed)),
  ]
}

function ruleNeed({ id, name, protocol, target, failover }: Rule, flowed: Flowed): Need {
  const { up, down } = flowed.rule(id)
  return {
    text: `Rule "${name}"`,
    upBitrate: up,
    downBitrate: down,
    targets: [target, ...failover],
    uplinks: [],
    udp: protocol === 'udp',
  }
}

function bondNeed({ id, name, receiver, uplinks, links }: Bond, flowed: Flowed): Need {
  return {
    text: `Bond "${name}"`,
    upBitrate: flowed.bond(id),
    downBitrate: 0,
    targets: [receiver],
    uplinks: uplinks === 'listed' ? links.filter(({ weight }) => weight > 0).map(({ uplink }) => uplink) : [],
    udp: true,
  }
}
