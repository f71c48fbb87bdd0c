import { t } from '../../../language/t.ts'
import { bothWays } from '../../charts/both-ways.ts'
import type { LiveChart } from '../../charts/live-charts.tsx'
import { eventMarks } from '../../charts/marks.ts'
import { formatCount, formatRate } from '../../format.ts'
import type { FolderColumn } from '../../state/folder-series.ts'
import { slow } from '../../state/store.ts'

/** One chart for each figure of a folder, all on the same time. */
export function folderCharts(folderId: string): LiveChart<FolderColumn>[] {
  const events = eventMarks(() => slow().events.filter((event) => event.folderId === folderId))
  const shared = { sync: `folder-${folderId}`, times: false, plugins: [events] }
  return [
    bothWays(shared, ['downRate', 'upRate']),
    {
      title: t('Did not travel'),
      className: 'h-24',
      columns: ['reusedBytes'],
      perSecond: true,
      config: {
        ...shared,
        format: formatRate,
        atLeast: 125_000,
        series: [{ label: t('Found in other files here'), colour: 'series-kernel', look: 'area' }],
      },
    },
    {
      title: t('Streams in use'),
      className: 'mb-1 h-28',
      columns: ['streams'],
      config: {
        ...shared,
        times: true,
        format: formatCount,
        atLeast: 4,
        series: [{ label: t('Streams'), colour: 'series-frame', look: 'line' }],
      },
    },
  ]
}
