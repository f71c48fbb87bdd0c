import type {
  FolderColumn,
  FolderSnapshot,
  PeerSnapshot,
  peerCounters,
  peerGauges,
  SyncSnapshot,
} from '../../../contract/sync.ts'
import { partKey } from '../../columns.ts'
import { counter, gauge, milli, receive, type Tell, transmit, unit } from '../metric.ts'
import { type Mapping, SeriesTable } from '../series.ts'
import type { Table } from '../tables.ts'
import { tellStates } from './states.ts'

export const folderMetrics = {
  io: counter('hawser.sync.folder.io', unit.bytes, 'Bytes that travelled for the folder.'),
  throughput: gauge('hawser.sync.folder.throughput', unit.bytesPerSecond, 'Bytes a second now.'),
  reused: counter(
    'hawser.sync.folder.reused',
    unit.bytes,
    'Bytes that did not travel: they were here already.',
  ),
  chunks: counter('hawser.sync.folder.chunks', '{chunk}', 'Chunks that travelled.'),
  completed: counter('hawser.sync.folder.files.completed', unit.files, 'Files that were brought in place.'),
  streams: gauge('hawser.sync.folder.streams', '{stream}', 'Streams in use.'),
  memory: gauge('hawser.sync.folder.memory', unit.bytes, 'Memory that transfers hold.'),
  files: gauge(
    'hawser.sync.folder.files',
    unit.files,
    'Files of all devices (total), here (local), and still to come (needed).',
  ),
  size: gauge(
    'hawser.sync.folder.size',
    unit.bytes,
    'Bytes of all devices (total), here (local), and still to come (needed).',
  ),
  deletes: gauge('hawser.sync.folder.deletes.needed', unit.files, 'Files still to be removed here.'),
  conflicts: gauge('hawser.sync.folder.conflicts', unit.files, 'Conflict copies.'),
  differing: gauge(
    'hawser.sync.folder.differing',
    unit.files,
    'Files that are otherwise than the folder allows.',
  ),
  held: gauge('hawser.sync.folder.held', unit.files, 'Files that cannot be brought in place now.'),
  remaining: gauge(
    'hawser.sync.folder.remaining',
    unit.seconds,
    'Time until everything is here, where it can be told.',
  ),
  damaged: gauge('hawser.sync.folder.damaged', unit.files, 'Damaged files that verifying has found so far.'),
  scanned: gauge(
    'hawser.sync.folder.scan.time',
    unit.seconds,
    'When it was looked through last, since the Unix epoch.',
  ),
  changed: gauge(
    'hawser.sync.folder.change.time',
    unit.seconds,
    'When something changed last, since the Unix epoch.',
  ),
  state: gauge('hawser.sync.folder.state', unit.part, '1 for the state in which a folder is.'),
  peerFiles: gauge('hawser.sync.folder.peer.files.needed', unit.files, 'Files that a device still lacks.'),
  peerSize: gauge('hawser.sync.folder.peer.size.needed', unit.bytes, 'Bytes that a device still lacks.'),
}

