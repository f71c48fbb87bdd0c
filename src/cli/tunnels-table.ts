import type { Peer } from '../contract/peers.ts'
import type { Allow, Tube, TunnelConnection, TunnelRequest, TunnelSnapshot, Way } from '../contract/tunnel.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { rateText } from './forward-report.ts'
import { textTable } from './text-table.ts'
import { tubeText } from './tunnel-teller.ts'
import type { TunnelsState } from './tunnels-access.ts'

const partyText = (party: string, peers: readonly Peer[]) =>
  party === '*' ? 'every device' : (peers.find(({ id }) => id === party)?.name ?? party)

/** The ways and the rules for a terminal, one a line. */
export function tunnelsTable({ ways, allow, peers }: TunnelsState): string {
  const wayRow = (way: Way) => [
    way.id,
    way.name,
    way.enabled ? 'yes' : 'no',
    way.kind,
    partyText(way.party, peers),
    formatEndpoint(way.listen),
    way.target ? formatEndpoint(way.target) : '',
  ]
  const allowRow = (rule: Allow) => [
    rule.id,
    rule.enabled ? 'yes' : 'no',
    partyText(rule.party, peers),
    rule.what === 'connect' ? 'reach' : 'listen',
    rule.target,
  ]
  const shownWays =
    ways.length === 0
      ? 'There are no ways yet. Add one: hawser tunnels add --help'
      : textTable([['ID', 'WAY', 'ON', 'KIND', 'DEVICE', 'LISTEN', 'TARGET'], ...ways.map(wayRow)])
  const shownRules =
    allow.length === 0
      ? 'Nothing can be reached from here. Allow something: hawser tunnels allow --help'
      : textTable([['ID', 'ON', 'DEVICE', 'MAY', 'TARGET'], ...allow.map(allowRow)])
  return `${shownWays}\n\n${shownRules}`
}

/** How the tubes do: a line for each, its ways and its connections, and what was asked for and not allowed. */
export function tunnelsStatus(snapshot: TunnelSnapshot, ways: readonly Way[]): string {
  const parts = [
    snapshot.tubes.length === 0
      ? 'There is no tube at the moment.'
      : snapshot.tubes.map((tube) => tubeStatus(tube, snapshot)).join('\n'),
  ]
  const shown = snapshot.ways.flatMap((status) => {
    const way = ways.find(({ id }) => id === status.id)
    return way === undefined
      ? []
      : [
          [
            way.name,
            status.state,
            status.listening,
            `${status.connections}`,
            `${status.opened}`,
            `${status.refused}`,
            status.problem,
          ],
        ]
  })
  const heads = ['WAY', 'STATE', 'LISTENS', 'NOW', 'OPENED', 'REFUSED', 'PROBLEM']
  if (shown.length > 0) parts.push(textTable([heads, ...shown]))
  if (snapshot.requests.length > 0) parts.push(requestsTable(snapshot.requests))
  return parts.join('\n\n')
}

const connectionHeads = ['  CONNECTION', 'KIND', 'FROM', 'TO', 'STATE', 'IN', 'OUT', 'WAITING']

const connectionCells = (connection: TunnelConnection) => [
  `  ${connection.number}`,
  connection.kind,
  connection.source,
  connection.target,
  connection.state,
  rateText(connection.rateIn),
  rateText(connection.rateOut),
  `${connection.queuedBytes} B`,
]

function tubeStatus(tube: Tube, { connections }: TunnelSnapshot): string {
  const problem = tube.problem === '' ? '' : `. ${tube.problem}`
  const own = connections.filter(({ tubeId }) => tubeId === tube.id)
  const lines = [`${tube.id} ${tube.peerName || tube.code}: ${tubeText(tube)}${problem}`]
  if (own.length > 0) lines.push(textTable([connectionHeads, ...own.map(connectionCells)]))
  return lines.join('\n')
}

/** What others would like to do here and may not. */
export const requestsTable = (requests: readonly TunnelRequest[]): string =>
  requests.length === 0
    ? 'Nobody asks for anything that is not allowed.'
    : textTable([
        ['REQUEST', 'DEVICE', 'WOULD LIKE TO', 'TARGET', 'TIMES'],
        ...requests.map(({ id, peerName, what, target, times }) => [
          id,
          peerName,
          what === 'connect' ? 'reach' : 'listen',
          target,
          `${times}`,
        ]),
      ])
