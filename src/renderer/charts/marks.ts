import type uPlot from 'uplot'
import type { HawserEvent } from '../../contract/events.ts'
import { formatTime } from '../format.ts'
import { markedEvent, onMarkedEvent } from '../state/marked.ts'
import { go, paths } from '../state/router.ts'
import { EventFlags, worstOf } from './event-flags.ts'

type Colours = (token: string) => string

/** Which column of the data holds which kind of mark. */
export type MarkColumns = { value: number; late: number; veryLate: number; missing: number; dropped: number }

/** Late frames as hollow, very late ones as filled triangles at their height; missing and dropped ones on a lane below. */
export const frameMarks =
  (columns: MarkColumns) =>
  (colour: Colours, rem: number): uPlot.Plugin => {
    const [warn, error, dropped] = [colour('warn'), colour('error'), colour('series-up')]
    return {
      hooks: {
        draw: (plot) => {
          const { ctx, bbox, data } = plot
          const size = 0.22 * rem * devicePixelRatio
          const [from, to] = [plot.scales.x!.min!, plot.scales.x!.max!]
          ctx.save()
          ctx.lineWidth = 1.5 * devicePixelRatio
          for (let n = 0; n < data[0].length; n++) {
            const at = data[0][n]!
            if (at < from || at > to) continue
            const x = plot.valToPos(at, 'x', true)
            const has = (column: number) => (data[column]?.[n] ?? 0) > 0
            if (has(columns.late)) {
              const y = Math.max(bbox.top + size, plot.valToPos(data[columns.value]![n] ?? 0, 'y', true))
              triangle(ctx, x, y, size, has(columns.veryLate) ? error : warn, has(columns.veryLate))
            }
            const lane = bbox.top + bbox.height - size * 1.6
            if (has(columns.missing)) cross(ctx, x, lane, size, error)
            if (has(columns.dropped)) square(ctx, x, lane, size, dropped)
          }
          ctx.restore()
        },
      },
    }
  }

function triangle(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  r: number,
  colour: string,
  filled: boolean,
): void {
  ctx.beginPath()
  ctx.moveTo(x, y - r)
  ctx.lineTo(x + r, y + r * 0.8)
  ctx.lineTo(x - r, y + r * 0.8)
  ctx.closePath()
  ctx.strokeStyle = ctx.fillStyle = colour
  if (filled) ctx.fill()
  else ctx.stroke()
}
function cross(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string): void {
  ctx.beginPath()
  ctx.moveTo(x - r, y - r)
  ctx.lineTo(x + r, y + r)
  ctx.moveTo(x + r, y - r)
  ctx.lineTo(x - r, y + r)
  ctx.strokeStyle = colour
  ctx.stroke()
}
function square(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string): void {
  ctx.fillStyle = colour
  ctx.fillRect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6)
}

/**
 * Events as dashed lines with a flag at the top, and what happened beside the pointer. The one that the page was opened
 * for stands out. A flag leads to its event in the log.
 */
export const eventMarks =
  (known: () => readonly HawserEvent[]) =>
  (colour: Colours, rem: number): uPlot.Plugin => {
    const colours = { info: colour('faint'), warning: colour('warn'), error: colour('error') }
    const accent = colour('accent')
    const events = () => withMarked(known(), markedEvent())
    const reach = 0.45 * rem
    let flags: EventFlags | undefined
    let forget = () => {}
    return {
      hooks: {
        ready: (plot) => {
          tellEvents(plot, events, reach)
          openOnClick(plot, events, reach)
          flags = new EventFlags(plot)
          // Charts that stand still are painted again when it is known which event they were opened for.
          forget = onMarkedEvent(() => plot.redraw(false))
        },
        destroy: () => forget(),
        drawClear: (plot) => {
          const { ctx } = plot
          const [from, to] = [plot.scales.x!.min!, plot.scales.x!.max!]
          const size = 0.3 * rem * devicePixelRatio
          const marked = markedEvent()?.seq
          const shown = events().filter(({ at }) => at / 1000 >= from && at / 1000 <= to)
          ctx.save()
          // All of a kind at once: each change of the line's look is dear.
          for (const level of ['info', 'warning', 'error'] as const)
            strike(
              plot,
              shown.filter((event) => event.level === level && event.seq !== marked),
              {
                colour: colours[level],
                size,
                width: 1,
                dash: [3, 3],
              },
            )
          const isMarked = shown.filter(({ seq }) => seq === marked)
          strike(plot, isMarked, { colour: accent, size: size * 1.5, width: 2, dash: [] })
          ctx.restore()
          flags?.show(shown)
        },
      },
    }
  }

