import type { HawserEvent } from '../contract/events.ts'
import type { EngineName, Telemetry } from '../contract/host.ts'
import type { Settings } from '../contract/settings.ts'
import type { WindowTransfers } from '../contract/shell.ts'
import { formatFixed } from '../language/numbers.ts'
import { language } from '../language/speech.ts'
import { t } from '../language/t.ts'
import { pagePaths } from './page-paths.ts'
import {
  type Badness,
  bondWords,
  folderWords,
  labelOf,
  receiverWords,
  ruleWords,
  type Said,
  transferWords,
  wayWords,
} from './tray-words.ts'

export type TrayState = 'ok' | 'active' | 'warning' | 'error'
export type ToggleKind = 'rule' | 'bond' | 'receiver' | 'folder' | 'way' | 'transfer'

/** A line of the menu that switches something on and off, or lets it go on and pauses it. */
export interface TrayToggle {
  kind: ToggleKind
  id: string
  /** Of a transfer. */
  sessionId?: string
  label: string
  checked: boolean
  /** How far it is, of what comes to an end. */
  progress?: string
}

/** What one engine does. */
export interface TraySection {
  engine: 'forward' | 'bond' | 'sync' | 'tunnel' | 'transfer'
  title: string
  /** Empty while nothing flows. */
  rate: string
  toggles: TrayToggle[]
  /** What is left out because a menu has an end. */
  more: number
  path: string
}

export interface TrayModel {
  state: TrayState
  tooltip: string
  /** The worst of what is wrong, and the page that shows it. */
  trouble: { label: string; path: string } | undefined
  sections: TraySection[]
  /** Those that there are, and the page that says what a switch to one would stop and start. */
  profiles: { label: string; path: string; isActive: boolean }[]
  /** What happened last, newest first. */
  events: { label: string; path: string }[]
  /** Until when notifications are muted, such as `14:03`; empty if they are not. */
  mutedUntil: string
}

export type TraySettings = Pick<
  Settings,
  'rules' | 'bonds' | 'receivers' | 'folders' | 'pausedFolders' | 'tunnel' | 'profiles' | 'activeProfile'
>

export interface TrayInput {
  settings: TraySettings
  telemetry: Telemetry
  transfers: WindowTransfers
  /** Oldest first. */
  events: readonly HawserEvent[]
  /** ms since the Unix epoch; 0 if notifications are not muted. */
  mutedUntil: number
}

/** Menus that are longer than the screen are of no use. */
const shownToggles = 15
const shownEvents = 6
const labelLimit = 80

