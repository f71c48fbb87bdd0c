import type { LinkColumn } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import type { LiveChart } from '../../charts/live-charts.tsx'
import { eventMarks } from '../../charts/marks.ts'
import type { SeriesConfig } from '../../charts/options.ts'
import { formatCount, formatDuration, formatPart, formatRate } from '../../format.ts'
import type { LinkLook } from '../../state/link-colours.ts'
import { type LinkKey, linkKey } from '../../state/link-series.ts'
import { slow } from '../../state/store.ts'

export type ChartLink = { id: string; name: string; look: LinkLook }

const formatMs = (ms: number) => formatDuration(Math.round(ms))
const formatPackets = (count: number) => formatCount(count)

/** One chart for each figure of a bond's links, all on the same time. */
export function bondCharts(bondId: string, links: readonly ChartLink[]): LiveChart<LinkKey>[] {
  const events = eventMarks(() => slow().events.filter((event) => event.bondId === bondId))
  const shared = { sync: `bond-${bondId}`, times: false, plugins: [events] }
  const columns = (...of: LinkColumn[]) => links.flatMap(({ id }) => of.map((column) => linkKey(column, id)))
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
  return [
    {
      title: t('Bitrate by link'),
      className: 'h-48',
      columns: columns('bitrate'),
      config: { ...shared, format: formatRate, atLeast: 125_000, stacked: true, series: each('area') },
    },
    {
      title: t('Round trip'),
      className: 'h-32',
      columns: columns('rttMs'),
      config: { ...shared, format: formatMs, atLeast: 50, series: each() },
    },
    {
      title: t('Loss'),
      className: 'h-24',
      columns: columns('loss'),
      config: { ...shared, format: formatPart, atLeast: 0.02, series: each() },
    },
    {
      title: t('Retransmissions a second'),
      className: 'h-24',
      columns: columns('retransmits'),
      perSecond: true,
      config: { ...shared, format: formatPackets, atLeast: 10, series: each() },
    },
    {
      title: t('Window, and in flight (dashed)'),
      className: 'mb-1 h-36',
      columns: columns('window', 'inFlight'),
      config: { ...shared, times: true, format: formatPackets, atLeast: 20, series: withInFlight },
    },
  ]
}
