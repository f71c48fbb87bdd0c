import { useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { type Bond, linkColumns } from '../../../contract/bond.ts'
import { ChartCard } from '../../charts/chart-card.tsx'
import { exportName, toCsv, toPng } from '../../charts/export.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import { type LinkView, linkName } from '../../state/bond-view.ts'
import { download } from '../../state/files.ts'
import { linkLook } from '../../state/link-colours.ts'
import { linkKey } from '../../state/link-series.ts'
import { live } from '../../state/live.ts'
import {
  bondChartConfigs,
  type ChartName,
  chartColumns,
  chartNames,
  chartTitles,
  perSecond,
} from './chart-configs.ts'

const windows = [
  { value: '60', label: '60 s' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
] as const

const heights: Record<ChartName, string> = {
  bitrate: 'h-48',
  rtt: 'h-32',
  loss: 'h-24',
  retransmits: 'h-24',
  windows: 'mb-1 h-36',
}

/** What each link did: five charts, one window, one zoom, one cursor. */
export function BondCharts({ bond, links }: { bond: Bond; links: readonly LinkView[] }) {
  const [choice, setChoice] = useState<(typeof windows)[number]['value']>('60')
  const key = JSON.stringify(links.map((link) => [link.id, linkName(link)]))
  // The links' numbers change all the time; charts are made anew only when their names do.
  const shown = useMemo(() => {
    const named = JSON.parse(key) as [string, string][]
    const present = named.map(([id]) => id)
    return named.map(([id, name]) => ({ id, name, look: linkLook(bond.id, id, present) }))
  }, [bond.id, key])
  const configs = useMemo(() => bondChartConfigs(bond.id, shown), [bond.id, shown])
  const plots: Record<ChartName, React.RefObject<uPlot | null>> = {
    bitrate: useRef<uPlot>(null),
    rtt: useRef<uPlot>(null),
    loss: useRef<uPlot>(null),
    retransmits: useRef<uPlot>(null),
    windows: useRef<uPlot>(null),
  }
  const seconds = Number(choice)
  const now = () => (live.bonds.snapshot?.at ?? Date.now()) / 1000
  const ring = () => {
    const series = live.bonds.watch(bond.id)
    return seconds <= 60 ? series.fine : series.coarse
  }
  const from = () => (now() - seconds) * 1000
  const read = (name: ChartName) => () => {
    const keys = shown.flatMap(({ id }) => chartColumns[name].map((column) => linkKey(column, id)))
    const [times, ...values] = ring().read(from(), keys)
    const lines = name === 'retransmits' ? values.map((column) => perSecond(times, column)) : values
    return [times, ...lines] as uPlot.AlignedData
  }
  const saveCsv = () => {
    const columns = shown.flatMap(({ id, name }) =>
      linkColumns.map((column) => ({ key: linkKey(column, id), title: `${name} ${column}` })),
    )
    const data = ring().read(
      from(),
      columns.map((column) => column.key),
    )
    const text = toCsv(
      columns.map(({ title }) => title),
      data,
    )
    download(exportName(bond.name, Date.now(), 'csv'), new Blob([text], { type: 'text/csv' }))
  }
  const savePng = async () => {
    const picture = await toPng(
      `${bond.name} – ${new Date().toLocaleString()}`,
      chartNames.map((name) => ({ title: chartTitles[name], plot: plots[name].current })),
    )
    if (picture) download(exportName(bond.name, Date.now(), 'png'), picture)
  }
  return (
    <ChartCard
      windows={windows}
      choice={choice}
      choose={setChoice}
      source={{ live: true, seconds, now, version: `${choice} ${key}` }}
      saveCsv={saveCsv}
      savePng={() => void savePng()}
    >
      {(shared) =>
        chartNames.map((name) => (
          <ChartPanel
            key={name}
            title={chartTitles[name]}
            config={configs[name]}
            handle={plots[name]}
            read={read(name)}
            className={heights[name]}
            {...shared}
          />
        ))
      }
    </ChartCard>
  )
}
