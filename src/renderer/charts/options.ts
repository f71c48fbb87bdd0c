import type uPlot from 'uplot'
import { formatTime } from '../format.ts'

export type SeriesConfig = {
  label: string
  /** A colour token's name, or a colour as CSS has it. */
  colour: string
  /** Drawn filled, as a dashed line, or not at all (its values are for marks). */
  look: 'line' | 'area' | 'dashed' | 'marks'
  /** Belongs to the series before it and has no place in the legend. */
  companion?: boolean
}

export type ChartConfig = {
  /** Charts with the same key share their cursor. */
  sync: string
  series: readonly SeriesConfig[]
  /** Writes a value of the y axis. */
  format: (value: number) => string
  /** Each area stands on the one before it; the data holds the values by themselves. */
  stacked?: boolean
  /** The y axis reaches at least this far. */
  atLeast: number
  /** Drawn on top, such as marks for late frames. */
  plugins?: readonly ((colour: (token: string) => string, rem: number) => uPlot.Plugin)[]
  /** The lowest chart of a stack carries the times. */
  times: boolean
}

type Surroundings = {
  width: number
  height: number
  rem: number
  onZoom: (min: number, max: number) => void
  onReset: () => void
  onCursor: (index: number | null) => void
}

/** A y axis that starts at zero and ends at a round number above the highest value. */
export function roundMax(max: number, atLeast: number): number {
  const wanted = Math.max(max * 1.08, atLeast)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= wanted) ?? 10
  return step * power
}

/** Ticks are round numbers: `80.0 Mbit/s` is `80 Mbit/s` there. */
export const shortTick = (text: string) => text.replace(/\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)/, '$1')

const day = 86_400
/** Times for short spans, dates for long ones. */
export function formatTick(seconds: number, step: number): string {
  const time = formatTime(seconds * 1000)
  if (step >= day) {
    const date = new Date(seconds * 1000)
    return `${date.getDate()}.${date.getMonth() + 1}.`
  }
  return step >= 60 ? time.slice(0, 5) : time
}

export function buildOptions(
  config: ChartConfig,
  colour: (token: string) => string,
  { width, height, rem, onZoom, onReset, onCursor }: Surroundings,
): uPlot.Options {
  const font = `${0.6875 * rem}px "Inter Variable", system-ui, sans-serif`
  const axis = {
    font,
    stroke: colour('faint'),
    grid: { stroke: colour('grid'), width: 1 },
    ticks: { show: false },
  } satisfies uPlot.Axis
  return {
    width,
    height,
    padding: [0.5 * rem, 0.75 * rem, config.times ? 0 : 0.25 * rem, 0],
    legend: { show: false },
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, __, max) => [0, roundMax(Number.isFinite(max) ? max : 0, config.atLeast)] },
    },
    axes: [
      {
        ...axis,
        show: true,
        size: config.times ? 1.6 * rem : 0,
        gap: 0.35 * rem,
        space: 5 * rem,
        values: (_, ticks, __, ___, step) =>
          config.times ? ticks.map((tick) => formatTick(tick, step)) : ticks.map(() => ''),
      },
      {
        ...axis,
        size: 5 * rem,
        gap: 0.4 * rem,
        space: 1.9 * rem,
        values: (_, ticks) => ticks.map((tick) => shortTick(config.format(tick))),
      },
    ],
    cursor: {
      sync: { key: config.sync, setSeries: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      points: { size: 0.45 * rem, width: 2 },
      bind: {
        dblclick: () => () => {
          onReset()
          return null
        },
      },
    },
    hooks: {
      // Its own hook for selections also fires at every redraw in the middle of a drag.
      ready: [
        (plot) =>
          plot.over.addEventListener('mousedown', () =>
            document.addEventListener(
              'mouseup',
              () => {
                const { left, width: chosen } = plot.select
                if (chosen > 0) onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + chosen, 'x'))
              },
              { once: true },
            ),
          ),
      ],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
    },
    series: [{}, ...config.series.map((series) => seriesOptions(series, colour, config.stacked))],
    ...(config.stacked && { bands: config.series.slice(1).map((_, n) => ({ series: [n + 2, n + 1] })) }),
    plugins: config.plugins?.map((plugin) => plugin(colour, rem)) ?? [],
  }
}

function seriesOptions(
  { look, colour: token, label }: SeriesConfig,
  colour: (token: string) => string,
  stacked = false,
): uPlot.Series {
  const stroke = colour(token)
  return {
    label,
    // Hidden series keep their data, which marks read.
    show: look !== 'marks',
    stroke,
    // Thicker lines are much dearer to paint without a graphics card.
    width: 1,
    points: { show: false },
    ...(look === 'area' ? { fill: translucent(stroke, stacked ? 0.3 : 0.13) } : {}),
    ...(look === 'dashed' ? { dash: [5, 4] } : {}),
  }
}

/** What is drawn of stacked series: each on top of those before it. A gap in one is no gap in the others, a gap in all is one. */
export function stack(data: uPlot.AlignedData): uPlot.AlignedData {
  const [times, ...columns] = data
  const isGap = Array.from(times, (_, n) => columns.every((values) => (values[n] ?? null) === null))
  let below: ArrayLike<number | null | undefined> = new Array<number>(times.length).fill(0)
  const stacked = columns.map((values) => {
    below = Array.from(values, (value, n) => (isGap[n] ? null : (value ?? 0) + (below[n] ?? 0)))
    return below as (number | null)[]
  })
  return [times, ...stacked]
}

/** Computed colours come as `oklch(l c h)` or `rgb(r, g, b)`. */
export const translucent = (colour: string, alpha = 0.13): string =>
  colour.startsWith('rgb(')
    ? colour.replace('rgb(', 'rgba(').replace(')', `, ${alpha})`)
    : colour.replace(')', ` / ${alpha})`)
