import { InvalidArgumentError } from 'commander'
import type { Bond } from '../contract/bond.ts'
import { type CheckName, checkNames, type Plan } from '../contract/diagnose.ts'
import type { Rule } from '../contract/rule.ts'
import { parseRate } from './quantities.ts'
import { findNamed } from './settings-access.ts'

/** One part of a plan, as it is typed. */
export type PlanPart = { what: 'up' | 'down'; bitrate: number } | { what: 'rule' | 'bond'; name: string }

/** `up=8Mbit`, `down=20Mbit`, `rule=Stage left`, `bond=Truck`. */
export function parsePlanPart(text: string): PlanPart {
  const match = /^(up|down|rule|bond)=(.+)$/s.exec(text.trim())
  if (!match) throw new InvalidArgumentError('Write it like up=8Mbit, down=20Mbit, rule=NAME or bond=NAME.')
  const [, what, value] = match as unknown as [string, PlanPart['what'], string]
  return what === 'up' || what === 'down' ? { what, bitrate: 8 * parseRate(value) } : { what, name: value }
}

/** The plan of all parts; undefined without any. Throws `rule-unknown`, `bond-unknown`, `usage`. */
export function planOf(
  parts: readonly PlanPart[],
  { rules, bonds }: { rules: readonly Rule[]; bonds: readonly Bond[] },
): Plan | undefined {
  if (parts.length === 0) return undefined
  const rate = (way: 'up' | 'down') =>
    parts.reduce((sum, part) => (part.what === way ? sum + part.bitrate : sum), 0)
  const names = (of: 'rule' | 'bond') => parts.flatMap((part) => (part.what === of ? [part.name] : []))
  return {
    upBitrate: rate('up'),
    downBitrate: rate('down'),
    rules: findNamed(rules, names('rule'), 'rule'),
    bonds: findNamed(bonds, names('bond'), 'bond'),
  }
}

/** `dns,ping` */
export const parseChecks = (text: string): CheckName[] =>
  text.split(',').map((part) => {
    const name = checkNames.find((each) => each === part.trim())
    if (name === undefined)
      throw new InvalidArgumentError(
        `There is no check "${part.trim()}". There are: ${checkNames.join(', ')}.`,
      )
    return name
  })
