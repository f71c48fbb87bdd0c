import {
  ArrowRightLeft,
  Cable,
  CalendarClock,
  CircleHelp,
  CirclePause,
  CirclePlay,
  CircleStop,
  ClipboardCheck,
  DoorOpen,
  Download,
  FileUp,
  FolderSync,
  FolderUp,
  Gauge,
  Hash,
  Inbox,
  Keyboard,
  KeyRound,
  Layers,
  type LucideIcon,
  MonitorSmartphone,
  PictureInPicture2,
  Play,
  Plus,
  Power,
  PowerOff,
  QrCode,
  RadioTower,
  RotateCw,
  ScrollText,
  Send,
  Settings,
  ShieldCheck,
  SlidersHorizontal,
  Spline,
  Stethoscope,
  SunMoon,
  Upload,
} from 'lucide-react'
import { t } from '../../language/t.ts'
import { formatEndpoint } from '../format.ts'
import * as actions from './actions.ts'
import * as bonding from './bond-actions.ts'
import { desktopShell, quitHawser, toggleCompact } from './desktop.ts'
import * as doctor from './diagnose-actions.ts'
import { editObserve } from './observe-actions.ts'
import { startPairing } from './peer-actions.ts'
import { go, paths, type Route } from './router.ts'
import * as kept from './session-actions.ts'
import * as setting from './settings-actions.ts'
import { slow, type Things } from './store.ts'
import {
  bondCommands,
  folderCommands,
  partyCommands,
  receiverCommands,
  ruleCommands,
} from './subject-commands.ts'
import * as syncing from './sync-actions.ts'
import * as transfer from './transfer-actions.ts'
import * as tunnel from './tunnel-actions.ts'
import { setUi } from './ui.ts'

export type Command = {
  id: string
  label: string
  icon: LucideIcon
  /** Further text that is searched and shown beside the label. */
  note?: string
  hint?: string
  /** The rule, bond, receiver, folder, device or way that it leads to. */
  subject?: string
  run: () => void
}

/** Sessions begin and end by the palette too; those that run can be opened. */
const sessionCommands = (): Command[] => {
  const running = (slow().keptSessions ?? []).filter(({ endedAt }) => endedAt === 0)
  return [
    { id: 'session-start', label: t('Start a session'), icon: CirclePlay, run: kept.startSession },
    ...running.map(
      (session): Command => ({
        id: `session-end-${session.id}`,
        label: t('End the session "{{name}}"', { name: session.name }),
        icon: CircleStop,
        run: () => void kept.endSession(session),
      }),
    ),
    {
      id: 'session-past',
      label: t('Make a session of the past'),
      icon: CalendarClock,
      run: () => kept.sessionOfRange(),
    },
    ...(slow().keptSessions ?? []).slice(0, 20).map(
      ({ id, name }): Command => ({
        id: `session-${id}`,
        label: name,
        icon: CalendarClock,
        note: t('session'),
        run: () => go(paths.session(id)),
      }),
    ),
  ]
}

/** Profiles to switch to, and a new one. What would stop and start is shown first. */
const profileCommands = (): Command[] => [
  ...(slow().settings?.profiles ?? []).map(
    ({ id, name }): Command => ({
      id: `profile-${id}`,
      label: t('Switch to the profile "{{name}}"', { name }),
      icon: Layers,
      run: () => setting.switchProfile(id),
    }),
  ),
  {
    id: 'profile-save',
    label: t('Save the present state as a profile'),
    icon: Layers,
    run: setting.newProfile,
  },
]

