import { eventMarks } from '../../charts/marks.ts'
import type { ChartConfig } from '../../charts/options.ts'
import { formatCount, formatRate } from '../../format.ts'
import type { FolderColumn } from '../../state/folder-series.ts'
import { slow } from '../../state/store.ts'

export const chartNames = ['rate', 'reused', 'streams'] as const
export type ChartName = (typeof chartNames)[number]

export const chartTitles: Record<ChartName, string> = {
  rate: 'Throughput',
  reused: 'Did not travel',
  streams: 'Streams in use',
}
export const chartHeights: Record<ChartName, string> = { rate: 'h-44', reused: 'h-24', streams: 'mb-1 h-28' }

/** Which figures of a folder a chart shows. */
export const chartColumns: Record<ChartName, readonly FolderColumn[]> = {
  rate: ['downRate', 'upRate'],
  reused: ['reusedBytes'],
  streams: ['streams'],
}

/** One chart for each figure of a folder, all on the same time. */
export function folderChartConfigs(folderId: string): Record<ChartName, ChartConfig> {
  const events = eventMarks(() => slow().events.filter((event) => event.folderId === folderId))
  const shared = { sync: `folder-${folderId}`, times: false, plugins: [events] }
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
    reused: {
      ...shared,
      format: formatRate,
      atLeast: 125_000,
      series: [{ label: 'Found in other files here', colour: 'series-kernel', look: 'area' }],
    },
    streams: {
      ...shared,
      times: true,
      format: formatCount,
      atLeast: 4,
      series: [{ label: 'Streams', colour: 'series-frame', look: 'line' }],
    },
  }
}