const cut = (text: string) => (text.length > labelLimit ? `${text.slice(0, labelLimit - 1)}…` : text)
const megabits = (bytesPerSecond: number) =>
  `${formatFixed((bytesPerSecond * 8) / 1e6, 1, language())} Mbit/s`
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const time = (at: number) => {
  const date = new Date(at)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

/** Something with a state. */
interface Item extends TrayToggle {
  said: Said | undefined
  path: string
  /** Why it is in trouble, where that is known in a sentence. */
  why: string
}

/** What of an engine is shown, before it is cut. */
interface Found {
  engine: TraySection['engine']
  title: () => string
  items: Item[]
  rate: number
  path: string
}

/** What the tray shows. */
export function trayModel(input: TrayInput): TrayModel {
  const { settings, telemetry, events, mutedUntil } = input
  const found = [forwarding(input), bonding(input), syncing(input), tunnelling(input), transferring(input)]
  const items = found.flatMap((one) => one.items)
  const rate = sum(found.map((one) => one.rate))
  const restarting = enginesAway(telemetry, found)
  const bad = (badness: Badness) => items.filter(({ said }) => (said?.[1] ?? 0) === badness)
  const [failed, troubled] = [bad(2), bad(1)]
  const others = otherTroubles(telemetry)
  const state: TrayState =
    restarting.length > 0 || failed.length > 0
      ? 'error'
      : troubled.length > 0 || others.length > 0
        ? 'warning'
        : rate > 0
          ? 'active'
          : 'ok'
  const words = [
    ...(restarting.length > 0 ? restarting : [megabits(rate)]),
    failed.length > 0 ? t('{{count}} failed', { count: failed.length }) : '',
    troubled.length + others.length > 0
      ? t('{{count}} in trouble', { count: troubled.length + others.length })
      : '',
  ]
  const [worst] = [...failed, ...troubled]
  const trouble =
    restarting[0] !== undefined
      ? { label: restarting[0], path: pagePaths.events }
      : worst
        ? { label: cut(worst.why || worst.label), path: worst.path }
        : others[0]
  return {
    state,
    tooltip: `Hawser: ${words.filter((word) => word !== '').join(', ')}`,
    trouble,
    sections: found.filter((one) => one.items.length > 0).map(section),
    profiles: settings.profiles.map(({ id, name }) => ({
      label: cut(name),
      path: pagePaths.switchTo(id),
      isActive: id === settings.activeProfile,
    })),
    events: lastEvents(events).map((event) => ({
      label: cut(`${time(event.at)}  ${event.text}`),
      path: pagePaths.event(event.seq),
    })),
    mutedUntil: mutedUntil > 0 ? time(mutedUntil) : '',
  }
}

function section({ engine, title, items, rate, path }: Found): TraySection {
  const on = items.filter(({ checked }) => checked).length
  return {
    engine,
    title: t('{{engine}}: {{on}} of {{all}} on', { engine: title(), on, all: items.length }),
    rate: rate > 0 ? megabits(rate) : '',
    toggles: items.slice(0, shownToggles).map(({ kind, id, sessionId, label, checked, progress }) => ({
      kind,
      id,
      label: cut(label),
      checked,
      ...(sessionId !== undefined && { sessionId }),
      ...(progress !== undefined && { progress }),
    })),
    more: Math.max(items.length - shownToggles, 0),
    path,
  }
}

function forwarding({ settings: { rules }, telemetry: { forward } }: TrayInput): Found {
  const states = new Map(forward?.ids?.map((id, n) => [id, forward.states[n]]))
  return {
    engine: 'forward',
    title: () => t('Forwarding'),
    rate: sum(forward?.columns.rateDown ?? []),
    path: pagePaths.forwarding,
    items: rules.map((rule) => {
      const state = states.get(rule.id)
      return item('rule', rule, state && ruleWords[state], pagePaths.rule(rule.id))
    }),
  }
}

function bonding({ settings: { bonds, receivers }, telemetry: { bond } }: TrayInput): Found {
  return {
    engine: 'bond',
    title: () => t('Bonding'),
    rate: sum([...(bond?.bonds ?? []), ...(bond?.receivers ?? [])].map(({ bitrate }) => bitrate)),
    path: pagePaths.bonding,
    items: [
      ...bonds.map((each) => {
        const view = bond?.bonds.find(({ id }) => id === each.id)
        const why = view && view.verdict.text !== '' ? `${each.name}: ${view.verdict.text}` : ''
        return item('bond', each, view && bondWords[view.state], pagePaths.bond(each.id), why)
      }),
      ...receivers.map((each) => {
        const view = bond?.receivers.find(({ id }) => id === each.id)
        return item(
          'receiver',
          each,
          view && receiverWords[view.state],
          pagePaths.receiver(each.id),
          view?.problem,
        )
      }),
    ],
  }
}

function syncing({ settings: { folders, pausedFolders }, telemetry: { sync } }: TrayInput): Found {
  return {
    engine: 'sync',
    title: () => t('Folders'),
    rate: sum((sync?.folders ?? []).map(({ downRate, upRate }) => downRate + upRate)),
    path: pagePaths.sync,
    items: folders.map((each) => {
      const view = sync?.folders.find(({ id }) => id === each.id)
      const why = view && view.text !== '' ? `${each.name}: ${view.text}` : ''
      return {
        ...item('folder', each, view && folderWords[view.state], pagePaths.folder(each.id), why),
        checked: each.enabled && !pausedFolders.includes(each.id),
      }
    }),
  }
}

function tunnelling({ settings, telemetry: { tunnel } }: TrayInput): Found {
  return {
    engine: 'tunnel',
    title: () => t('Tunnels'),
    rate: sum((tunnel?.tubes ?? []).map(({ rateIn, rateOut }) => rateIn + rateOut)),
    path: pagePaths.tunnel,
    items: settings.tunnel.ways.map((way) => {
      const view = tunnel?.ways.find(({ id }) => id === way.id)
      return item('way', way, view && wayWords[view.state], pagePaths.tube(way.party), view?.problem)
    }),
  }
}

function transferring({ transfers: { rate, transfers } }: TrayInput): Found {
  return {
    engine: 'transfer',
    title: () => t('Transfers'),
    rate,
    path: pagePaths.transfer,
    items: transfers.map(({ sessionId, id, name, peer, direction, state, isPausedHere, percent }) => {
      const said = transferWords[state]
      const values = { name, peer }
      const what =
        direction === 'sending' ? t('"{{name}}" to {{peer}}', values) : t('"{{name}}" from {{peer}}', values)
      const about = { name: what, enabled: true, id }
      return {
        ...item('transfer', about, said, pagePaths.transfer),
        sessionId,
        checked: !isPausedHere,
        progress: `${percent} %`,
      }
    }),
  }
}

const item = (
  kind: ToggleKind,
  thing: { id: string; name: string; enabled: boolean },
  said: Said | undefined,
  path: string,
  why = '',
): Item => ({
  kind,
  id: thing.id,
  label: labelOf(thing, said),
  checked: thing.enabled,
  said: thing.enabled ? said : undefined,
  path,
  why,
})

/** The engines that should do something and are not there. */
function enginesAway({ engines, ...snapshots }: Telemetry, found: readonly Found[]): string[] {
  const said: Readonly<Record<Exclude<EngineName, 'diagnose'>, () => string>> = {
    forward: () => t('the forwarding engine is restarting'),
    bond: () => t('the bonding engine is restarting'),
    sync: () => t('the sync engine is restarting'),
    tunnel: () => t('the tunnel engine is restarting'),
  }
  return found.flatMap(({ engine, items }) => {
    if (engine === 'transfer' || snapshots[engine] !== undefined) return []
    // Everything needs the forwarding engine to be there; the others only who uses them.
    if (items.length === 0 && engine !== 'forward') return []
    const status = engines.find(({ name }) => name === engine)
    return status?.state === 'idle' ? [] : [said[engine]()]
  })
}

/** What is wrong, or waits for somebody, beside the items of the sections. */
function otherTroubles({ tunnel, sync, diagnose }: Telemetry): { label: string; path: string }[] {
  const conflicts = sum((sync?.folders ?? []).map((folder) => folder.conflicts))
  const lost = (tunnel?.tubes ?? []).filter(
    ({ state, faultCode }) => state === 'lost' || (state === 'ended' && faultCode !== ''),
  )
  const [request] = tunnel?.requests ?? []
  return [
    ...(diagnose?.causes ?? []).map(({ text }) => ({ label: cut(text), path: pagePaths.diagnose })),
    ...(request
      ? [
          {
            label: cut(t('{{peer}} asks to be let in', { peer: request.peerName || t('Somebody') })),
            path: pagePaths.tunnel,
          },
        ]
      : []),
    ...lost.map(({ id, peerId, peerName, problem }) => ({
      label: cut(`${peerName || t('Tunnel')}: ${problem || t('the path is lost')}`),
      path: pagePaths.tube(peerId || id),
    })),
    ...(conflicts > 0
      ? [{ label: t('{{count}} conflicts to resolve', { count: conflicts }), path: pagePaths.sync }]
      : []),
  ]
}

/** The newest ones, each text once. */
function lastEvents(events: readonly HawserEvent[]): HawserEvent[] {
  const shown: HawserEvent[] = []
  for (const event of events.toReversed()) {
    if (shown.length === shownEvents) break
    if (!shown.some(({ text }) => text === event.text)) shown.push(event)
  }
  return shown
}
