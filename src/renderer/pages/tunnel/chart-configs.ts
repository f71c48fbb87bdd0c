import type { TubeColumn } from '../../../contract/tunnel.ts'
import { eventMarks } from '../../charts/marks.ts'
import type { ChartConfig } from '../../charts/options.ts'
import { formatBytes, formatDuration, formatRate } from '../../format.ts'
import { slow } from '../../state/store.ts'

export const chartNames = ['rate', 'queue', 'rtt'] as const
export type ChartName = (typeof chartNames)[number]

export const chartTitles: Record<ChartName, string> = {
  rate: 'Throughput',
  queue: 'Queued on this side',
  rtt: 'Round trip',
}
export const chartHeights: Record<ChartName, string> = { rate: 'h-44', queue: 'h-24', rtt: 'mb-1 h-28' }

/** Which figures of a tube a chart shows. */
export const chartColumns: Record<ChartName, readonly TubeColumn[]> = {
  rate: ['rateIn', 'rateOut'],
  queue: ['queuedBytes'],
  rtt: ['rttMs'],
}

/** One chart for each figure of a tube, all on the same time. */
export function tubeChartConfigs(tubeId: string): Record<ChartName, ChartConfig> {
  const events = eventMarks(() => slow().events.filter((event) => event.tubeId === tubeId))
  const shared = { sync: `tube-${tubeId}`, times: false, plugins: [events] }
  return {
    rate: {
      ...shared,
      format: formatRate,
      atLeast: 125_000,
      series: [
        { label: 'Coming in', colour: 'series-down', look: 'area' },
        { label: 'Going out', colour: 'series-up', look: 'line' },
      ],
    },
    queue: {
      ...shared,
      format: formatBytes,
      atLeast: 100_000,
      series: [{ label: 'Queued', colour: 'series-process', look: 'area' }],
    },
    rtt: {
      ...shared,
      times: true,
      format: (ms) => formatDuration(Math.round(ms * 10) / 10),
      atLeast: 10,
      series: [{ label: 'Round trip', colour: 'series-frame', look: 'line' }],
    },
  }
}
