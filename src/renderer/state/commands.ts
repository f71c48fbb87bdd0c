import {
  ArrowRightLeft,
  Cable,
  CircleHelp,
  CircleStop,
  Copy,
  Download,
  Gauge,
  Keyboard,
  type LucideIcon,
  Pencil,
  Play,
  Plus,
  Power,
  PowerOff,
  RadioTower,
  RotateCw,
  ScrollText,
  Settings,
  SunMoon,
  Trash2,
  Upload,
} from 'lucide-react'
import type { Bond, Receiver } from '../../contract/bond.ts'
import type { Rule } from '../../contract/rule.ts'
import { formatEndpoint } from '../format.ts'
import * as actions from './actions.ts'
import * as bonding from './bond-actions.ts'
import { go, paths, type Route } from './router.ts'
import { setUi } from './ui.ts'

export type Command = {
  id: string
  label: string
  icon: LucideIcon
  /** Further text that is searched and shown beside the label. */
  note?: string
  hint?: string
  /** The rule, bond or receiver that it leads to. */
  subject?: string
  run: () => void
}

type Things = { rules: readonly Rule[]; bonds: readonly Bond[]; receivers: readonly Receiver[] }

/** Everything that can be done from the palette, what belongs to the page being looked at first. */
export function commandsFor({ rules, bonds, receivers }: Things, route: Route): Command[] {
  const rule = route.page === 'rule' && rules.find(({ id }) => id === route.ruleId)
  const bond = route.page === 'bond' && bonds.find(({ id }) => id === route.bondId)
  const receiver = route.page === 'receiver' && receivers.find(({ id }) => id === route.receiverId)
  const all = rules.map(({ id }) => id)
  return [
    ...(rule ? ruleCommands(rule) : []),
    ...(bond ? bondCommands(bond) : []),
    ...(receiver ? receiverCommands(receiver) : []),
    { id: 'add', label: 'Add a rule', icon: Plus, hint: 'N', run: actions.addRule },
    { id: 'add-bond', label: 'Add a bond', icon: Plus, hint: 'B', run: bonding.addBond },
    { id: 'add-receiver', label: 'Add a receiver', icon: RadioTower, run: bonding.addReceiver },
    ...rules.map(
      (rule): Command => ({
        id: `rule-${rule.id}`,
        label: rule.name,
        icon: ArrowRightLeft,
        subject: rule.id,
        note: `${formatEndpoint(rule.listen, rule.portCount)} → ${formatEndpoint(rule.target, rule.portCount)}`,
        run: () => go(paths.rule(rule.id)),
      }),
    ),
    ...bonds.map(
      ({ id, name, listen, receiver: to }): Command => ({
        id: `bond-${id}`,
        label: name,
        icon: Cable,
        subject: id,
        note: `bond, ${formatEndpoint(listen)} → ${formatEndpoint(to)}`,
        run: () => go(paths.bond(id)),
      }),
    ),
    ...receivers.map(
      ({ id, name, listen, target }): Command => ({
        id: `receiver-${id}`,
        label: name,
        icon: RadioTower,
        subject: id,
        note: `receiver, ${formatEndpoint(listen)} → ${formatEndpoint(target)}`,
        run: () => go(paths.receiver(id)),
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
    { id: 'bonding', label: 'Go to Bonding', icon: Cable, hint: '3', run: () => go(paths.bonding) },
    { id: 'events', label: 'Go to Events', icon: ScrollText, hint: '4', run: () => go(paths.events) },
    { id: 'settings', label: 'Go to Settings', icon: Settings, hint: '5', run: () => go(paths.settings) },
    { id: 'help', label: 'Go to Help', icon: CircleHelp, hint: '6', run: () => go(paths.help) },
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
    ...(bonds.length + receivers.length > 0
      ? [
          {
            id: 'bonds-on',
            label: 'Start all bonds and receivers',
            icon: Play,
            run: () => void bonding.enableAllBonds(true),
          },
          {
            id: 'bonds-off',
            label: 'Stop all bonds and receivers',
            icon: CircleStop,
            run: () => void bonding.enableAllBonds(false),
          },
        ]
      : []),
    {
      id: 'probe',
      label: 'Try all targets and links again now',
      icon: RotateCw,
      run: () => void actions.probe(),
    },
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

const startOrStop = (name: string, enabled: boolean) =>
  enabled
    ? { id: 'toggle', label: `Stop ${name}`, icon: CircleStop }
    : { id: 'toggle', label: `Start ${name}`, icon: Play }

const bondCommands = ({ id, name, enabled }: Bond): Command[] => [
  { id: 'edit', label: `Edit ${name}`, icon: Pencil, hint: 'E', run: () => bonding.editBond(id) },
  { ...startOrStop(name, enabled), run: () => void bonding.enableBond(id, !enabled) },
  { id: 'duplicate', label: `Duplicate ${name}`, icon: Copy, run: () => bonding.duplicateBond(id) },
  { id: 'delete', label: `Delete ${name}`, icon: Trash2, run: () => void bonding.removeBond(id) },
]
const receiverCommands = ({ id, name, enabled }: Receiver): Command[] => [
  { id: 'edit', label: `Edit ${name}`, icon: Pencil, hint: 'E', run: () => bonding.editReceiver(id) },
  { ...startOrStop(name, enabled), run: () => void bonding.enableReceiver(id, !enabled) },
  { id: 'duplicate', label: `Duplicate ${name}`, icon: Copy, run: () => bonding.duplicateReceiver(id) },
  { id: 'delete', label: `Delete ${name}`, icon: Trash2, run: () => void bonding.removeReceiver(id) },
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
