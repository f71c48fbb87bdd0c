import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import type uPlot from 'uplot'
import { t } from '../../language/t.ts'
import { live } from '../state/live.ts'
import { cssColour } from '../state/theme.ts'
import type { ChartConfig, SeriesConfig } from './options.ts'
import { type Span, TimeChart } from './time-chart.tsx'

type Props = {
  title: string
  config: ChartConfig
  read: () => uPlot.AlignedData
  span: () => Span
  zoom: Span | undefined
  setZoom: (zoom: Span | undefined) => void
  running: boolean
  version: string
  handle?: RefObject<uPlot | null>
  className?: string
  /** Names of marks that are no lines, for the legend. */
  extra?: ReactNode
}

const summaryMs = 5000
const inLegend = ({ look, companion }: SeriesConfig) => look !== 'marks' && !companion

/** What series `n` says at a point of the data; a stacked one by itself. */
export function valueAt({ stacked }: ChartConfig, data: uPlot.AlignedData, n: number, index: number) {
  const value = data[n + 1]?.[index]
  if (!stacked || n === 0 || value === null || value === undefined) return value
  return value - (data[n]?.[index] ?? 0)
}

/** A chart with its heading, a legend that shows the values under the cursor or the newest, and a text for screen readers. */
export function ChartPanel({ title, config, handle, extra, className, ...chart }: Props) {
  const values = useRef<HTMLDListElement>(null)
  const summary = useRef<HTMLParagraphElement>(null)
  const own = useRef<uPlot>(null)
  const plot = handle ?? own
  const pointed = useRef<number | null>(null)
  const lines = config.series.filter(inLegend)
  const many = lines.length > 4

  const paint = () => {
    const data = plot.current?.data
    if (!data || !values.current) return
    const index = pointed.current ?? data[0].length - 1
    let line = 0
    for (const [n, series] of config.series.entries()) {
      if (!inLegend(series)) continue
      const value = valueAt(config, data, n, index)
      const cell = values.current.children[line++]?.lastElementChild
      const text = value === undefined || value === null ? '–' : config.format(value)
      if (cell && cell.textContent !== text) cell.textContent = text
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: painting reads refs alone
  useEffect(() => {
    let told = 0
    return live.onCalm(() => {
      paint()
      const now = performance.now()
      if (now - told < summaryMs || !summary.current || !plot.current) return
      told = now
      summary.current.textContent = summarise(title, config, plot.current.data)
    })
  }, [config])

  return (
    <figure aria-label={title} className="min-w-0">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-1">
        <h3 className="text-xs font-semibold">{title}</h3>
        <dl
          ref={values}
          className={
            many
              ? 'grid w-full grid-cols-[repeat(auto-fill,minmax(11.5rem,1fr))] gap-x-5 gap-y-0.5 text-xs text-muted'
              : 'flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted'
          }
        >
          {lines.map(({ label, colour, look }) => (
            <div key={`${colour} ${label}`} className="flex min-w-0 items-center gap-1.5">
              <dt className={`flex min-w-0 items-center gap-1.5 ${many ? 'grow' : ''}`}>
                <svg aria-hidden="true" viewBox="0 0 14 4" className="h-1 w-3.5 shrink-0">
                  <path
                    d="M0 2h14"
                    strokeWidth={look === 'area' ? 4 : 2.4}
                    strokeDasharray={look === 'dashed' ? '4 3' : undefined}
                    style={{ stroke: cssColour(colour) }}
                  />
                </svg>
                <span className="truncate">{label}</span>
              </dt>
              <dd className={`num min-w-18 shrink-0 font-medium text-text ${many ? 'text-right' : ''}`}>–</dd>
            </div>
          ))}
        </dl>
        {extra}
      </figcaption>
      <TimeChart
        config={config}
        handle={plot}
        onCursor={(index) => {
          if (index === pointed.current) return
          pointed.current = index
          paint()
        }}
        {...(className ? { className } : {})}
        {...chart}
      />
      <p ref={summary} className="sr-only" />
    </figure>
  )
}

/** `Throughput: to viewers now 8.2 Mbit/s, between 7.9 and 8.8 Mbit/s; …` */
export function summarise(title: string, config: ChartConfig, data: uPlot.AlignedData): string {
  const { format } = config
  if (data[0].length === 0) return t('{{title}}: no data yet.', { title })
  const parts = config.series.flatMap(({ label, look, companion }, n) => {
    if (companion) return []
    const values = Array.from(data[0], (_, index) => valueAt(config, data, n, index)).filter(
      (value) => value !== null && value !== undefined,
    )
    if (look === 'marks') {
      const count = values.reduce((sum, value) => sum + value, 0)
      return count > 0 ? [`${label}: ${Math.round(count)}`] : []
    }
    if (values.length === 0) return []
    let [low, high] = [Number.POSITIVE_INFINITY, 0]
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    return [
      t('{{label}} now {{now}}, between {{low}} and {{high}}', {
        label,
        now: format(values.at(-1)!),
        low: format(low),
        high: format(high),
      }),
    ]
  })
  return `${title}: ${parts.join('; ')}.`
}
