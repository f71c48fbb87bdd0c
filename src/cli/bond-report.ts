import type { Bond, BondSnapshot, BondsSnapshot, LinkSnapshot } from '../contract/bond.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { clockTime } from './engine-run.ts'
import { count, rateText } from './forward-report.ts'

/** One line of telemetry: everything about the bond and each of its links. */
export type BondSample = { event: 'telemetry'; at: number } & Omit<BondSnapshot, 'id'>

/** Undefined while the engine does not know the bond. */
export function bondSampleOf({ at, bonds }: BondsSnapshot, bondId: string): BondSample | undefined {
  const found = bonds.find(({ id }) => id === bondId)
  if (found === undefined) return undefined
  const { id: _, ...bond } = found
  return { event: 'telemetry', at, ...bond }
}

export const bondListeningLine = (bond: Bond) => ({
  event: 'listening',
  listen: formatEndpoint(bond.listen),
  receiver: formatEndpoint(bond.receiver),
  mode: bond.mode,
  pid: process.pid,
})

export const bondListeningText = (bond: Bond) =>
  `Bonding ${formatEndpoint(bond.listen)} → ${formatEndpoint(bond.receiver)} (${bond.mode}). Ctrl+C stops.`

const percent = (part: number) => `${Math.round(part * 100)} %`

/** Such as `Modem live 34 % 2.0 Mbit/s 41 ms`. */
export function linkText(link: LinkSnapshot): string {
  const parts = [link.label || link.id, link.state]
  if (link.state === 'live' || link.state === 'degraded' || link.share > 0)
    parts.push(percent(link.share), rateText(link.bitrate), `${Math.round(link.rttMs)} ms`)
  if (link.loss >= 0.005) parts.push(`loss ${percent(link.loss)}`)
  return parts.join(' ')
}

export function bondSampleText({ at, state, bitrate, links }: BondSample): string {
  const shown = links.length > 0 ? links.map(linkText).join('; ') : 'no uplinks'
  return `${clockTime(at)} ${state} · ${rateText(bitrate)} · ${count(links.length, 'link')}: ${shown}`
}
