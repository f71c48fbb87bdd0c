import {
  Cable,
  CirclePause,
  CirclePlay,
  CircleStop,
  Copy,
  ListChecks,
  Pencil,
  Play,
  Plus,
  Power,
  PowerOff,
  RotateCw,
  ShieldCheck,
  Stethoscope,
  Trash2,
} from 'lucide-react'
import type { Bond, Receiver } from '../../contract/bond.ts'
import type { Peer } from '../../contract/peers.ts'
import type { Endpoint, Rule } from '../../contract/rule.ts'
import type { Folder } from '../../contract/sync.ts'
import { t } from '../../language/t.ts'
import * as actions from './actions.ts'
import * as bonding from './bond-actions.ts'
import type { Command } from './commands.ts'
import { diagnoseTarget } from './diagnose-actions.ts'
import * as syncing from './sync-actions.ts'
import * as tunnel from './tunnel-actions.ts'

const diagnoseCommand = (name: string, target: Endpoint): Command => ({
  id: 'diagnose-target',
  label: t('Diagnose the way of {{name}}', { name }),
  icon: Stethoscope,
  run: () => diagnoseTarget(target),
})

/** What can be done with the one thing that a page is about. */
export const ruleCommands = ({ id, name, enabled, target }: Rule): Command[] => [
  {
    id: 'edit',
    label: t('Edit {{name}}', { name }),
    icon: Pencil,
    hint: 'E',
    run: () => actions.editRule(id),
  },
  {
    id: 'toggle',
    label: enabled ? t('Switch {{name}} off', { name }) : t('Switch {{name}} on', { name }),
    icon: enabled ? PowerOff : Power,
    run: () => void actions.enableRules([id], !enabled),
  },
  {
    id: 'duplicate',
    label: t('Duplicate {{name}}', { name }),
    icon: Copy,
    run: () => actions.duplicateRule(id),
  },
  diagnoseCommand(name, target),
  {
    id: 'delete',
    label: t('Delete {{name}}', { name }),
    icon: Trash2,
    run: () => void actions.removeRules([id]),
  },
]

const startOrStop = (name: string, enabled: boolean) =>
  enabled
    ? { id: 'toggle', label: t('Stop {{name}}', { name }), icon: CircleStop }
    : { id: 'toggle', label: t('Start {{name}}', { name }), icon: Play }

export const bondCommands = ({ id, name, enabled, receiver }: Bond): Command[] => [
  {
    id: 'edit',
    label: t('Edit {{name}}', { name }),
    icon: Pencil,
    hint: 'E',
    run: () => bonding.editBond(id),
  },
  { ...startOrStop(name, enabled), run: () => void bonding.enableBond(id, !enabled) },
  {
    id: 'duplicate',
    label: t('Duplicate {{name}}', { name }),
    icon: Copy,
    run: () => bonding.duplicateBond(id),
  },
  diagnoseCommand(name, receiver),
  {
    id: 'delete',
    label: t('Delete {{name}}', { name }),
    icon: Trash2,
    run: () => void bonding.removeBond(id),
  },
]
export const receiverCommands = ({ id, name, enabled }: Receiver): Command[] => [
  {
    id: 'edit',
    label: t('Edit {{name}}', { name }),
    icon: Pencil,
    hint: 'E',
    run: () => bonding.editReceiver(id),
  },
  { ...startOrStop(name, enabled), run: () => void bonding.enableReceiver(id, !enabled) },
  {
    id: 'duplicate',
    label: t('Duplicate {{name}}', { name }),
    icon: Copy,
    run: () => bonding.duplicateReceiver(id),
  },
  {
    id: 'delete',
    label: t('Delete {{name}}', { name }),
    icon: Trash2,
    run: () => void bonding.removeReceiver(id),
  },
]

export const folderCommands = ({ id, name, enabled }: Folder): Command[] => [
  {
    id: 'edit',
    label: t('Edit {{name}}', { name }),
    icon: Pencil,
    hint: 'E',
    run: () => syncing.editFolder(id),
  },
  ...(enabled
    ? [
        {
          id: 'pause',
          label: t('Pause {{name}}', { name }),
          icon: CirclePause,
          run: () => void syncing.pauseFolders([id], true),
        },
        {
          id: 'resume',
          label: t('Resume {{name}}', { name }),
          icon: CirclePlay,
          run: () => void syncing.pauseFolders([id], false),
        },
      ]
    : []),
  {
    id: 'rescan',
    label: t('Look through {{name}} again now', { name }),
    icon: RotateCw,
    hint: 'R',
    run: () => void syncing.rescan([id]),
  },
  {
    id: 'dry-run',
    label: t('Dry run of {{name}}', { name }),
    icon: ListChecks,
    run: () => syncing.dryRun(id),
  },
  {
    id: 'verify',
    label: t('Verify {{name}}', { name }),
    icon: ShieldCheck,
    run: () => syncing.verifyFolder(id),
  },
  {
    id: 'delete',
    label: t('Stop syncing {{name}}', { name }),
    icon: Trash2,
    run: () => void syncing.removeFolder(id),
  },
]

export const partyCommands = ({ id, name }: Peer): Command[] => [
  {
    id: 'connect',
    label: t('Connect to {{name}}', { name }),
    icon: Cable,
    run: () => void tunnel.connectTo(id),
  },
  {
    id: 'party-way',
    label: t('Add a way to {{name}}', { name }),
    icon: Plus,
    hint: 'N',
    run: () => tunnel.addWay(id),
  },
  {
    id: 'party-allow',
    label: t('Allow something here for {{name}}', { name }),
    icon: ShieldCheck,
    run: () => tunnel.addAllow(id),
  },
]
