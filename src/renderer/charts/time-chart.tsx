import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import { watchView } from '../state/in-view.ts'
import { live } from '../state/live.ts'
import { onTheme, tokenColour } from '../state/theme.ts'
import { buildOptions, type ChartConfig, stack } from './options.ts'

/** What several charts of one page share: the same time on all x axes. In seconds since the Unix epoch. */
export type Span = { min: number; max: number }

type Props = {
  config: ChartConfig
  /** Aligned columns, times first; called with every snapshot while the chart is live. */
  read: () => uPlot.AlignedData
  /** The stretch of time to show when nothing is zoomed into. */
  span: () => Span
  zoom: Span | undefined
  setZoom: (zoom: Span | undefined) => void
  /** Whether new data comes in. */
  running: boolean
  /** Changes when `read` gives other data than before although nothing runs. */
  version: string
  /** The plot, for exports. */
  handle?: RefObject<uPlot | null>
  /** Told where the cursor is, as an index into the data, or null. */
  onCursor?: (index: number | null) => void
  className?: string
}

/** A chart that nobody sees is painted so seldom, for its text. */
const unseenMs = 5000

/** uPlot in a box: made once, fed without React, resized and recoloured with what surrounds it. */
export function TimeChart(props: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const latest = useRef(props)
  latest.current = props
  const { config, running, zoom, version, className = 'h-44' } = props

  useLayoutEffect(() => {
    const element = box.current!
    const make = () => {
      plot.current?.destroy()
      const { width, height } = element.getBoundingClientRect()
      const options = buildOptions(config, tokenColour, {
        width: Math.max(50, Math.floor(width)),
        height: Math.max(50, Math.floor(height)),
        rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
        onZoom: (min, max) => latest.current.setZoom({ min, max }),
        onReset: () => latest.current.setZoom(undefined),
        onCursor: (index) => latest.current.onCursor?.(index),
      })
      const made = new uPlot(options, drawn(latest.current), element)
      plot.current = made
      if (latest.current.handle) latest.current.handle.current = made
      show(made, latest.current)
    }
    make()
    const resize = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      const size = { width: Math.max(50, Math.floor(width)), height: Math.max(50, Math.floor(height)) }
      if (size.width !== plot.current?.width || size.height !== plot.current?.height)
        plot.current?.setSize(size)
    })
    resize.observe(element)
    const offTheme = onTheme(make)
    return () => {
      resize.disconnect()
      offTheme()
      plot.current?.destroy()
      plot.current = null
    }
  }, [config])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version, zoom or pause is shown at once
  useEffect(() => {
    const paint = () => {
      // While somebody drags, what is dragged over stands still.
      if (plot.current && plot.current.select.width === 0) drawNow(plot.current, latest.current)
    }
    if (zoom) plot.current?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    paint()
    if (zoom || !running) return
    let paintedTo = latest.current.span().max
    let isSeen = true
    const paintIfMoved = () => {
      const { min, max } = latest.current.span()
      // Half an hour takes more than a second to move by a pixel; nobody would see what is painted before.
      const seconds = ((max - min) / (plot.current?.width ?? 1)) * 0.8
      if (max - paintedTo < (isSeen ? seconds : unseenMs / 1000)) return
      paintedTo = max
      paint()
    }
    const offView = watchView(box.current!, (now) => {
      isSeen = now
      paintIfMoved()
    })
    const offTick = live.onFast(paintIfMoved)
    return () => {
      offView()
      offTick()
    }
  }, [running, zoom, version])

  return <div ref={box} className={`w-full ${className}`} />
}

/** Shows what there is by now; it is there in the next microtask. */
export function drawNow(plot: uPlot, chart: Pick<Props, 'config' | 'read' | 'span' | 'zoom'>): void {
  plot.setData(drawn(chart), false)
  show(plot, chart)
}

const drawn = ({ config, read }: Pick<Props, 'config' | 'read'>) => (config.stacked ? stack(read()) : read())

function show(plot: uPlot, { zoom, span }: Pick<Props, 'zoom' | 'span'>): void {
  plot.setScale('x', zoom ?? span())
}
