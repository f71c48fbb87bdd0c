import { useEffect, useRef } from 'react'
import { watchView } from '../state/in-view.ts'
import { live } from '../state/live.ts'
import { type Sparks, sparkSlots } from '../state/sparks.ts'
import { onTheme, tokenColour } from '../state/theme.ts'
import { translucent } from './options.ts'

const rates = new Float32Array(sparkSlots)

type Props = {
  id: string
  /** Where the rates are kept; else those of rules. */
  of?: Sparks
  /** The token of the line's colour. */
  colour?: string
  className?: string
}

/** The last minute of a throughput. Drawn on a canvas of its own, because 24 of them must cost next to nothing. */
export function Sparkline({ id, of = live.sparks, colour = 'series-down', className = 'h-6 w-24' }: Props) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const canvas = ref.current!
    const context = canvas.getContext('2d')!
    let { line, fill } = colours(colour)
    let width = 0
    let height = 0
    let isSeen = true
    const resize = new ResizeObserver(([entry]) => {
      const size = entry!.contentRect
      width = canvas.width = Math.round(size.width * devicePixelRatio)
      height = canvas.height = Math.round(size.height * devicePixelRatio)
      paint()
    })
    const paint = () => {
      if (width === 0 || !isSeen) return
      context.clearRect(0, 0, width, height)
      if (of.read(id, rates)) draw(context, width, height, line, fill)
    }
    resize.observe(canvas)
    const offTheme = onTheme(() => {
      ;({ line, fill } = colours(colour))
      paint()
    })
    const offView = watchView(canvas, (now) => {
      isSeen = now
      paint()
    })
    // In half a second it moves by a pixel.
    const offTick = live.onFast(paint, 5)
    return () => {
      resize.disconnect()
      offTheme()
      offView()
      offTick()
    }
  }, [id, of, colour])
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus
  return <canvas ref={ref} aria-hidden="true" className={className} />
}

function colours(token: string) {
  const line = tokenColour(token)
  return { line, fill: translucent(line, 0.16) }
}

function draw(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  line: string,
  fill: string,
): void {
  const columns = Math.max(2, Math.floor(width / (1.5 * devicePixelRatio)))
  const perColumn = rates.length / columns
  const stroke = 1
  let peak = 1
  for (const rate of rates) if (rate > peak) peak = rate
  const scale = (height - 2 * stroke) / (peak * 1.08)
  context.beginPath()
  for (let column = 0; column < columns; column++) {
    const to = Math.floor((column + 1) * perColumn)
    let sum = 0
    let count = 0
    for (let n = Math.floor(column * perColumn); n < to; n++, count++) sum += rates[n]!
    const y = height - stroke - (count > 0 ? sum / count : 0) * scale
    const x = (column / (columns - 1)) * width
    if (column === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.lineWidth = stroke
  context.lineJoin = 'round'
  context.strokeStyle = line
  context.stroke()
  context.lineTo(width, height)
  context.lineTo(0, height)
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = fill
  context.fill()
  context.globalCompositeOperation = 'source-over'
}
