import type { Settings } from '../contract/settings.ts'
import { thisMachine } from './addresses.ts'
import { listenersOf } from './listeners.ts'
import type { Notice } from './notices.ts'
import { findLoopConflicts } from './rule-checks.ts'
import type { Checked } from './rule-graph.ts'

type Lists = Pick<Settings, 'rules' | 'bonds' | 'receivers'>

/**
 * The settings as the engines may have them. A loop cannot be added, but it can be written into the settings file, or
 * come about when this machine gets another address; one connection would then fill the machine. What is in one stays off.
 */
export function withoutLoops(settings: Lists): { lists: Lists; notice: Notice | undefined } {
  const machine = thisMachine()
  const off = new Map<string, string>()
  let lists: Lists = settings
  // Loops may share rules, so that one is seen only when another is gone.
  for (
    let loops = findLoopConflicts(listenersOf(lists), machine);
    loops.length > 0;
    loops = findLoopConflicts(listenersOf(lists), machine)
  ) {
    for (const { rule } of loops) off.set(keyOf(rule.kind, rule.id), rule.name)
    lists = {
      rules: switchOff(lists.rules, undefined, off),
      bonds: switchOff(lists.bonds, 'bond', off),
      receivers: switchOff(lists.receivers, 'receiver', off),
    }
  }
  if (off.size === 0) return { lists, notice: undefined }
  const names = [...off.values()].map((name) => `"${name}"`).join(', ')
  return {
    lists,
    notice: { code: 'rule-loop', text: `${names}: kept off, because it would forward to itself.` },
  }
}

const keyOf = (kind: Checked['kind'], id: string | undefined) => `${kind} ${id}`

const switchOff = <T extends { id: string; enabled: boolean }>(
  list: T[],
  kind: Checked['kind'],
  off: ReadonlyMap<string, string>,
): T[] => list.map((each) => (off.has(keyOf(kind, each.id)) ? { ...each, enabled: false } : each))
