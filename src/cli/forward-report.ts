import {
  type ForwardSnapshot,
  type RuleColumn,
  type RuleState,
  ruleColumns,
  type Verdict,
} from '../contract/forward.ts'
import type { Rule } from '../contract/rule.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { clockTime } from './engine-run.ts'

/** One line of telemetry. */
export type Sample = { event: 'telemetry'; at: number; state: RuleState; verdict?: Verdict } & Record<
  RuleColumn,
  number
>

/** The numbers of one rule; undefined while the engine does not know it. */
export function sampleOf(snapshot: ForwardSnapshot, ruleId: string): Sample | undefined {
  const row = snapshot.ids.indexOf(ruleId)
  const state = snapshot.states[row]
  if (state === undefined) return undefined
  const numbers = Object.fromEntries(ruleColumns.map((name) => [name, snapshot.columns[name]?.[row] ?? 0]))
  const verdict = snapshot.details.find((detail) => detail.ruleId === ruleId)?.verdict
  return {
    event: 'telemetry',
    at: snapshot.at,
    state,
    ...(numbers as Record<RuleColumn, number>),
    ...(verdict && { verdict }),
  }
}

export const listeningLine = (rule: Rule) => ({
  event: 'listening',
  listen: formatEndpoint(rule.listen),
  target: formatEndpoint(rule.target),
  protocol: rule.protocol,
  ports: rule.portCount,
  pid: process.pid,
})

export const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

export function listeningText(rule: Rule): string {
  const ports = rule.portCount > 1 ? `, ${rule.portCount} ports` : ''
  const route = `${formatEndpoint(rule.listen)} → ${formatEndpoint(rule.target)}`
  return `Forwarding ${route} (${rule.protocol.toUpperCase()}${ports}). Ctrl+C stops.`
}

/** A rate in the unit that networks use. */
export function rateText(bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8
  if (bits >= 1e9) return `${(bits / 1e9).toFixed(2)} Gbit/s`
  if (bits >= 1e6) return `${(bits / 1e6).toFixed(1)} Mbit/s`
  return `${(bits / 1e3).toFixed(0)} kbit/s`
}

export function sampleText(sample: Sample): string {
  const parts = [sample.state, count(sample.connections, 'viewer'), rateText(sample.rateDown)]
  if (sample.fps > 0) parts.push(`${sample.fps.toFixed(1)} fps`)
  if (sample.lateFrames > 0) parts.push(`${count(sample.lateFrames, 'frame')} late`)
  if (sample.missingFrames > 0) parts.push(`${count(sample.missingFrames, 'frame')} missing`)
  return `${clockTime(sample.at)} ${parts.join(' · ')}`
}
