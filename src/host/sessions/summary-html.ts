import type { SessionSummary } from '../../contract/sessions.ts'
import { escapeHtml as esc, htmlPage } from '../html-page.ts'
import { chartStyle, chartSvg } from './chart-svg.ts'
import {
  clockText,
  figureCells,
  figureHeads,
  kindWords,
  momentText,
  sessionSentence,
  sessionState,
  zoneText,
} from './session-words.ts'
import { bytesText, spanText } from './words.ts'

const table = (heads: readonly string[], rows: readonly (readonly string[])[], name = ''): string =>
  `<table${name && ` class="${name}"`}><thead><tr>${heads.map((head) => `<th scope="col">${esc(head)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.join('')}</tr>`).join('')}</tbody></table>`
const cell = (text: string) => `<td>${esc(text)}</td>`
/** Numbers stay with their units. */
const figure = (text: string) => cell(text.replaceAll(/(\d) (?=\D)/g, '$1\u00a0'))
const section = (title: string, body: string) =>
  body === '' ? '' : `<section><h2>${esc(title)}</h2>${body}</section>`

/** A summary as one page of HTML without scripts, pictures or anything from elsewhere; it prints well. */
export function summaryHtml(summary: SessionSummary): string {
  const { session, until, chart, subjects } = summary
  const isLong = until - session.startedAt > 20 * 3_600_000
  const times = isLong ? momentText : clockText
  const facts: [string, string][] = [
    ['Begun', momentText(session.startedAt)],
    [session.endedAt === 0 ? 'Counted until' : 'Ended', momentText(until)],
    ['Lasted', spanText(until - session.startedAt)],
    ['Moved', bytesText(summary.bytes)],
    ['Times', zoneText(session.startedAt)],
  ]
  const listed = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${esc(value)}</dd></div>`).join('')
  const key = chart.lines
    .map(({ kind }) => `<span><i class="${kind}"></i>${kindWords[kind]}s</span>`)
    .join('')
  const svg = chartSvg(chart, summary.events.list, 'Data moved over the session', times)
  return htmlPage({
    title: `${session.name} – Hawser session`,
    style: `${chartStyle}${style}`,
    body: `<header>
<p class="brand">Hawser session</p>
<h1 class="${sessionState(summary)}">${esc(session.name)}</h1>
<p>${esc(sessionSentence(summary))}</p>
<dl class="facts">${listed}</dl>
${session.note === '' ? '' : `<p class="note">${esc(session.note)}</p>`}
${summary.missing === '' ? '' : `<p class="quiet">${esc(summary.missing)}</p>`}
</header>
${section('Data moved', chart.lines.length === 0 ? '' : `${svg}<p class="key">${key}</p>`)}
${section('What was active', subjects.length === 0 ? '<p class="quiet">Nothing.</p>' : `<div class="wide">${subjectTable(summary)}</div>`)}
${section('The worst minutes', worstList(summary, times))}
${section('Diagnoses', diagnosisTable(summary, times))}
${section('Transfers', transferTable(summary, times))}
${section('Events', eventTable(summary))}`,
    data: { id: 'hawser-session', value: summary },
  })
}

const subjectTable = ({ subjects }: SessionSummary) =>
  table(
    ['What', ...figureHeads],
    subjects.map((figures) => [
      `<th scope="row">${esc(figures.name)}<br><span class="quiet">${kindWords[figures.kind]}</span></th>`,
      ...figureCells(figures).map(figure),
    ]),
  )

const worstList = ({ worst }: SessionSummary, times: (at: number) => string) =>
  worst.length === 0
    ? ''
    : table(
        ['Minute', 'What went wrong'],
        worst.map(({ at, reasons }) => [cell(times(at)), `<td>${reasons.map(esc).join('<br>')}</td>`]),
      )

const diagnosisTable = ({ diagnoses }: SessionSummary, times: (at: number) => string) =>
  diagnoses.length === 0
    ? ''
    : table(
        ['Time', 'Verdict', 'Target'],
        diagnoses.map(({ startedAt, verdict, target }) => [times(startedAt), verdict, target].map(cell)),
      )

const transferTable = ({ transfers }: SessionSummary, times: (at: number) => string) =>
  transfers.length === 0
    ? ''
    : table(
        ['Time', 'What', '', 'Size', 'Result'],
        transfers.map(({ at, name, direction, bytes, result }) =>
          [times(at), name, direction, bytesText(bytes), result].map(cell),
        ),
      )

function eventTable({ events }: SessionSummary): string {
  const { info, warning, error, list } = events
  const total = info + warning + error
  if (total === 0) return ''
  const left = total - list.length
  const counts = `${error} errors, ${warning} warnings, ${info} others${left > 0 ? `; ${left} of them are left out here` : ''}.`
  const rows = list.map(({ at, level, text }) => [
    cell(momentText(at)),
    `<td><span class="chip ${level}">${level}</span></td>`,
    cell(text),
  ])
  return `<p class="quiet">${counts}</p>${table(['Time', '', 'What happened'], rows)}`
}

const style = `
h1.good{border-color:var(--good)}h1.poor{border-color:var(--poor)}h1.bad{border-color:var(--bad)}
.note{white-space:pre-line;background:var(--soft);padding:.7rem .9rem;border-radius:.4rem;overflow-wrap:anywhere}
main{max-width:70rem}
.wide{overflow-x:auto}.wide table{font-size:.85rem}.wide th,.wide td{overflow-wrap:normal}.wide .quiet{font-weight:400}
tbody th{font-weight:600;min-width:8rem}.wide tbody th{overflow-wrap:anywhere}
.chip.warning{color:var(--poor)}.chip.error{color:var(--bad)}
@media print{tr{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}}
`
