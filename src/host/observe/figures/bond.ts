import type {
  BondSnapshot,
  BondsSnapshot,
  Group,
  LinkColumn,
  LinkSnapshot,
  ReceiverSnapshot,
} from '../../../contract/bond.ts'
import { partKey } from '../../columns.ts'
import { counter, gauge, milli, receive, type Tell, transmit, unit } from '../metric.ts'
import { type Mapping, SeriesTable } from '../series.ts'
import type { Table } from '../tables.ts'
import { tellStates } from './states.ts'

export const bondMetrics = {
  io: counter('hawser.bond.io', unit.bytes, 'Bytes of the stream that were sent.'),
  throughput: gauge('hawser.bond.throughput', unit.bytesPerSecond, 'Bytes a second of the stream now.'),
  packets: counter('hawser.bond.packets', unit.packets, 'Data packets of the stream.'),
  retransmissions: counter('hawser.bond.retransmissions', unit.packets, 'Packets that were sent again.'),
  lost: counter('hawser.bond.packets.lost', unit.packets, 'Packets that were reported lost.'),
  discarded: counter(
    'hawser.bond.packets.discarded',
    unit.packets,
    'Packets that were not passed on, by why: no_link, copy, refused, spared.',
  ),
  state: gauge('hawser.bond.state', unit.part, '1 for the state in which a bond is.'),
}

export const linkMetrics = {
  io: counter('hawser.bond.link.io', unit.bytes, 'Bytes of data that went by the link.'),
  throughput: gauge('hawser.bond.link.throughput', unit.bytesPerSecond, 'Bytes a second by the link now.'),
  packets: counter('hawser.bond.link.packets', unit.packets, 'Data packets that went by the link.'),
  lost: counter('hawser.bond.link.packets.lost', unit.packets, 'Packets of the link reported lost.'),
  retransmissions: counter(
    'hawser.bond.link.retransmissions',
    unit.packets,
    'Packets sent again by the link.',
  ),
  drops: counter('hawser.bond.link.packets.dropped', unit.packets, 'Packets that the system did not take.'),
  probes: counter('hawser.bond.link.probes', unit.packets, 'Packets sent to try the link.'),
  rtt: gauge('hawser.bond.link.rtt', unit.seconds, 'Round trip, smoothed.'),
  rttLeast: gauge('hawser.bond.link.rtt.min', unit.seconds, 'Shortest round trip.'),
  loss: gauge('hawser.bond.link.loss', unit.part, 'Part of the packets of the last 2 s that was lost.'),
  window: gauge('hawser.bond.link.window', unit.packets, 'Packets that may be under way.'),
  inFlight: gauge('hawser.bond.link.in_flight', unit.packets, 'Packets that are under way.'),
  quality: gauge('hawser.bond.link.quality', unit.part, 'Multiplier of the enhanced mode.'),
  share: gauge('hawser.bond.link.share', unit.part, 'Part of the bytes of the last second.'),
  weight: gauge('hawser.bond.link.weight', unit.part, 'Priority that is set, 0 to 1.'),
  usage: gauge('hawser.bond.link.usage', unit.bytes, 'Bytes used this day and month.'),
  cap: gauge('hawser.bond.link.cap', unit.bytes, 'Bytes that may be used in a day and month.'),
  farIo: counter('hawser.bond.link.far.io', unit.bytes, 'Bytes that arrived, as the other end says.'),
  farPackets: counter('hawser.bond.link.far.packets', unit.packets, 'Packets that arrived at the other end.'),
  farThroughput: gauge(
    'hawser.bond.link.far.throughput',
    unit.bytesPerSecond,
    'Bytes a second that arrive at the other end.',
  ),
  farJitter: gauge('hawser.bond.link.far.jitter', unit.seconds, 'Jitter at the other end (RFC 3550).'),
  state: gauge('hawser.bond.link.state', unit.part, '1 for the state in which a link is.'),
}

