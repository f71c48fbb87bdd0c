import type { ForwardSnapshot, RuleColumn } from '../../../contract/forward.ts'
import { rulesIn } from '../../samples.ts'
import { counter, gauge, milli, receive, type Tell, transmit, unit } from '../metric.ts'
import { type Mapping, SeriesTable } from '../series.ts'
import type { Table } from '../tables.ts'
import { tellStates } from './states.ts'

export const forwardMetrics = {
  io: counter('hawser.forward.io', unit.bytes, 'Bytes forwarded.'),
  throughput: gauge('hawser.forward.throughput', unit.bytesPerSecond, 'Bytes a second now.'),
  connections: gauge('hawser.forward.connections', unit.connections, 'Viewers connected.'),
  attempts: counter(
    'hawser.forward.connection.attempts',
    unit.connections,
    'Viewers that came, by whether they were let in.',
  ),
  buffer: gauge('hawser.forward.buffer', unit.bytes, 'Bytes that wait for viewers, and where.'),
  frames: counter('hawser.forward.frames', unit.frames, 'Frames seen in the streams.'),
  frameRate: gauge('hawser.forward.frame.rate', '{frame}/s', 'Frames a second over all streams.'),
  frameInterval: gauge(
    'hawser.forward.frame.interval',
    unit.seconds,
    'Longest gap between two frames of late.',
  ),
  frameDelay: gauge(
    'hawser.forward.frame.delay',
    unit.seconds,
    'Time of the slowest frame inside Hawser and its send queue.',
  ),
  frameFaults: counter(
    'hawser.forward.frame.faults',
    unit.frames,
    'Frames that were late, very_late (three intervals and more), missing (never came) or dropped (left out).',
  ),
  stalls: counter('hawser.forward.stalls', '{stall}', 'Viewers that stopped reading.'),
  state: gauge('hawser.forward.rule.state', unit.part, '1 for the state in which a rule is.'),
  tapsFailed: gauge('hawser.forward.taps.failed', '{tap}', 'Frame monitors that were switched off.'),
}

const fault = (name: string): Mapping => ({
  metric: forwardMetrics.frameFaults,
  attributes: { 'hawser.frame.fault': name },
})
const buffer = (place: string): Mapping => ({
  metric: forwardMetrics.buffer,
  attributes: { 'hawser.buffer': place },
  least: 0,
})
const attempt = (outcome: string): Mapping => ({
  metric: forwardMetrics.attempts,
  attributes: { 'hawser.outcome': outcome },
})

const mappings: Record<RuleColumn, Mapping> = {
  connections: { metric: forwardMetrics.connections },
  rateDown: { metric: forwardMetrics.throughput, attributes: transmit },
  rateUp: { metric: forwardMetrics.throughput, attributes: receive },
  bufferedProcess: buffer('process'),
  bufferedKernel: buffer('kernel'),
  fps: { metric: forwardMetrics.frameRate },
  frameIntervalMs: { metric: forwardMetrics.frameInterval, scale: milli },
  egressDelayMs: { metric: forwardMetrics.frameDelay, scale: milli },
  bytesDown: { metric: forwardMetrics.io, attributes: transmit },
  bytesUp: { metric: forwardMetrics.io, attributes: receive },
  accepted: attempt('accepted'),
  rejected: attempt('rejected'),
  frames: { metric: forwardMetrics.frames },
  lateFrames: fault('late'),
  veryLateFrames: fault('very_late'),
  missingFrames: fault('missing'),
  droppedFrames: fault('dropped'),
  stalls: { metric: forwardMetrics.stalls },
}

export class ForwardFigures {
  readonly tables: readonly Table[]
  readonly #rules: SeriesTable<RuleColumn>

  constructor(now: () => number) {
    this.#rules = new SeriesTable(mappings, now)
    this.tables = [this.#rules]
  }

  take(snapshot: ForwardSnapshot): void {
    const { keys, value } = rulesIn(snapshot)
    this.#rules.take(
      keys.map((id, index) => ({
        source: id,
        series: id,
        attributes: { 'hawser.rule.id': id },
        value: (column) => value(index, column),
      })),
    )
  }

  tell(tell: Tell, snapshot: ForwardSnapshot | undefined): void {
    this.#rules.tell(tell)
    if (snapshot === undefined) return
    tellStates(
      tell,
      forwardMetrics.state,
      snapshot.at,
      snapshot.ids.map((id, index) => [{ 'hawser.rule.id': id }, snapshot.states[index] ?? 'off'] as const),
    )
    tell(forwardMetrics.tapsFailed, { value: snapshot.tapsFailed, attributes: {}, since: snapshot.at })
  }
}
