import type uPlot from 'uplot'
import { formatInstant } from '../format.ts'
import { download } from '../state/files.ts'
import { tokenColour } from '../state/theme.ts'

type Data = readonly (readonly (number | null)[])[]

/** A text that every spreadsheet reads: one line a step, times (first column, seconds) in ISO 8601, gaps left empty. */
export function toCsv(names: readonly string[], [times = [], ...columns]: Data): string {
  const lines = times.map((time, n) =>
    [
      new Date(Math.round((time ?? 0) * 1000)).toISOString(),
      ...columns.map((values) => values[n] ?? ''),
    ].join(','),
  )
  return [['time', ...names.map(cell)].join(','), ...lines].map((line) => `${line}\r\n`).join('')
}
const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A file name out of a name and the time. */
export function exportName(of: string, at: number, extension: string): string {
  const name = of.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'charts'
  return `hawser-${name}-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}.${extension}`
}

/** The charts beneath one another with their titles, as one picture. */
function toPng(
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

/** Hands figures to the browser's downloads as a CSV file that is called after `name`. */
export const saveCsv = (name: string, titles: readonly string[], data: Data): void =>
  download(exportName(name, Date.now(), 'csv'), new Blob([toCsv(titles, data)], { type: 'text/csv' }))

/** Hands charts to the browser's downloads as one picture that is called after `name`. */
export async function savePng(
  name: string,
  charts: readonly { title: string; plot: uPlot | null }[],
): Promise<void> {
  const picture = await toPng(`${name} – ${formatInstant(Date.now())}`, charts)
  if (picture) download(exportName(name, Date.now(), 'png'), picture)
}
