import type { Rule } from '../contract/rule.ts'
import { thisMachine } from './addresses.ts'
import type { Notice } from './notices.ts'
import { findLoopConflicts } from './rule-checks.ts'

/**
 * The rules as the engine may have them. A loop cannot be added, but it can be written into the settings file, or come
 * about when this machine gets another address; one connection would then fill the machine. Such rules stay off.
 */
export function withoutLoops(rules: readonly Rule[]): { rules: readonly Rule[]; notice: Notice | undefined } {
  const machine = thisMachine()
  const off = new Map<string, string>()
  let left = rules
  // Loops may share rules, so that one is seen only when another is gone.
  for (
    let loops = findLoopConflicts(left, machine);
    loops.length > 0;
    loops = findLoopConflicts(left, machine)
  ) {
    for (const { rule } of loops) off.set(rule.id ?? '', rule.name)
    left = left.map((rule) => (off.has(rule.id) ? { ...rule, enabled: false } : rule))
  }
  if (off.size === 0) return { rules, notice: undefined }
  const names = [...off.values()].map((name) => `"${name}"`).join(', ')
  return {
    rules: left,
    notice: { code: 'rule-loop', text: `${names}: kept off, because it would forward to itself.` },
  }
}
