import type uPlot from 'uplot'
import { ruleColumns } from '../../contract/forward.ts'
import type { Series } from '../../contract/host.ts'
import { tokenColour } from '../state/theme.ts'

/** A text that every spreadsheet reads: one line a step, times in ISO 8601. */
export function toCsv({ at, columns }: Pick<Series, 'at' | 'columns'>): string {
  const lines = at.map((time, n) =>
    [new Date(time).toISOString(), ...ruleColumns.map((name) => columns[name]?.[n] ?? '')].join(','),
  )
  return `${['time', ...ruleColumns].join(',')}\r\n${lines.map((line) => `${line}\r\n`).join('')}`
}

/** A file name out of a rule's name and the time. */
export function exportName(ruleName: string, at: number, extension: string): string {
  const name = ruleName.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'rule'
  return `hawser-${name}-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}.${extension}`
}

/** The charts beneath one another with their titles, as one picture. */
export function toPng(
  heading: string,
  charts: readonly { title: string; plot: uPlot | null }[],
): Promise<Blob | null> {
  const shown = charts.flatMap(({ title, plot }) => (plot ? [{ title, canvas: plot.ctx.canvas }] : []))
  const unit = devicePixelRatio
  const [head, caption, margin] = [44 * unit, 26 * unit, 12 * unit]
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(...shown.map(({ canvas: { width } }) => width)) + 2 * margin
  canvas.height = head + shown.reduce((sum, { canvas: { height } }) => sum + height + caption, 0) + margin
  const context = canvas.getContext('2d')!
  context.fillStyle = tokenColour('surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.textBaseline = 'middle'
  const write = (text: string, weight: number, size: number, y: number, colour: string) => {
    context.font = `${weight} ${size * unit}px "Inter Variable", sans-serif`
    context.fillStyle = tokenColour(colour)
    context.fillText(text, margin, y)
  }
  write(heading, 600, 15, head / 2, 'text')
  let y = head
  for (const { title, canvas: chart } of shown) {
    write(title, 600, 12, y + caption / 2, 'muted')
    context.drawImage(chart, margin, y + caption)
    y += caption + chart.height
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}
