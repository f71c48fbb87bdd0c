import { useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import type { Folder } from '../../../contract/sync.ts'
import { ChartCard } from '../../charts/chart-card.tsx'
import { exportName, toCsv, toPng } from '../../charts/export.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import { download } from '../../state/files.ts'
import { folderColumns } from '../../state/folder-series.ts'
import { live } from '../../state/live.ts'
import { perSecond } from '../bonding/chart-configs.ts'
import {
  type ChartName,
  chartColumns,
  chartHeights,
  chartNames,
  chartTitles,
  folderChartConfigs,
} from './chart-configs.ts'

const windows = [
  { value: '60', label: '60 s' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
] as const

/** What a folder did: three charts, one window, one zoom, one cursor. */
export function FolderCharts({ folder: { id, name } }: { folder: Folder }) {
  const [choice, setChoice] = useState<(typeof windows)[number]['value']>('60')
  const configs = useMemo(() => folderChartConfigs(id), [id])
  const plots: Record<ChartName, React.RefObject<uPlot | null>> = {
    rate: useRef<uPlot>(null),
    reused: useRef<uPlot>(null),
    streams: useRef<uPlot>(null),
  }
  const seconds = Number(choice)
  const now = () => (live.sync.snapshot?.at ?? Date.now()) / 1000
  const from = () => (now() - seconds) * 1000
  const ring = () => {
    const series = live.sync.watch(id)
    return seconds <= 60 ? series.fine : series.coarse
  }
  const read = (chart: ChartName) => () => {
    const [times, ...values] = ring().read(from(), chartColumns[chart])
    const lines = chart === 'reused' ? values.map((column) => perSecond(times, column)) : values
    return [times, ...lines] as uPlot.AlignedData
  }
  const saveCsv = () => {
    const text = toCsv(folderColumns, ring().read(from(), folderColumns))
    download(exportName(name, Date.now(), 'csv'), new Blob([text], { type: 'text/csv' }))
  }
  const savePng = async () => {
    const picture = await toPng(
      `${name} – ${new Date().toLocaleString()}`,
      chartNames.map((chart) => ({ title: chartTitles[chart], plot: plots[chart].current })),
    )
    if (picture) download(exportName(name, Date.now(), 'png'), picture)
  }
  return (
    <ChartCard
      windows={windows}
      choice={choice}
      choose={setChoice}
      source={{ live: true, seconds, now, version: choice }}
      saveCsv={saveCsv}
      savePng={() => void savePng()}
    >
      {(shared) =>
        chartNames.map((chart) => (
          <ChartPanel
            key={chart}
            title={chartTitles[chart]}
            config={configs[chart]}
            handle={plots[chart]}
            read={read(chart)}
            className={chartHeights[chart]}
            {...shared}
          />
        ))
      }
    </ChartCard>
  )
}
