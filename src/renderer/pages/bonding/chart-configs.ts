import type { LinkColumn } from '../../../contract/bond.ts'
import { eventMarks } from '../../charts/marks.ts'
import type { ChartConfig, SeriesConfig } from '../../charts/options.ts'
import { formatCount, formatDuration, formatPart, formatRate } from '../../format.ts'
import type { LinkLook } from '../../state/link-colours.ts'
import { slow } from '../../state/store.ts'

export type ChartLink = { id: string; name: string; look: LinkLook }

export const chartNames = ['bitrate', 'rtt', 'loss', 'retransmits', 'windows'] as const
export type ChartName = (typeof chartNames)[number]

export const chartTitles: Record<ChartName, string> = {
  bitrate: 'Bitrate by link',
  rtt: 'Round trip',
  loss: 'Loss',
  retransmits: 'Retransmissions a second',
  windows: 'Window, and in flight (dashed)',
}

/** Which figures of each link a chart shows. */
export const chartColumns: Record<ChartName, readonly LinkColumn[]> = {
  bitrate: ['bitrate'],
  rtt: ['rttMs'],
  loss: ['loss'],
  retransmits: ['retransmits'],
  windows: ['window', 'inFlight'],
}

const formatMs = (ms: number) => formatDuration(Math.round(ms))
const formatPackets = (count: number) => formatCount(count)

/** One chart for each figure of a bond's links, all on the same time. */
export function bondChartConfigs(
  bondId: string,
  links: readonly ChartLink[],
): Record<ChartName, ChartConfig> {
  const events = eventMarks(() => slow().events.filter((event) => event.bondId === bondId))
  const shared = { sync: `bond-${bondId}`, times: false, plugins: [events] }
  const each = (look?: 'area'): SeriesConfig[] =>
    links.map(({ name, look: { colour, dashed } }) => ({
      label: name,
      colour,
      look: look ?? (dashed ? 'dashed' : 'line'),
    }))
  const withInFlight = each().flatMap((series): SeriesConfig[] => [
    { ...series, look: 'line' },
    { ...series, look: 'dashed', companion: true },
  ])
  return {
    bitrate: { ...shared, format: formatRate, atLeast: 125_000, stacked: true, series: each('area') },
    rtt: { ...shared, format: formatMs, atLeast: 50, series: each() },
    loss: { ...shared, format: formatPart, atLeast: 0.02, series: each() },
    retransmits: { ...shared, format: formatPackets, atLeast: 10, series: each() },
    windows: { ...shared, times: true, format: formatPackets, atLeast: 20, series: withInFlight },
  }
}

/** Increases within steps as increases within the second that ends at each step. Times in seconds, rising. */
export function perSecond(times: readonly number[], values: readonly (number | null)[]): (number | null)[] {
  let first = 0
  let sum = 0
  return values.map((value, n) => {
    sum += value ?? 0
    while (times[first]! <= times[n]! - 0.999) sum -= values[first++] ?? 0
    return value === null ? null : sum
  })
}
