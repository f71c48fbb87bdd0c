import type { HawserEvent } from '../../../contract/events.ts'
import type { TubeColumn } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { bothWays } from '../../charts/both-ways.ts'
import type { LiveChart } from '../../charts/live-charts.tsx'
import { eventMarks } from '../../charts/marks.ts'
import { formatBytes, formatTenths } from '../../format.ts'
import { slow } from '../../state/store.ts'

/** One chart for each figure of a tube, all on the same time. */
export function tubeCharts(party: string, tubeId: string | undefined): LiveChart<TubeColumn>[] {
  const isOfIt = ({ source, peerId, tubeId: id }: HawserEvent) =>
    source === 'tunnel' && (peerId === party || (tubeId !== undefined && id === tubeId))
  const events = eventMarks(() => slow().events.filter(isOfIt))
  const shared = { sync: `tube-${party}`, times: false, plugins: [events] }
  return [
    bothWays(shared, ['rateIn', 'rateOut']),
    {
      title: t('Queued on this side'),
      className: 'h-24',
      columns: ['queuedBytes'],
      config: {
        ...shared,
        format: formatBytes,
        atLeast: 100_000,
        series: [{ label: t('Queued'), colour: 'series-process', look: 'area' }],
      },
    },
    {
      title: t('Round trip'),
      className: 'mb-1 h-28',
      columns: ['rttMs'],
      config: {
        ...shared,
        times: true,
        format: formatTenths,
        atLeast: 10,
        series: [{ label: t('Round trip'), colour: 'series-frame', look: 'line' }],
      },
    },
  ]
}
