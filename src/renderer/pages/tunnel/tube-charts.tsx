import { useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { ChartCard } from '../../charts/chart-card.tsx'
import { exportName, toCsv, toPng } from '../../charts/export.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import { download } from '../../state/files.ts'
import { live } from '../../state/live.ts'
import { tubeColumns } from '../../state/tube-series.ts'
import {
  type ChartName,
  chartColumns,
  chartHeights,
  chartNames,
  chartTitles,
  tubeChartConfigs,
} from './chart-configs.ts'

const windows = [
  { value: '60', label: '60 s' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
] as const

/** What a tube did: three charts, one window, one zoom, one cursor. */
export function TubeCharts({ id, name }: { id: string; name: string }) {
  const [choice, setChoice] = useState<(typeof windows)[number]['value']>('60')
  const configs = useMemo(() => tubeChartConfigs(id), [id])
  const plots: Record<ChartName, React.RefObject<uPlot | null>> = {
    rate: useRef<uPlot>(null),
    queue: useRef<uPlot>(null),
    rtt: useRef<uPlot>(null),
  }
  const seconds = Number(choice)
  const now = () => (live.tunnel.snapshot?.at ?? Date.now()) / 1000
  const from = () => (now() - seconds) * 1000
  const ring = () => {
    const series = live.tunnel.watch(id)
    return seconds <= 60 ? series.fine : series.coarse
  }
  const read = (chart: ChartName) => () => ring().read(from(), chartColumns[chart]) as uPlot.AlignedData
  const saveCsv = () => {
    const text = toCsv(tubeColumns, ring().read(from(), tubeColumns))
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
