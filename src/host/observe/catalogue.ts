import { bondMetrics, linkMetrics, receiverMetrics } from './figures/bond.ts'
import { engineMetrics } from './figures/engines.ts'
import { eventMetrics } from './figures/events.ts'
import { forwardMetrics } from './figures/forward.ts'
import { processMetrics } from './figures/process.ts'
import { folderMetrics, peerMetrics, syncMetrics } from './figures/sync.ts'
import { transferMetrics } from './figures/transfer.ts'
import { tunnelMetrics } from './figures/tunnel.ts'
import { webMetrics } from './figures/web.ts'
import { counter, gauge, type Metric, unit } from './metric.ts'

/** Watching itself. */
export const ownMetrics = {
  series: gauge('hawser.observe.series', '{series}', 'Series that are told.'),
  leftOut: gauge(
    'hawser.observe.series.left_out',
    '{series}',
    'Series that are not told, because there would be too many.',
  ),
  turnedAway: counter(
    'hawser.observe.turned_away',
    unit.connections,
    'Connections to the endpoint for monitoring that it ended: of strangers to make room, or over the limit.',
  ),
  logLines: counter('hawser.log.lines', '{line}', 'Lines written to the log, by level.'),
  logLeftOut: counter(
    'hawser.log.lines.left_out',
    '{line}',
    'Lines that came too fast for the log, or could not be written.',
  ),
}

/** Every metric that there is, in the order in which they are told. */
export const catalogue: readonly Metric[] = [
  forwardMetrics,
  bondMetrics,
  linkMetrics,
  receiverMetrics,
  syncMetrics,
  folderMetrics,
  peerMetrics,
  tunnelMetrics,
  transferMetrics,
  eventMetrics,
  engineMetrics,
  processMetrics,
  webMetrics,
  ownMetrics,
].flatMap((group): Metric[] => Object.values(group))
