import type { Peer } from '../contract/peers.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { textTable } from './text-table.ts'

/** The trusted devices for a terminal, one a line. */
export function peersTable(
  peers: readonly Peer[],
  { last, connected }: { last: Readonly<Record<string, number>>; connected: readonly string[] },
): string {
  if (peers.length === 0) return 'No device is paired yet. Pair one: hawser pair --help'
  return textTable([
    ['NAME', 'PAIRED', 'CONNECTED', 'ADDRESSES', 'ID'],
    ...peers.map(({ id, name, addresses, pairedAt }) => [
      name,
      new Date(pairedAt).toISOString().slice(0, 10),
      connected.includes(id) ? 'now' : minute(last[id]),
      addresses.map(formatEndpoint).join(' ') || '-',
      id,
    ]),
  ])
}

/** `2026-11-21 14:03`, UTC as the day of pairing. */
const minute = (at: number | undefined) =>
  at === undefined ? '-' : new Date(at).toISOString().slice(0, 16).replace('T', ' ')
