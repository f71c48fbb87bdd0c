import { t } from '../../../language/t.ts'
import type { LiveChart } from '../../charts/live-charts.tsx'
import type { SeriesConfig } from '../../charts/options.ts'
import { formatBytes, formatRate, formatTenths } from '../../format.ts'
import { type LaneColumn, type LaneKey, laneKey } from '../../state/lane-series.ts'
import { slotLook } from '../../state/link-colours.ts'

/** Lanes are counted from 0, people from 1. */
export const laneName = (lane: number) => t('Lane {{lane}}', { lane: lane + 1 })

const namedLanes = 4

export const syncKey = (sessionId: string) => `transfer-${sessionId}`

/** One chart for each figure of a session's lanes, all on the same time. */
export function laneCharts(sessionId: string, lanes: readonly number[]): LiveChart<LaneKey>[] {
  const shared = { sync: syncKey(sessionId), times: false }
  const columns = (...of: LaneColumn[]) => lanes.flatMap((lane) => of.map((column) => laneKey(column, lane)))
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
  return [
    {
      title: t('Throughput by lane'),
      className: 'h-44',
      columns: columns('rate'),
      config: { ...shared, format: formatRate, atLeast: 1_250_000, stacked: true, series: each('area') },
    },
    {
      title: t('Round trip'),
      className: 'h-24',
      columns: columns('rttMs'),
      config: { ...shared, format: formatTenths, atLeast: 5, series: each() },
    },
    {
      title: t('Window, and in flight (dashed)'),
      className: 'h-28',
      columns: columns('window', 'inFlight'),
      config: { ...shared, format: formatBytes, atLeast: 500_000, series: withInFlight },
    },
  ]
}