/** Lines with a flag at the top where these events were. */
function strike(
  plot: uPlot,
  events: readonly HawserEvent[],
  { colour, size, width, dash }: { colour: string; size: number; width: number; dash: number[] },
): void {
  if (events.length === 0) return
  const { ctx, bbox } = plot
  const places = events.map(({ at }) => Math.round(plot.valToPos(at / 1000, 'x', true)))
  ctx.strokeStyle = ctx.fillStyle = colour
  ctx.lineWidth = width * devicePixelRatio
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio))
  ctx.beginPath()
  for (const x of places) {
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
  }
  ctx.stroke()
  ctx.beginPath()
  for (const x of places) {
    ctx.moveTo(x - size, bbox.top)
    ctx.lineTo(x + size, bbox.top)
    ctx.lineTo(x, bbox.top + size * 1.3)
  }
  ctx.fill()
}

/** The event that the page was opened for may be older than those that the page keeps. */
export function withMarked(
  events: readonly HawserEvent[],
  marked: HawserEvent | undefined,
): readonly HawserEvent[] {
  if (marked === undefined || events.some(({ seq }) => seq === marked.seq)) return events
  return [...events, marked].sort((a, b) => a.seq - b.seq)
}

const toldAtOnce = 4

/** Shows the events under the pointer, up to `reach` pixels away. */
function tellEvents(plot: uPlot, events: () => readonly HawserEvent[], reach: number): void {
  const bubble = document.createElement('div')
  bubble.className = 'tip'
  bubble.popover = 'manual'
  bubble.setAttribute('aria-hidden', 'true')
  plot.over.append(bubble)
  const hide = () => bubble.matches(':popover-open') && bubble.hidePopover()
  plot.over.addEventListener('mouseleave', hide)
  plot.over.addEventListener('mousemove', ({ clientX, clientY }) => {
    const x = clientX - plot.over.getBoundingClientRect().left
    const near = eventsNear(events(), plot.posToVal(x - reach, 'x'), plot.posToVal(x + reach, 'x'))
    plot.over.style.cursor = near.length > 0 ? 'pointer' : ''
    if (near.length === 0 || plot.select.width > 0) return hide()
    bubble.textContent = near.map(({ at, text }) => `${formatTime(at)}  ${text}`).join('\n')
    if (!bubble.matches(':popover-open')) bubble.showPopover()
    const { width, height } = bubble.getBoundingClientRect()
    bubble.style.left = `${Math.max(6, Math.min(clientX + 12, innerWidth - width - 6))}px`
    bubble.style.top = `${Math.max(6, Math.min(clientY + 14, innerHeight - height - 6))}px`
  })
}

/** The newest few events between two times in seconds since the Unix epoch, oldest first. */
export const eventsNear = (events: readonly HawserEvent[], from: number, to: number): HawserEvent[] =>
  events.filter(({ at }) => at / 1000 >= from && at / 1000 <= to).slice(-toldAtOnce)

/** A click on the line of an event, anywhere in the chart, opens the event; a drag does not. */
function openOnClick(plot: uPlot, events: () => readonly HawserEvent[], reach: number): void {
  let pressedAt = Number.NaN
  plot.over.addEventListener('mousedown', ({ clientX }) => {
    pressedAt = clientX
  })
  plot.over.addEventListener('click', ({ clientX, target }) => {
    if (target !== plot.over || Math.abs(clientX - pressedAt) > 3) return
    const x = clientX - plot.over.getBoundingClientRect().left
    const near = eventsNear(events(), plot.posToVal(x - reach, 'x'), plot.posToVal(x + reach, 'x'))
    if (near.length > 0) go(paths.event(worstOf(near).seq))
  })
}