export const peerMetrics = {
  io: counter('hawser.sync.peer.io', unit.bytes, 'Bytes to and from the device.'),
  throughput: gauge(
    'hawser.sync.peer.throughput',
    unit.bytesPerSecond,
    'Bytes a second to and from the device.',
  ),
  packets: counter('hawser.sync.peer.packets', unit.packets, 'Packets sent to the device.'),
  lost: counter('hawser.sync.peer.packets.lost', unit.packets, 'Packets that were lost on the way.'),
  retransmissions: counter('hawser.sync.peer.retransmissions', unit.packets, 'Packets that were sent again.'),
  resets: counter('hawser.sync.peer.resets', '{connection}', 'Connections that were lost.'),
  failures: gauge(
    'hawser.sync.peer.failures',
    '{attempt}',
    'Attempts to connect that failed, since the last that did not.',
  ),
  connect: gauge('hawser.sync.peer.connect.duration', unit.seconds, 'How long connecting took.'),
  rtt: gauge('hawser.sync.peer.rtt', unit.seconds, 'Round trip.'),
  window: gauge('hawser.sync.peer.window', unit.bytes, 'Bytes that may be under way.'),
  inFlight: gauge('hawser.sync.peer.in_flight', unit.bytes, 'Bytes that are under way.'),
  loss: gauge('hawser.sync.peer.loss', unit.part, 'Part of the packets that is lost.'),
  packetSize: gauge('hawser.sync.peer.packet.size', unit.bytes, 'Largest packet that the path takes.'),
  streams: gauge('hawser.sync.peer.streams', '{stream}', 'Streams in use.'),
  state: gauge(
    'hawser.sync.peer.state',
    unit.part,
    '1 for the state in which the connection to a device is.',
  ),
}

export const syncMetrics = {
  refused: counter('hawser.sync.refused', unit.connections, 'Connections of strangers that were refused.'),
  memory: gauge('hawser.sync.memory.usage', unit.bytes, 'Memory that everything in flight holds.'),
  memoryLimit: gauge('hawser.sync.memory.limit', unit.bytes, 'Memory that everything in flight may hold.'),
  offers: gauge('hawser.sync.offers', '{folder}', 'Folders that devices offer and nobody has taken.'),
}

const moreOfFolder = [
  'totalFiles',
  'totalBytes',
  'localFiles',
  'localBytes',
  'needFiles',
  'needBytes',
  'needDeletes',
  'conflicts',
  'differing',
  'heldTotal',
  'etaSeconds',
  'lastScanAt',
  'lastChangeAt',
] as const
type FolderFigure = FolderColumn | (typeof moreOfFolder)[number] | 'damaged'

const files = (scope: string): Mapping => ({
  metric: folderMetrics.files,
  attributes: { 'hawser.scope': scope },
})
const size = (scope: string): Mapping => ({
  metric: folderMetrics.size,
  attributes: { 'hawser.scope': scope },
})
const folderMappings: Record<FolderFigure, Mapping> = {
  downRate: { metric: folderMetrics.throughput, attributes: receive },
  upRate: { metric: folderMetrics.throughput, attributes: transmit },
  streams: { metric: folderMetrics.streams },
  memory: { metric: folderMetrics.memory },
  downBytes: { metric: folderMetrics.io, attributes: receive },
  upBytes: { metric: folderMetrics.io, attributes: transmit },
  reusedBytes: { metric: folderMetrics.reused },
  chunks: { metric: folderMetrics.chunks },
  files: { metric: folderMetrics.completed },
  totalFiles: files('total'),
  localFiles: files('local'),
  needFiles: files('needed'),
  totalBytes: size('total'),
  localBytes: size('local'),
  needBytes: size('needed'),
  needDeletes: { metric: folderMetrics.deletes },
  conflicts: { metric: folderMetrics.conflicts },
  differing: { metric: folderMetrics.differing },
  heldTotal: { metric: folderMetrics.held },
  etaSeconds: { metric: folderMetrics.remaining, least: 0 },
  damaged: { metric: folderMetrics.damaged },
  // 0 is never.
  lastScanAt: { metric: folderMetrics.scanned, scale: milli, least: 1 },
  lastChangeAt: { metric: folderMetrics.changed, scale: milli, least: 1 },
}

