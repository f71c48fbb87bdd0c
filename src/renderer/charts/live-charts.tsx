import { type ReactNode, useRef } from 'react'
import type uPlot from 'uplot'
import { t } from '../../language/t.ts'
import { attempt } from '../state/failure.ts'
import type { Kept } from '../state/past.ts'
import type { LiveSeries } from '../state/series.ts'
import { ChartCard } from './chart-card.tsx'
import { type ChartData, type Present, type SharedTime, useChartTime } from './chart-time.ts'
import { saveCsv, savePng } from './export.ts'
import type { ChartConfig } from './options.ts'
import { ChartPanel } from './panel.tsx'
import { perSecond } from './per-second.ts'
import type { RangeName } from './ranges.ts'
import { drawNow } from './time-chart.tsx'

/** A chart of figures that are kept over time. */
export type LiveChart<C extends string> = {
  title: string
  /** Of its plot, as classes. */
  className: string
  /** Which figures it shows, in the order of its series. */
  columns: readonly C[]
  /** They are counters, shown as what came within a second. */
  perSecond?: true
  config: ChartConfig
  /** Names of marks that are no lines, for the legend. */
  extra?: ReactNode
  /** What stands beneath it. */
  below?: ReactNode
}

/** A figure as it stands in an export. */
export type ExportedColumn<C extends string> = { column: C; title: string }

type Props<C extends string> = {
  /** Whose charts they are, for exports. */
  name: string
  /** Without, it is there for those alone who cannot see. */
  title?: string
  charts: readonly LiveChart<C>[]
  exported: readonly ExportedColumn<C>[]
  /** Where the host keeps their past. */
  kept: Kept
  series: () => LiveSeries<C>
  /** When the newest figures are from, in ms since the Unix epoch. */
  newest: () => number
  /** Changes when the charts show other lines. */
  version?: string
  /** What else is read of their time. */
  alsoRead?: readonly C[]
  /** How long they are kept, in seconds, if not for 30 days. */
  keptSeconds?: number
  /** What can be chosen; without, everything. */
  ranges?: readonly RangeName[]
  choices?: ReactNode
  /** What stands beneath the charts and shares their time. */
  children?: (shared: SharedTime) => ReactNode
}

/** The page itself has the last half hour of what it watches; the last minute as it was measured. */
const presentOf = <C extends string>(series: () => LiveSeries<C>, newest: () => number): Present<C> => ({
  seconds: 1800,
  newest,
  read({ seconds }, from, columns) {
    const { fine, coarse } = series()
    return (seconds <= 60 ? fine : coarse).read(from, columns)
  },
})

/** What something did: charts with one range, one place in time, one zoom, one cursor. */
export function LiveCharts<C extends string>(props: Props<C>) {
  const { name, title, charts, exported, kept, series, newest, version = '', children } = props
  const time = useChartTime(
    kept,
    presentOf(series, newest),
    [...charts.flatMap(({ columns }) => columns), ...(props.alsoRead ?? [])],
    props.keptSeconds,
  )
  const plots = useRef<{ current: uPlot | null }[]>([])
  const plot = (n: number) => {
    plots.current[n] ??= { current: null }
    return plots.current[n]
  }
  const readChart = (chart: LiveChart<C>) => () => {
    const [times, ...values] = time.read(chart.columns)
    const lines = chart.perSecond ? values.map((column) => perSecond(times, column)) : values
    return [times, ...lines] as uPlot.AlignedData
  }
  /** Charts out of view are painted seldom. */
  const drawAll = async () => {
    for (const [n, chart] of charts.entries()) {
      const drawn = plot(n).current
      if (drawn) drawNow(drawn, { ...time.shared, config: chart.config, read: readChart(chart) })
    }
    await Promise.resolve()
  }
  const shared = { ...time.shared, version: `${time.shared.version} ${version}` }
  return (
    <ChartCard
      {...(title && { title })}
      time={time}
      {...(props.ranges && { ranges: props.ranges })}
      choices={props.choices}
      saveCsv={() =>
        void saveShown(
          name,
          exported.map(({ title: heading }) => heading),
          () => time.readFinely(exported.map(({ column }) => column)),
        )
      }
      savePng={() =>
        void drawAll().then(() =>
          savePng(
            name,
            charts.map((chart, n) => ({ title: chart.title, plot: plot(n).current })),
          ),
        )
      }
    >
      {charts.map((chart, n) => (
        <ChartWithin
          key={chart.title}
          chart={chart}
          handle={plot(n)}
          read={readChart(chart)}
          shared={shared}
        />
      ))}
      {children?.(shared)}
    </ChartCard>
  )
}

const ChartWithin = ({
  chart: { title, config, className, extra, below },
  handle,
  read,
  shared: { read: _, ...shared },
}: {
  chart: LiveChart<string>
  handle: { current: uPlot | null }
  read: () => uPlot.AlignedData
  shared: SharedTime
}) => (
  <>
    <ChartPanel
      title={title}
      config={config}
      handle={handle}
      read={read}
      className={className}
      extra={extra}
      {...shared}
    />
    {below}
  </>
)

/** What is shown, as finely as the host has it, as a CSV file. */
export async function saveShown(
  name: string,
  titles: readonly string[],
  read: () => Promise<ChartData>,
): Promise<void> {
  const data = await attempt(t('The figures cannot be read.'), read)
  if (data) saveCsv(name, titles, data)
}
