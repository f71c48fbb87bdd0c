import {
  ArrowRightLeft,
  CircleHelp,
  Copy,
  Download,
  Gauge,
  Keyboard,
  type LucideIcon,
  Pencil,
  Plus,
  Power,
  PowerOff,
  RotateCw,
  ScrollText,
  Settings,
  SunMoon,
  Trash2,
  Upload,
} from 'lucide-react'
import type { Rule } from '../../contract/rule.ts'
import { formatEndpoint } from '../format.ts'
import * as actions from './actions.ts'
import { go, paths } from './router.ts'
import { setUi } from './ui.ts'

export type Command = {
  id: string
  label: string
  icon: LucideIcon
  /** Further text that is searched and shown beside the label. */
  note?: string
  hint?: string
  ruleId?: string
  run: () => void
}

/** Everything that can be done from the palette; `ruleId` is that of the rule being looked at. */
export function commandsFor(rules: readonly Rule[], ruleId: string | undefined): Command[] {
  const here = rules.find(({ id }) => id === ruleId)
  const all = rules.map(({ id }) => id)
  return [
    ...(here ? ruleCommands(here) : []),
    { id: 'add', label: 'Add a rule', icon: Plus, hint: 'N', run: actions.addRule },
    ...rules.map(
      (rule): Command => ({
        id: `rule-${rule.id}`,
        label: rule.name,
        icon: ArrowRightLeft,
        ruleId: rule.id,
        note: `${formatEndpoint(rule.listen, rule.portCount)} → ${formatEndpoint(rule.target, rule.portCount)}`,
        run: () => go(paths.rule(rule.id)),
      }),
    ),
    { id: 'overview', label: 'Go to Overview', icon: Gauge, hint: '1', run: () => go(paths.overview) },
    {
      id: 'forwarding',
      label: 'Go to Forwarding',
      icon: ArrowRightLeft,
      hint: '2',
      run: () => go(paths.forwarding),
    },
    { id: 'events', label: 'Go to Events', icon: ScrollText, hint: '3', run: () => go(paths.events) },
    { id: 'settings', label: 'Go to Settings', icon: Settings, hint: '4', run: () => go(paths.settings) },
    { id: 'help', label: 'Go to Help', icon: CircleHelp, hint: '5', run: () => go(paths.help) },
    {
      id: 'theme',
      label: 'Next theme: system, light, dark',
      icon: SunMoon,
      hint: 'T',
      run: actions.nextTheme,
    },
    { id: 'import', label: 'Import rules', icon: Upload, hint: 'I', run: () => void actions.chooseImport() },
    ...(rules.length > 0
      ? [
          { id: 'export', label: 'Export all rules', icon: Download, run: () => void actions.exportRules() },
          {
            id: 'probe',
            label: 'Try all targets again now',
            icon: RotateCw,
            run: () => void actions.probe(),
          },
          {
            id: 'all-on',
            label: 'Switch all rules on',
            icon: Power,
            run: () => void actions.enableRules(all, true),
          },
          {
            id: 'all-off',
            label: 'Switch all rules off',
            icon: PowerOff,
            run: () => void actions.enableRules(all, false),
          },
        ]
      : []),
    {
      id: 'keys',
      label: 'Keyboard shortcuts',
      icon: Keyboard,
      hint: '?',
      run: () => setUi({ shortcuts: true }),
    },
  ]
}

const ruleCommands = ({ id, name, enabled }: Rule): Command[] => [
  { id: 'edit', label: `Edit ${name}`, icon: Pencil, hint: 'E', run: () => actions.editRule(id) },
  {
    id: 'toggle',
    label: `Switch ${name} ${enabled ? 'off' : 'on'}`,
    icon: enabled ? PowerOff : Power,
    run: () => void actions.enableRules([id], !enabled),
  },
  { id: 'duplicate', label: `Duplicate ${name}`, icon: Copy, run: () => actions.duplicateRule(id) },
  { id: 'delete', label: `Delete ${name}`, icon: Trash2, run: () => void actions.removeRules([id]) },
]

const shown = 50
/** The commands that hold every word of the query, those that begin with it first. */
export function searchCommands(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const text = ({ label, note = '' }: Command) => `${label} ${note}`.toLowerCase()
  const first = words[0] ?? ''
  const rank = (command: Command) => {
    const label = command.label.toLowerCase()
    return label.startsWith(first) ? 0 : label.includes(` ${first}`) ? 1 : 2
  }
  const found = commands.filter((command) => words.every((word) => text(command).includes(word)))
  return (words.length > 0 ? found.sort((a, b) => rank(a) - rank(b)) : found).slice(0, shown)
}
