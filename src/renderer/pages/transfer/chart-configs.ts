import type { ChartConfig, SeriesConfig } from '../../charts/options.ts'
import { formatBytes, formatDuration, formatRate } from '../../format.ts'
import { type LaneColumn, laneKey } from '../../state/lane-series.ts'
import { slotLook } from '../../state/link-colours.ts'

export const chartNames = ['rate', 'rtt', 'windows'] as const
export type ChartName = (typeof chartNames)[number]

export const chartTitles: Record<ChartName, string> = {
  rate: 'Throughput by lane',
  rtt: 'Round trip',
  windows: 'Window, and in flight (dashed)',
}
export const chartHeights: Record<ChartName, string> = { rate: 'h-44', rtt: 'h-24', windows: 'h-28' }

/** Which figures of each lane a chart shows. */
export const chartColumns: Record<ChartName, readonly LaneColumn[]> = {
  rate: ['rate'],
  rtt: ['rttMs'],
  windows: ['window', 'inFlight'],
}
export const chartKeys = (chart: ChartName, lanes: readonly number[]) =>
  lanes.flatMap((lane) => chartColumns[chart].map((column) => laneKey(column, lane)))

/** Lanes are counted from 0, people from 1. */
export const laneName = (lane: number) => `Lane ${lane + 1}`

const namedLanes = 4

export const syncKey = (sessionId: string) => `transfer-${sessionId}`

/** One chart for each figure of a session's lanes, all on the same time. */
export function laneChartConfigs(
  sessionId: string,
  lanes: readonly number[],
): Record<ChartName, ChartConfig> {
  const shared = { sync: syncKey(sessionId), times: false }
  // The first chart tells which colour is which lane; saying it again for many would take more room than the lines.
  const isNamed = lanes.length <= namedLanes
  const each = (look?: 'area'): SeriesConfig[] =>
    lanes.map((lane) => {
      const { colour, dashed } = slotLook(lane)
      return {
        label: laneName(lane),
        colour,
        look: look ?? (dashed ? 'dashed' : 'line'),
        ...(look === undefined && !isNamed && { companion: true }),
      }
    })
  const withInFlight = each().flatMap((series): SeriesConfig[] => [
    { ...series, look: 'line' },
    { ...series, look: 'dashed', companion: true },
  ])
  const formatMs = (ms: number) => formatDuration(Math.round(ms * 10) / 10)
  return {
    rate: { ...shared, format: formatRate, atLeast: 1_250_000, stacked: true, series: each('area') },
    rtt: { ...shared, format: formatMs, atLeast: 5, series: each() },
    windows: { ...shared, format: formatBytes, atLeast: 500_000, series: withInFlight },
  }
}
