import { type ReactNode, useRef, useState } from 'react'
import type uPlot from 'uplot'
import type { LiveSeries } from '../state/series.ts'
import { ChartCard, type SharedTime } from './chart-card.tsx'
import { saveCsv, savePng } from './export.ts'
import type { ChartConfig } from './options.ts'
import { ChartPanel } from './panel.tsx'
import { perSecond } from './per-second.ts'

/** A chart of figures that are kept for half an hour. */
export type LiveChart<C extends string> = {
  title: string
  /** Of its plot, as classes. */
  className: string
  /** Which figures it shows, in the order of its series. */
  columns: readonly C[]
  /** They are counters, shown as what came within a second. */
  perSecond?: true
  config: ChartConfig
}

/** A figure as it stands in an export. */
export type ExportedColumn<C extends string> = { column: C; title: string }

type Props<C extends string> = {
  /** Whose charts they are, for exports. */
  name: string
  /** Always as many. */
  charts: readonly LiveChart<C>[]
  exported: readonly ExportedColumn<C>[]
  series: () => LiveSeries<C>
  /** When the newest figures are from, in ms since the Unix epoch. */
  newest: () => number
  /** Changes when the charts show other lines. */
  version?: string
  /** What stands beneath the charts and shares their time. */
  children?: (shared: SharedTime) => ReactNode
}

const windows = [
  { value: '60', label: '60 s' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
] as const

/** What something did in the last half hour at most: charts with one window, one zoom, one cursor. */
export function LiveCharts<C extends string>(props: Props<C>) {
  const { name, charts, exported, series, newest, version = '', children } = props
  const [choice, setChoice] = useState<(typeof windows)[number]['value']>('60')
  const plots = useRef<{ current: uPlot | null }[]>([])
  const plot = (n: number) => {
    plots.current[n] ??= { current: null }
    return plots.current[n]
  }
  const seconds = Number(choice)
  const now = () => newest() / 1000
  const read = (columns: readonly C[]) => {
    const { fine, coarse } = series()
    return (seconds <= 60 ? fine : coarse).read((now() - seconds) * 1000, columns)
  }
  const readChart = (chart: LiveChart<C>) => () => {
    const [times, ...values] = read(chart.columns)
    const lines = chart.perSecond ? values.map((column) => perSecond(times, column)) : values
    return [times, ...lines] as uPlot.AlignedData
  }
  return (
    <ChartCard
      windows={windows}
      choice={choice}
      choose={setChoice}
      source={{ live: true, seconds, now, version: `${choice} ${version}` }}
      saveCsv={() =>
        saveCsv(
          name,
          exported.map(({ title }) => title),
          read(exported.map(({ column }) => column)),
        )
      }
      savePng={() =>
        void savePng(
          name,
          charts.map(({ title }, n) => ({ title, plot: plot(n).current })),
        )
      }
    >
      {(shared) => (
        <>
          {charts.map((chart, n) => (
            <ChartPanel
              key={chart.title}
              title={chart.title}
              config={chart.config}
              handle={plot(n)}
              read={readChart(chart)}
              className={chart.className}
              {...shared}
            />
          ))}
          {children?.(shared)}
        </>
      )}
    </ChartCard>
  )
}