export const receiverMetrics = {
  io: counter('hawser.receiver.io', unit.bytes, 'Bytes that arrived, of the groups that are told.'),
  throughput: gauge('hawser.receiver.throughput', unit.bytesPerSecond, 'Bytes a second that arrive now.'),
  packets: counter('hawser.receiver.packets', unit.packets, 'Packets that arrived.'),
  duplicates: counter('hawser.receiver.packets.duplicate', unit.packets, 'Packets that came more than once.'),
  missing: counter('hawser.receiver.packets.missing', unit.packets, 'Sequence numbers that never came.'),
  groups: gauge('hawser.receiver.groups', '{group}', 'Senders that are connected.'),
  links: gauge('hawser.receiver.links', '{link}', 'Links of the groups that are told.'),
  refused: counter(
    'hawser.receiver.refused',
    '{attempt}',
    'Registrations and packets refused, by why: limit, flood, source, packet.',
  ),
  drops: counter('hawser.receiver.packets.dropped', unit.packets, 'Packets that the system did not take.'),
  state: gauge('hawser.receiver.state', unit.part, '1 for the state in which a receiver is.'),
}

type BondColumn =
  | 'bitrate'
  | 'packets'
  | 'bytes'
  | 'retransmits'
  | 'naks'
  | 'noLink'
  | 'copies'
  | 'refused'
  | 'spared'

const discarded = (reason: string): Mapping => ({
  metric: bondMetrics.discarded,
  attributes: { 'hawser.reason': reason },
})
const bondMappings: Record<BondColumn, Mapping> = {
  bitrate: { metric: bondMetrics.throughput, attributes: transmit },
  packets: { metric: bondMetrics.packets },
  bytes: { metric: bondMetrics.io, attributes: transmit },
  retransmits: { metric: bondMetrics.retransmissions },
  naks: { metric: bondMetrics.lost },
  noLink: discarded('no_link'),
  copies: discarded('copy'),
  refused: discarded('refused'),
  spared: discarded('spared'),
}

const moreOfLink = [
  'rttMinMs',
  'share',
  'weight',
  'dayBytes',
  'monthBytes',
  'dailyCap',
  'monthlyCap',
] as const
const far = {
  farBytes: 'bytes',
  farPackets: 'packets',
  farBitrate: 'bitrate',
  farJitterMs: 'jitterMs',
} as const
type LinkFigure = LinkColumn | (typeof moreOfLink)[number] | keyof typeof far

const each = (period: string) => ({ 'hawser.period': period })
const linkMappings: Record<LinkFigure, Mapping> = {
  bitrate: { metric: linkMetrics.throughput, attributes: transmit },
  // 0 is not measured yet.
  rttMs: { metric: linkMetrics.rtt, scale: milli, least: Number.MIN_VALUE },
  rttMinMs: { metric: linkMetrics.rttLeast, scale: milli, least: Number.MIN_VALUE },
  loss: { metric: linkMetrics.loss },
  window: { metric: linkMetrics.window },
  inFlight: { metric: linkMetrics.inFlight },
  quality: { metric: linkMetrics.quality },
  share: { metric: linkMetrics.share },
  weight: { metric: linkMetrics.weight, scale: 0.01 },
  packets: { metric: linkMetrics.packets },
  bytes: { metric: linkMetrics.io, attributes: transmit },
  naks: { metric: linkMetrics.lost },
  retransmits: { metric: linkMetrics.retransmissions },
  drops: { metric: linkMetrics.drops },
  probes: { metric: linkMetrics.probes },
  dayBytes: { metric: linkMetrics.usage, attributes: each('day') },
  monthBytes: { metric: linkMetrics.usage, attributes: each('month') },
  // 0 is no cap.
  dailyCap: { metric: linkMetrics.cap, attributes: each('day'), least: 1 },
  monthlyCap: { metric: linkMetrics.cap, attributes: each('month'), least: 1 },
  farBytes: { metric: linkMetrics.farIo, attributes: receive },
  farPackets: { metric: linkMetrics.farPackets },
  farBitrate: { metric: linkMetrics.farThroughput, attributes: receive },
  farJitterMs: { metric: linkMetrics.farJitter, scale: milli },
}

const refused = (reason: string): Mapping => ({
  metric: receiverMetrics.refused,
  attributes: { 'hawser.reason': reason },
})
type ReceiverColumn =
  | 'bitrate'
  | 'refusedLimit'
  | 'refusedFlood'
  | 'refusedSource'
  | 'refusedPackets'
  | 'drops'
  | 'groupsTotal'
