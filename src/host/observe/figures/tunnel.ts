import type { Tube, TubeColumn, TunnelSnapshot, WayStatus } from '../../../contract/tunnel.ts'
import { counter, gauge, milli, receive, type Tell, transmit, unit } from '../metric.ts'
import { type Mapping, SeriesTable } from '../series.ts'
import type { Table } from '../tables.ts'
import { tellStates } from './states.ts'

export const tunnelMetrics = {
  io: counter('hawser.tunnel.io', unit.bytes, 'Bytes through tubes.'),
  throughput: gauge('hawser.tunnel.throughput', unit.bytesPerSecond, 'Bytes a second through tubes now.'),
  frames: counter('hawser.tunnel.frames', unit.frames, 'Frames of the tunnel protocol.'),
  connections: gauge('hawser.tunnel.connections', unit.connections, 'Connections that tubes carry.'),
  attempts: counter(
    'hawser.tunnel.connection.attempts',
    unit.connections,
    'Connections that were opened or refused.',
  ),
  queued: gauge('hawser.tunnel.queued', unit.bytes, 'Bytes that wait on this side.'),
  window: gauge('hawser.tunnel.window', unit.bytes, 'Bytes that may be under way.'),
  inFlight: gauge('hawser.tunnel.in_flight', unit.bytes, 'Bytes that are under way.'),
  rtt: gauge('hawser.tunnel.rtt', unit.seconds, 'Round trip; of several tubes the longest.'),
  lanes: gauge('hawser.tunnel.lanes', '{lane}', 'Peer connections of the tubes.'),
  stalls: counter('hawser.tunnel.stalls', '{stall}', 'Connections that had to wait for their reader.'),
  pauses: counter('hawser.tunnel.pauses', '{pause}', 'Times that reading from TCP was paused.'),
  wakeups: counter('hawser.tunnel.wakeups', '{wakeup}', 'Times that sending went on.'),
  datagramsDropped: counter('hawser.tunnel.datagrams.dropped', '{datagram}', 'Datagrams that were left out.'),
  resumes: counter(
    'hawser.tunnel.resumes',
    '{resumption}',
    'Paths that were made anew without losing a byte.',
  ),
  tubes: gauge('hawser.tunnel.tubes', '{tube}', 'Tubes, by their state.'),
  requests: gauge('hawser.tunnel.requests', '{request}', 'Requests that wait for an answer of a person.'),
  wayState: gauge('hawser.tunnel.way.state', unit.part, '1 for the state in which a way is.'),
  wayConnections: gauge('hawser.tunnel.way.connections', unit.connections, 'Connections of the way.'),
  wayAttempts: counter(
    'hawser.tunnel.way.connection.attempts',
    unit.connections,
    'Connections of the way that were opened or refused.',
  ),
}

const outcome = (metric: Mapping['metric'], name: string): Mapping => ({
  metric,
  attributes: { 'hawser.outcome': name },
})
type TubeFigure = TubeColumn | 'lanes' | 'resumes' | 'windowBytes' | 'inFlightBytes'
const tubeMappings: Record<TubeFigure, Mapping> = {
  rateIn: { metric: tunnelMetrics.throughput, attributes: receive },
  rateOut: { metric: tunnelMetrics.throughput, attributes: transmit },
  queuedBytes: { metric: tunnelMetrics.queued },
  // -1 is not known.
  rttMs: { metric: tunnelMetrics.rtt, scale: milli, join: 'highest', least: 0 },
  connections: { metric: tunnelMetrics.connections },
  lanes: { metric: tunnelMetrics.lanes },
  windowBytes: { metric: tunnelMetrics.window },
  inFlightBytes: { metric: tunnelMetrics.inFlight },
  bytesIn: { metric: tunnelMetrics.io, attributes: receive },
  bytesOut: { metric: tunnelMetrics.io, attributes: transmit },
  framesIn: { metric: tunnelMetrics.frames, attributes: receive },
  framesOut: { metric: tunnelMetrics.frames, attributes: transmit },
  opened: outcome(tunnelMetrics.attempts, 'opened'),
  refused: outcome(tunnelMetrics.attempts, 'refused'),
  stalls: { metric: tunnelMetrics.stalls },
  pauses: { metric: tunnelMetrics.pauses },
  wakeups: { metric: tunnelMetrics.wakeups },
  droppedDatagrams: { metric: tunnelMetrics.datagramsDropped },
  resumes: { metric: tunnelMetrics.resumes },
}

const wayMappings: Record<'connections' | 'opened' | 'refused', Mapping> = {
  connections: { metric: tunnelMetrics.wayConnections },
  opened: outcome(tunnelMetrics.wayAttempts, 'opened'),
  refused: outcome(tunnelMetrics.wayAttempts, 'refused'),
}

/** Tubes come and go: their figures are those of the device at the other end, or of all that came by a code. */
const ofTube = ({ peerId }: Tube) => ({ 'hawser.peer.id': peerId || 'code' })
const ofWay = ({ id }: WayStatus) => ({ 'hawser.way.id': id })

/** Tubes, by who is at the other end, and ways. */
export class TunnelFigures {
  readonly tables: readonly Table[]
  readonly #tubes: SeriesTable<TubeFigure>
  readonly #ways: SeriesTable<keyof typeof wayMappings>

  constructor(now: () => number) {
    this.#tubes = new SeriesTable(tubeMappings, now)
    this.#ways = new SeriesTable(wayMappings, now)
    this.tables = [this.#tubes, this.#ways]
  }

  take({ tubes, ways }: TunnelSnapshot): void {
    this.#tubes.take(
      tubes.map((tube) => ({
        source: tube.id,
        series: tube.peerId || 'code',
        attributes: ofTube(tube),
        value: (column) => tube[column],
      })),
    )
    this.#ways.take(
      ways.map((way) => ({
        source: way.id,
        series: way.id,
        attributes: ofWay(way),
        value: (column) => way[column],
      })),
    )
  }

  tell(tell: Tell, snapshot: TunnelSnapshot | undefined): void {
    this.#tubes.tell(tell)
    this.#ways.tell(tell)
    if (snapshot === undefined) return
    const { at, tubes, ways, requests } = snapshot
    for (const state of new Set(tubes.map((tube) => tube.state))) {
      const value = tubes.filter((tube) => tube.state === state).length
      tell(tunnelMetrics.tubes, { value, attributes: { 'hawser.state': state }, since: at })
    }
    tell(tunnelMetrics.requests, { value: requests.length, attributes: {}, since: at })
    tellStates(
      tell,
      tunnelMetrics.wayState,
      at,
      ways.map((way) => [ofWay(way), way.state] as const),
    )
  }
}
