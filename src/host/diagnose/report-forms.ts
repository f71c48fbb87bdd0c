import type { Diagnosis } from '../../contract/diagnose.ts'
import { type Redaction, redactReport } from './redact.ts'
import { reportHtml } from './report-html.ts'
import { reportText } from './report-text.ts'

export type ReportForm = 'json' | 'html' | 'text'

/** The first belongs to Hawser, so that the system opens it with this. */
const ends: Record<ReportForm, string> = { json: 'hawser-report', html: 'html', text: 'txt' }

/** A report as it may leave this machine, and the name of a file for it. */
export function shareReport(
  report: Diagnosis,
  form: ReportForm,
  redaction: Redaction,
): { text: string; name: string } {
  const clean = redactReport(report, redaction)
  const time = new Date(report.startedAt)
  const day = Number.isNaN(time.getTime()) ? '' : `-${time.toISOString().slice(0, 16).replace(/[T:]/g, '-')}`
  const name = `network${day}.${ends[form]}`
  switch (form) {
    case 'json':
      return { text: `${JSON.stringify(clean, null, 2)}\n`, name }
    case 'html':
      return { text: reportHtml(clean), name }
    case 'text':
      return { text: reportText(clean), name }
  }
}
