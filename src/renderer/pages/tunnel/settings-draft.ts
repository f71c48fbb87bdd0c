import { logLevels, type TunnelSettings } from '../../../contract/tunnel.ts'
import { translated } from '../../../language/table.ts'
import type { DraftProblem } from '../../forms/problems.ts'

/** What holds for all tubes, as it is being typed. */
export interface TunnelDraft {
  /** There is nothing to switch on or off. */
  enabled?: never
  stack: TunnelSettings['stack']
  maxLanes: string
  log: TunnelSettings['log']
}
export type TunnelField = 'stack' | 'maxLanes' | 'log'
export type TunnelChange = Pick<TunnelSettings, 'stack' | 'maxLanes' | 'log'>

export const mostLanes = 8

export const logWords: Record<(typeof logLevels)[number], string> = translated({
  off: 'Nothing',
  error: 'Faults',
  info: 'What happens',
  debug: 'Everything',
})
export const logOptions = () => logLevels.map((value) => ({ value, label: logWords[value] }))

export const toTunnelDraft = ({ stack, maxLanes, log }: TunnelChange): TunnelDraft => ({
  stack,
  maxLanes: String(maxLanes),
  log,
})

export function parseTunnelDraft({ stack, maxLanes, log }: TunnelDraft): {
  input: TunnelChange
  problems: DraftProblem<TunnelField>[]
} {
  return { input: { stack, maxLanes: Number(maxLanes), log }, problems: [] }
}
