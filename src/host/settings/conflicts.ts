import type { Settings } from '../../contract/settings.ts'
import type { Machine } from '../addresses.ts'
import { listenersOf } from '../listeners.ts'
import { type Conflict, findConflicts } from '../rule-checks.ts'

/** Loops and overlaps that `after` has and `before` has not. */
export function freshConflicts(before: Settings, after: Settings, machine: Machine): Conflict[] {
  const conflicts = findConflicts(listenersOf(after), machine)
  if (conflicts.length === 0) return []
  const keyOf = ({ rule, message }: Conflict) => `${rule.id} ${message}`
  const known = new Set(findConflicts(listenersOf(before), machine).map(keyOf))
  return conflicts.filter((conflict) => !known.has(keyOf(conflict)))
}
