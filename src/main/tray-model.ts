import type { Telemetry } from '../contract/host.ts'
import type { Rule } from '../contract/rule.ts'

export type TrayState = 'ok' | 'active' | 'warning' | 'error'

export interface TrayModel {
  state: TrayState
  tooltip: string
  rules: { id: string; label: string; enabled: boolean }[]
  /** Rules that are left out because a menu has an end. */
  more: number
}

const shownRules = 20

const megabits = (bytesPerSecond: number) => `${((bytesPerSecond * 8) / 1e6).toFixed(1)} Mbit/s`

/** What the tray shows. */
export function trayModel(rules: readonly Rule[], { forward }: Telemetry): TrayModel {
  const states = forward?.states ?? []
  const rate = (forward?.columns.rateDown ?? []).reduce((sum, each) => sum + each, 0)
  const failed = states.filter((state) => state === 'failed').length
  const troubled = states.filter((state) => state === 'slow' || state === 'holding').length
  const state: TrayState =
    forward === undefined || failed > 0 ? 'error' : troubled > 0 ? 'warning' : rate > 0 ? 'active' : 'ok'
  const words = [
    forward === undefined ? 'the forwarding engine is restarting' : megabits(rate),
    failed > 0 ? `${failed} failed` : '',
    troubled > 0 ? `${troubled} in trouble` : '',
  ]
  return {
    state,
    tooltip: `Hawser: ${words.filter((word) => word !== '').join(', ')}`,
    rules: rules.slice(0, shownRules).map(({ id, name, enabled }) => ({ id, label: name, enabled })),
    more: Math.max(rules.length - shownRules, 0),
  }
}