type PeerFigure = (typeof peerGauges)[number] | (typeof peerCounters)[number] | 'failures' | 'connectMs'
const peerMappings: Record<PeerFigure, Mapping> = {
  rttMs: { metric: peerMetrics.rtt, scale: milli, least: Number.MIN_VALUE },
  cwnd: { metric: peerMetrics.window },
  inFlight: { metric: peerMetrics.inFlight },
  loss: { metric: peerMetrics.loss },
  packetBytes: { metric: peerMetrics.packetSize },
  streams: { metric: peerMetrics.streams },
  downRate: { metric: peerMetrics.throughput, attributes: receive },
  upRate: { metric: peerMetrics.throughput, attributes: transmit },
  sentBytes: { metric: peerMetrics.io, attributes: transmit },
  receivedBytes: { metric: peerMetrics.io, attributes: receive },
  sentPackets: { metric: peerMetrics.packets },
  lostPackets: { metric: peerMetrics.lost },
  retransmits: { metric: peerMetrics.retransmissions },
  resets: { metric: peerMetrics.resets },
  failures: { metric: peerMetrics.failures },
  connectMs: { metric: peerMetrics.connect, scale: milli, least: Number.MIN_VALUE },
}

const both: Record<'needFiles' | 'needBytes', Mapping> = {
  needFiles: { metric: folderMetrics.peerFiles },
  needBytes: { metric: folderMetrics.peerSize },
}
const whole: Record<'refused' | 'memoryBytes' | 'memoryLimit' | 'offers', Mapping> = {
  refused: { metric: syncMetrics.refused },
  memoryBytes: { metric: syncMetrics.memory },
  memoryLimit: { metric: syncMetrics.memoryLimit },
  offers: { metric: syncMetrics.offers },
}

const ofFolder = ({ id }: FolderSnapshot) => ({ 'hawser.folder.id': id })
const ofPeer = ({ id }: Pick<PeerSnapshot, 'id'>) => ({ 'hawser.peer.id': id })

/** Folders and paired devices. */
export class SyncFigures {
  readonly tables: readonly Table[]
  readonly #folders: SeriesTable<FolderFigure>
  readonly #peers: SeriesTable<PeerFigure>
  readonly #both: SeriesTable<keyof typeof both>
  readonly #whole: SeriesTable<keyof typeof whole>

  constructor(now: () => number) {
    this.#folders = new SeriesTable(folderMappings, now)
    this.#peers = new SeriesTable(peerMappings, now)
    this.#both = new SeriesTable(both, now)
    this.#whole = new SeriesTable(whole, now)
    this.tables = [this.#folders, this.#peers, this.#both, this.#whole]
  }

  take(snapshot: SyncSnapshot): void {
    const { folders, peers, offers } = snapshot
    this.#folders.take(
      folders.map((folder) => ({
        source: folder.id,
        series: folder.id,
        attributes: ofFolder(folder),
        value: (column) => (column === 'damaged' ? folder.verifying?.damaged : folder[column]),
      })),
    )
    this.#peers.take(
      peers.map((peer) => ({
        source: peer.id,
        series: peer.id,
        attributes: ofPeer(peer),
        value: (column) => peer[column],
      })),
    )
    this.#both.take(
      folders.flatMap((folder) =>
        folder.peers
          .filter(({ shares, told }) => shares && told)
          .map((peer) => {
            const key = partKey(folder.id, peer.id)
            return {
              source: key,
              series: key,
              attributes: { ...ofFolder(folder), ...ofPeer(peer) },
              value: (column) => peer[column],
            }
          }),
      ),
    )
    const value = (column: keyof typeof whole) => (column === 'offers' ? offers.length : snapshot[column])
    this.#whole.take([{ source: '', series: '', attributes: {}, value }])
  }

  tell(tell: Tell, snapshot: SyncSnapshot | undefined): void {
    this.#folders.tell(tell)
    this.#peers.tell(tell)
    this.#both.tell(tell)
    this.#whole.tell(tell)
    if (snapshot === undefined) return
    const { at, folders, peers } = snapshot
    tellStates(
      tell,
      folderMetrics.state,
      at,
      folders.map((folder) => [ofFolder(folder), folder.state] as const),
    )
    tellStates(
      tell,
      peerMetrics.state,
      at,
      peers.map((peer) => [ofPeer(peer), peer.state] as const),
    )
  }
}