/** Everything that can be done from the palette, what belongs to the page being looked at first. */
export function commandsFor(
  { rules, bonds, receivers, folders, peers, ways }: Things,
  route: Route,
): Command[] {
  const rule = route.page === 'rule' && rules.find(({ id }) => id === route.ruleId)
  const bond = route.page === 'bond' && bonds.find(({ id }) => id === route.bondId)
  const receiver = route.page === 'receiver' && receivers.find(({ id }) => id === route.receiverId)
  const folder = route.page === 'folder' && folders.find(({ id }) => id === route.folderId)
  const party = route.page === 'tube' ? peers.find(({ id }) => id === route.party) : undefined
  const all = rules.map(({ id }) => id)
  return [
    ...(rule ? ruleCommands(rule) : []),
    ...(bond ? bondCommands(bond) : []),
    ...(receiver ? receiverCommands(receiver) : []),
    ...(folder ? folderCommands(folder) : []),
    ...(party ? partyCommands(party) : []),
    { id: 'add', label: t('Add a rule'), icon: Plus, hint: 'N', run: actions.addRule },
    { id: 'add-bond', label: t('Add a bond'), icon: Plus, hint: 'B', run: bonding.addBond },
    { id: 'add-receiver', label: t('Add a receiver'), icon: RadioTower, run: bonding.addReceiver },
    { id: 'add-folder', label: t('Add a folder'), icon: Plus, hint: 'F', run: () => syncing.addFolder() },
    { id: 'send', label: t('Send files'), icon: Send, hint: 'S', run: () => void transfer.choose('files') },
    {
      id: 'send-folder',
      label: t('Send a folder'),
      icon: FolderUp,
      run: () => void transfer.choose('folder'),
    },
    {
      id: 'receive',
      label: t('Receive files: enter a code'),
      icon: Inbox,
      run: transfer.enterCode,
    },
    {
      id: 'diagnose-now',
      label: t('Diagnose now: what is wrong with this network'),
      icon: Stethoscope,
      hint: 'C',
      run: doctor.diagnoseNow,
    },
    {
      id: 'plan-session',
      label: t('Plan a session: go or no-go'),
      icon: ClipboardCheck,
      run: doctor.planSession,
    },
    ...sessionCommands(),
    {
      id: 'open-report',
      label: t('Open a saved report'),
      icon: FileUp,
      run: () => void doctor.openReport(),
    },
    { id: 'add-way', label: t('Add a way through a tube'), icon: Plus, run: () => tunnel.addWay() },
    { id: 'tunnel-code', label: t('Let somebody in: make a code'), icon: Hash, run: tunnel.openCode },
    {
      id: 'tunnel-join',
      label: t('Reach a machine: enter a code'),
      icon: Spline,
      run: tunnel.enterTunnelCode,
    },
    {
      id: 'allow',
      label: t('Allow something here, for a device'),
      icon: ShieldCheck,
      run: () => tunnel.addAllow(),
    },
    { id: 'pair', label: t('Pair a device: show a code'), icon: QrCode, run: () => startPairing('show') },
    {
      id: 'pair-code',
      label: t('Pair a device: enter a code'),
      icon: KeyRound,
      run: () => startPairing('enter'),
    },
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
        note: t('bond, {{listen}} → {{to}}', { listen: formatEndpoint(listen), to: formatEndpoint(to) }),
        run: () => go(paths.bond(id)),
      }),
    ),
    ...receivers.map(
      ({ id, name, listen, target }): Command => ({
        id: `receiver-${id}`,
        label: name,
        icon: RadioTower,
        subject: id,
        note: t('receiver, {{listen}} → {{target}}', {
          listen: formatEndpoint(listen),
          target: formatEndpoint(target),
        }),
        run: () => go(paths.receiver(id)),
      }),
    ),
    ...folders.map(
      ({ id, name, path }): Command => ({
        id: `folder-${id}`,
        label: name,
        icon: FolderSync,
        subject: id,
        note: t('folder, {{path}}', { path }),
        run: () => go(paths.folder(id)),
      }),
    ),
    ...peers.map(
      ({ id, name }): Command => ({
        id: `peer-${id}`,
        label: name,
        icon: MonitorSmartphone,
        subject: id,
        note: t('device'),
        run: () => go(paths.devices),
      }),
    ),
    ...ways.map(
      ({ id, name, party: to, listen, target }): Command => ({
        id: `way-${id}`,
        label: name,
        icon: Spline,
        subject: id,
        note: target
          ? t('way, {{listen}} → {{target}}', {
              listen: formatEndpoint(listen),
              target: formatEndpoint(target),
            })
          : t('way, {{listen}}', { listen: formatEndpoint(listen) }),
        run: () => go(paths.tube(to)),
      }),
    ),
    { id: 'overview', label: t('Go to Overview'), icon: Gauge, hint: '1', run: () => go(paths.overview) },
    {
      id: 'forwarding',
      label: t('Go to Forwarding'),
      icon: ArrowRightLeft,
      hint: '2',
      run: () => go(paths.forwarding),
    },
    { id: 'bonding', label: t('Go to Bonding'), icon: Cable, hint: '3', run: () => go(paths.bonding) },
    { id: 'sync', label: t('Go to Sync'), icon: FolderSync, hint: '4', run: () => go(paths.sync) },
    { id: 'transfer', label: t('Go to Transfer'), icon: Send, hint: '5', run: () => go(paths.transfer) },
    { id: 'tunnel', label: t('Go to Tunnel'), icon: Spline, hint: '6', run: () => go(paths.tunnel) },
    { id: 'diagnose', label: t('Go to Diagnose'), icon: Stethoscope, run: () => go(paths.diagnose) },
    {
      id: 'devices',
      label: t('Go to Devices'),
      icon: MonitorSmartphone,
      hint: '7',
      run: () => go(paths.devices),
    },
    { id: 'events', label: t('Go to Events'), icon: ScrollText, hint: '8', run: () => go(paths.events) },
    { id: 'sessions', label: t('Go to Sessions'), icon: CalendarClock, run: () => go(paths.sessions) },
    { id: 'settings', label: t('Go to Settings'), icon: Settings, hint: '9', run: () => go(paths.settings) },
    { id: 'help', label: t('Go to Help'), icon: CircleHelp, hint: '0', run: () => go(paths.help) },
    {
      id: 'sync-settings',
      label: t('Sync settings: limits, address, profile'),
      icon: SlidersHorizontal,
      run: syncing.editSync,
    },
    {
      id: 'transfer-settings',
      label: t('Transfer settings: where files go, servers, lanes'),
      icon: SlidersHorizontal,
      run: transfer.editTransfer,
    },
    {
      id: 'tunnel-settings',
      label: t('Tunnel settings: WebRTC stack, lanes, log'),
      icon: SlidersHorizontal,
      run: tunnel.editTunnel,
    },
    {
      id: 'diagnose-settings',
      label: t('Settings of the doctor: servers, WireGuard files'),
      icon: SlidersHorizontal,
      run: doctor.editDiagnose,
    },
    {
      id: 'observe-settings',
      label: t('Monitoring settings: Prometheus, OpenTelemetry, log files'),
      icon: SlidersHorizontal,
      run: editObserve,
    },
    ...profileCommands(),
    {
      id: 'settings-export',
      label: t('Export all settings'),
      icon: Download,
      run: setting.exportSettings,
    },
    {
      id: 'settings-import',
      label: t('Import settings or a profile'),
      icon: Upload,
      run: () => void setting.importSettings(),
    },
    {
      id: 'compact',
      label: t('Compact window: the vital numbers, on top of everything'),
      icon: PictureInPicture2,
      hint: 'W',
      run: toggleCompact,
    },
    ...(desktopShell()
      ? [{ id: 'quit', label: t('Quit Hawser'), icon: DoorOpen, hint: 'Ctrl Q', run: quitHawser }]
      : []),
    {
      id: 'theme',
      label: t('Next theme: system, light, dark'),
      icon: SunMoon,
      hint: 'T',
      run: actions.nextTheme,
    },
    {
      id: 'import',
      label: t('Import rules'),
      icon: Upload,
      hint: 'I',
      run: () => void actions.chooseImport(),
    },
    ...(rules.length > 0
      ? [
          {
            id: 'export',
            label: t('Export all rules'),
            icon: Download,
            run: () => void actions.exportRules(),
          },
          {
            id: 'all-on',
            label: t('Switch all rules on'),
            icon: Power,
            run: () => void actions.enableRules(all, true),
          },
          {
            id: 'all-off',
            label: t('Switch all rules off'),
            icon: PowerOff,
            run: () => void actions.enableRules(all, false),
          },
        ]
      : []),
    ...(bonds.length + receivers.length > 0
      ? [
          {
            id: 'bonds-on',
            label: t('Start all bonds and receivers'),
            icon: Play,
            run: () => void bonding.enableAllBonds(true),
          },
          {
            id: 'bonds-off',
            label: t('Stop all bonds and receivers'),
            icon: CircleStop,
            run: () => void bonding.enableAllBonds(false),
          },
        ]
      : []),
    ...(folders.length > 0
      ? [
          {
            id: 'folders-pause',
            label: t('Pause all folders'),
            icon: CirclePause,
            run: () => void syncing.pauseAllFolders(true),
          },
          {
            id: 'folders-resume',
            label: t('Resume all folders'),
            icon: CirclePlay,
            run: () => void syncing.pauseAllFolders(false),
          },
        ]
      : []),
    ...(ways.length > 0
      ? [
          {
            id: 'ways-on',
            label: t('Switch all ways on'),
            icon: Power,
            run: () => void tunnel.enableAllWays(true),
          },
          {
            id: 'ways-off',
            label: t('Switch all ways off'),
            icon: PowerOff,
            run: () => void tunnel.enableAllWays(false),
          },
        ]
      : []),
    {
      id: 'probe',
      label: t('Try all targets, links and devices again now'),
      icon: RotateCw,
      run: () => void actions.probe(),
    },
    {
      id: 'keys',
      label: t('Keyboard shortcuts'),
      icon: Keyboard,
      hint: '?',
      run: () => setUi({ shortcuts: true }),
    },
  ]
}

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
