import type { Bond, BondSnapshot, LinkSnapshot } from '../contract/bond.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { rateText } from './forward-report.ts'
import { textTable } from './text-table.ts'

const uplinksOf = ({ uplinks, links, uplinksFile }: Bond) => {
  if (uplinks === 'automatic') return 'automatic'
  return uplinks === 'file' ? uplinksFile : links.map(({ uplink }) => uplink).join(' ')
}

/** The bonds for a terminal, one a line. */
export function bondsTable(bonds: readonly Bond[]): string {
  if (bonds.length === 0) return 'There are no bonds yet. Add one: hawser bonds add --help'
  return textTable([
    ['ID', 'NAME', 'ON', 'LISTEN', 'RECEIVER', 'MODE', 'UPLINKS'],
    ...bonds.map((bond) => [
      bond.id,
      bond.name,
      bond.enabled ? 'yes' : 'no',
      formatEndpoint(bond.listen),
      formatEndpoint(bond.receiver),
      bond.mode,
      uplinksOf(bond),
    ]),
  ])
}

const bytesText = (bytes: number) =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`

const linkCells = (link: LinkSnapshot) => [
  `  ${link.label || link.id}`,
  link.state,
  `${link.weight}`,
  `${Math.round(link.share * 100)} %`,
  rateText(link.bitrate),
  link.rttMs > 0 ? `${Math.round(link.rttMs)} ms` : '',
  `${(link.loss * 100).toFixed(1)} %`,
  bytesText(link.dayBytes),
  bytesText(link.monthBytes),
]

const heads = ['  LINK', 'STATE', 'WEIGHT', 'SHARE', 'BITRATE', 'RTT', 'LOSS', 'TODAY', 'MONTH']

/** How one bond does: a line for it and one for each of its links. */
export function bondStatus({ name }: Bond, { state, bitrate, verdict, links }: BondSnapshot): string {
  const lines = [`${name}: ${state}, ${rateText(bitrate)}. ${verdict.text}`.trimEnd()]
  if (links.length > 0) lines.push(textTable([heads, ...links.map(linkCells)]))
  return lines.join('\n')
}
