import type { HawserEvent } from '../../contract/events.ts'
import type { SessionSummary, SubjectKind } from '../../contract/sessions.ts'
import { escapeHtml } from '../html-page.ts'
import { rateText } from './words.ts'

const [width, height, left, bottom] = [900, 240, 84, 22]
const inner = { width: width - left, height: height - bottom }
const ticks = 6

/** Data moved over the span, one area on the other, and a line at each warning and error. */
export function chartSvg(
  { at, stepMs, lines }: SessionSummary['chart'],
  events: readonly HawserEvent[],
  title: string,
  timeText: (at: number) => string,
): string {
  const [from, to] = [at[0] ?? 0, (at.at(-1) ?? 0) + stepMs]
  const totals = at.map((_, n) => lines.reduce((sum, { values }) => sum + (values[n] ?? 0), 0))
  const most = Math.max(1, ...totals)
  const x = (time: number) => round(left + ((time - from) / Math.max(1, to - from)) * inner.width)
  const y = (value: number) => round(inner.height - (value / most) * (inner.height - 8))
  const below = at.map(() => 0)
  const areas = lines.map(({ kind, values }) => area(kind, values, below, at, stepMs, x, y))
  const marks = events
    .filter(({ level }) => level !== 'info')
    .map(({ at: time, level }) => `<path class="mark ${level}" d="M${x(time)} 0V${inner.height}"/>`)
  const rows = [0, 0.5, 1].map(
    (part) =>
      `<path class="grid" d="M${left} ${y(part * most)}H${width}"/><text x="${left - 8}" y="${y(part * most) + 4}" text-anchor="end">${escapeHtml(rateText(part * most))}</text>`,
  )
  const times = Array.from({ length: ticks }, (_, n) => from + ((to - from) * n) / (ticks - 1)).map(
    (time, n) =>
      `<text x="${x(time)}" y="${height - 6}" text-anchor="${n === 0 ? 'start' : n === ticks - 1 ? 'end' : 'middle'}">${escapeHtml(timeText(time))}</text>`,
  )
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">${[...rows, ...areas, ...marks, ...times].join('')}</svg>`
}

function area(
  kind: SubjectKind,
  values: readonly number[],
  below: number[],
  at: readonly number[],
  stepMs: number,
  x: (time: number) => number,
  y: (value: number) => number,
): string {
  const floor: string[] = []
  const top = at.map((time, n) => {
    const base = below[n] ?? 0
    const sum = base + (values[n] ?? 0)
    below[n] = sum
    floor.unshift(`${x(time + stepMs)} ${y(base)} ${x(time)} ${y(base)}`)
    // A minute is a minute: no slopes between them.
    return `${x(time)} ${y(sum)} ${x(time + stepMs)} ${y(sum)}`
  })
  return `<polygon class="${kind}" points="${[...top, ...floor].join(' ')}"/>`
}

const round = (value: number) => Math.round(value * 10) / 10

export const chartStyle = `
svg{display:block;width:100%;height:auto;font:11px system-ui,sans-serif;overflow:visible}svg text{fill:var(--muted)}
.grid{stroke:var(--line);fill:none}.mark{stroke-dasharray:3 3;fill:none}.mark.error{stroke:var(--bad)}.mark.warning{stroke:var(--poor)}
polygon,.key i{opacity:.75}polygon.rule{fill:#2f7fc1}polygon.bond{fill:#2b9a66}polygon.receiver{fill:#8a6fc9}polygon.folder{fill:#c98a2b}polygon.tube{fill:#b0577d}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.4rem 0;color:var(--muted);font-size:.85rem}.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;border-radius:.15rem;vertical-align:-.1rem}
.key .rule{background:#2f7fc1}.key .bond{background:#2b9a66}.key .receiver{background:#8a6fc9}.key .folder{background:#c98a2b}.key .tube{background:#b0577d}
@media print{polygon,.key i{print-color-adjust:exact}}
`
