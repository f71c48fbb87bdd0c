import type { Bond, BondSnapshot, BondState } from '../contract/bond.ts'
import type { Telemetry } from '../contract/host.ts'
import type { Rule } from '../contract/rule.ts'

export type TrayState = 'ok' | 'active' | 'warning' | 'error'

/** A line of the menu that switches something on and off. */
export interface TrayToggle {
  id: string
  label: string
  enabled: boolean
}

export interface TrayModel {
  state: TrayState
  tooltip: string
  rules: TrayToggle[]
  bonds: TrayToggle[]
  /** What is left out because a menu has an end. */
  more: number
}

const shownRules = 20
const shownBonds = 10

const megabits = (bytesPerSecond: number) => `${((bytesPerSecond * 8) / 1e6).toFixed(1)} Mbit/s`
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/** A bond's label says how it does, but no number: a menu that is open is not to be replaced each second. */
const bondWords: Record<BondState, string> = {
  off: '',
  starting: 'starting',
  registering: 'registering',
  ready: 'ready',
  live: 'live',
  degraded: 'live, a link is in trouble',
  down: 'down',
  failed: 'failed',
}

function bondLabel({ name, enabled }: Bond, snapshot: BondSnapshot | undefined): string {
  const words = enabled && snapshot ? bondWords[snapshot.state] : ''
  return words === '' ? name : `${name}: ${words}`
}

/** What the tray shows. */
export function trayModel(
  { rules, bonds }: { rules: readonly Rule[]; bonds: readonly Bond[] },
  { forward, bond }: Telemetry,
): TrayModel {
  const snapshots = bond?.bonds ?? []
  const states = [...(forward?.states ?? []), ...snapshots.map(({ state }) => state)]
  const rate = sum(forward?.columns.rateDown ?? []) + sum(snapshots.map(({ bitrate }) => bitrate))
  const failed = states.filter((state) => state === 'failed' || state === 'down').length
  const troubled = states.filter((state) => ['slow', 'holding', 'degraded'].includes(state)).length
  const restarting = [
    forward === undefined ? 'the forwarding engine is restarting' : '',
    bonds.length > 0 && bond === undefined ? 'the bonding engine is restarting' : '',
  ].filter((text) => text !== '')
  const state: TrayState =
    restarting.length > 0 || failed > 0 ? 'error' : troubled > 0 ? 'warning' : rate > 0 ? 'active' : 'ok'
  const words = [
    ...(restarting.length > 0 ? restarting : [megabits(rate)]),
    failed > 0 ? `${failed} failed` : '',
    troubled > 0 ? `${troubled} in trouble` : '',
  ]
  return {
    state,
    tooltip: `Hawser: ${words.filter((word) => word !== '').join(', ')}`,
    rules: rules.slice(0, shownRules).map(({ id, name, enabled }) => ({ id, label: name, enabled })),
    bonds: bonds.slice(0, shownBonds).map((each) => ({
      id: each.id,
      label: bondLabel(
        each,
        snapshots.find(({ id }) => id === each.id),
      ),
      enabled: each.enabled,
    })),
    more: Math.max(rules.length - shownRules, 0) + Math.max(bonds.length - shownBonds, 0),
  }
}