const receiverMappings: Record<ReceiverColumn, Mapping> = {
  bitrate: { metric: receiverMetrics.throughput, attributes: receive },
  refusedLimit: refused('limit'),
  refusedFlood: refused('flood'),
  refusedSource: refused('source'),
  refusedPackets: refused('packet'),
  drops: { metric: receiverMetrics.drops },
  groupsTotal: { metric: receiverMetrics.groups },
}
type GroupColumn = 'packets' | 'bytes' | 'duplicates' | 'missing' | 'links'
const groupMappings: Record<GroupColumn, Mapping> = {
  packets: { metric: receiverMetrics.packets },
  bytes: { metric: receiverMetrics.io, attributes: receive },
  duplicates: { metric: receiverMetrics.duplicates },
  missing: { metric: receiverMetrics.missing },
  links: { metric: receiverMetrics.links },
}

const ofBond = ({ id }: BondSnapshot) => ({ 'hawser.bond.id': id })
const ofLink = (bond: BondSnapshot, link: LinkSnapshot) => ({ ...ofBond(bond), 'hawser.bond.link': link.id })
const ofReceiver = ({ id }: ReceiverSnapshot) => ({ 'hawser.receiver.id': id })

const linkValue = (link: LinkSnapshot) => (column: LinkFigure) =>
  Object.hasOwn(far, column)
    ? link.far?.[far[column as keyof typeof far]]
    : link[column as Exclude<LinkFigure, keyof typeof far>]
const groupValue = (group: Group) => (column: GroupColumn) =>
  column === 'links' ? group.links.length : group[column]

/** Bonds, their links, and receivers. */
export class BondFigures {
  readonly tables: readonly Table[]
  readonly #bonds: SeriesTable<BondColumn>
  readonly #links: SeriesTable<LinkFigure>
  readonly #receivers: SeriesTable<ReceiverColumn>
  readonly #groups: SeriesTable<GroupColumn>

  constructor(now: () => number) {
    this.#bonds = new SeriesTable(bondMappings, now)
    this.#links = new SeriesTable(linkMappings, now)
    this.#receivers = new SeriesTable(receiverMappings, now)
    this.#groups = new SeriesTable(groupMappings, now)
    this.tables = [this.#bonds, this.#links, this.#receivers, this.#groups]
  }

  take({ bonds, receivers }: BondsSnapshot): void {
    this.#bonds.take(
      bonds.map((bond) => ({
        source: bond.id,
        series: bond.id,
        attributes: ofBond(bond),
        value: (column) => bond[column],
      })),
    )
    this.#links.take(
      bonds.flatMap((bond) =>
        bond.links.map((link) => {
          const key = partKey(bond.id, link.id)
          return { source: key, series: key, attributes: ofLink(bond, link), value: linkValue(link) }
        }),
      ),
    )
    this.#receivers.take(
      receivers.map((receiver) => ({
        source: receiver.id,
        series: receiver.id,
        attributes: ofReceiver(receiver),
        value: (column) => receiver[column],
      })),
    )
    // Senders come and go: their figures are those of the receiver.
    this.#groups.take(
      receivers.flatMap((receiver) =>
        receiver.groups.map((group) => ({
          source: partKey(receiver.id, group.id),
          series: receiver.id,
          attributes: ofReceiver(receiver),
          value: groupValue(group),
        })),
      ),
    )
  }

  tell(tell: Tell, snapshot: BondsSnapshot | undefined): void {
    this.#bonds.tell(tell)
    this.#links.tell(tell)
    this.#receivers.tell(tell)
    this.#groups.tell(tell)
    if (snapshot === undefined) return
    const { at, bonds, receivers } = snapshot
    tellStates(
      tell,
      bondMetrics.state,
      at,
      bonds.map((bond) => [ofBond(bond), bond.state] as const),
    )
    const links = bonds.flatMap((bond) => bond.links.map((link) => [ofLink(bond, link), link.state] as const))
    tellStates(tell, linkMetrics.state, at, links)
    tellStates(
      tell,
      receiverMetrics.state,
      at,
      receivers.map((each) => [ofReceiver(each), each.state] as const),
    )
  }
}
