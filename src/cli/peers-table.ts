import type { Peer } from '../contract/peers.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { textTable } from './text-table.ts'

/** The trusted devices for a terminal, one a line. */
export function peersTable(peers: readonly Peer[]): string {
  if (peers.length === 0) return 'No device is paired yet. Pair one: hawser pair --help'
  return textTable([
    ['NAME', 'PAIRED', 'ADDRESSES', 'ID'],
    ...peers.map(({ id, name, addresses, pairedAt }) => [
      name,
      new Date(pairedAt).toISOString().slice(0, 10),
      addresses.map(formatEndpoint).join(' ') || '-',
      id,
    ]),
  ])
}
